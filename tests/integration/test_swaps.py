"""Releases and rollbacks while people ask: a real Bento, two workers, connections that stay open.

By default 4 releases and 2 rollbacks; with CINQ_LONG=1 50 and 10, under wrk too where it is there.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import httpx2
import pytest

from cinq.client import Client
from cinq.database import open_database
from cinq.evaluation.golden import golden_answers
from cinq.models.artefact import save_bundle
from cinq.releases.bento import build_bento
from cinq.releases.ledger import Ledger
from cinq.releases.served_bento import serving
from cinq.serving.parity import keep_golden
from cinq.settings import Settings
from tests.integration.steady_load import SteadyLoad
from tests.serving.worlds import bundle, film_of

pytestmark = pytest.mark.integration

LONG = os.environ.get("CINQ_LONG") == "1"
N_RELEASES, N_ROLLBACKS = (50, 10) if LONG else (4, 2)
WITHIN = 5.0
"""Seconds in which a release is to serve everywhere; workers look at the ledger every two."""

WORKERS = {"CINQ_API_WORKERS": "2"}
FIVE = [film_of(0, place) for place in range(5)]
WRK = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"favourites": %s}'
"""


class Released:
    """A home with a Bento, three models and a ledger."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.settings = Settings(home=home)
        self.artefacts = [home / "models" / str(seed) for seed in (3, 4, 5)]
        self.digests = [self._save(seed) for seed in (3, 4, 5)]
        self.tag = build_bento(self.artefacts[0], self.settings, model_version="1")
        self.ledger = Ledger(open_database(self.settings.database))
        self.log = home / "logs" / "bento.log"

    def release(self, place: int) -> int:
        return self.ledger.publish(
            model_version=str(place + 1),
            artefact=self.artefacts[place],
            digest=self.digests[place],
            dataset="toy",
            data_version="0" * 64,
            decision={},
            actor="test",
            reason="test",
        ).number

    @contextmanager
    def served(self) -> Iterator[Client]:
        variables = {"CINQ_HOME": str(self.home), **WORKERS}
        with serving(self.tag, self.settings, variables) as client:
            yield client

    def _save(self, seed: int) -> str:
        model, folder = bundle(seed), self.home / "models" / str(seed)
        digest = save_bundle(model, folder)
        keep_golden(folder, golden_answers(model))
        return digest


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Released:
    return Released(tmp_path_factory.mktemp("home"))


def metrics_of(url: str) -> dict[str, float]:
    """Every series of ours by its name and labels."""
    text = httpx2.get(f"{url}/metrics", timeout=30, trust_env=False).text
    series = re.findall(r"^(cinq_\S+) (\S+)$", text, re.MULTILINE)
    return {name: float(value) for name, value in series}


@contextmanager
def wrk(url: str, folder: Path, seconds: int) -> Iterator[None]:
    """Loads the API beside us, where wrk is installed; nothing it asks may fail."""
    program = shutil.which("wrk")
    if not LONG or program is None:
        yield
        return
    script = folder / "post.lua"
    script.write_text(WRK % FIVE)
    command = [program, "-t1", "-c4", f"-d{seconds}s", "--latency", "-s", str(script)]
    with subprocess.Popen(
        [*command, f"{url}/v1/recommend_one"], stdout=subprocess.PIPE, text=True
    ) as process:
        yield
        told = process.communicate(timeout=seconds + 60)[0]
    print(told)  # noqa: T201 - figures, seen with -s
    assert "Non-2xx" not in told
    assert "Socket errors" not in told


def test_swaps_and_rollbacks_lose_no_request_and_numbers_grow_in_every_worker(released, tmp_path):
    took = []
    with (
        released.served() as client,
        wrk(client.base_url, tmp_path, 180),
        SteadyLoad(client.base_url, FIVE) as load,
    ):
        load.await_everywhere(0, 30)
        for turn in range(N_RELEASES + N_ROLLBACKS):
            back = (turn + 1) % 3 == 0 and turn // 3 < N_ROLLBACKS
            if back:
                number = released.ledger.rollback(actor="test", reason="test").number
            else:
                number = released.release(turn % 3)
            took.append(load.await_everywhere(number, WITHIN))
        measured = metrics_of(client.base_url)
    failures = [failure for one in load.connections for failure in one.failures]
    assert failures == []
    for one in load.connections:
        assert all(before <= after for before, after in pairwise(one.releases))
        assert one.releases[-1] == N_RELEASES + N_ROLLBACKS
    workers = [value for series, value in measured.items() if series.startswith("cinq_release{")]
    assert workers == [N_RELEASES + N_ROLLBACKS] * 2
    refused = [n for series, n in measured.items() if series.startswith("cinq_releases_refused")]
    assert sum(refused) == 0
    assert measured["cinq_swap_seconds_count"] >= N_RELEASES + N_ROLLBACKS
    _tell(load, took)


def test_a_cold_start_without_ledger_and_registry_serves_the_last_release(released):
    newest = released.ledger.newest()
    assert newest is not None
    (released.home / "cinq.db").rename(released.home / "away.db")
    (released.home / "models").rename(released.home / "gone")
    try:
        with released.served() as client:
            answer = client.model()
            assert (answer.origin, answer.release) == ("last_good", newest.number)
            assert answer.digest == newest.digest
    finally:
        (released.home / "gone").rename(released.home / "models")
        (released.home / "away.db").rename(released.home / "cinq.db")


def _tell(load: SteadyLoad, took: list[float]) -> None:
    seconds = sorted(second for one in load.connections for second in one.seconds)
    n = len(seconds)
    print(  # noqa: T201 - figures, seen with -s
        f"{len(took)} swaps, everywhere after {sorted(took)[len(took) // 2]:.1f} s (longest "
        f"{max(took):.1f}); {n} answers, p50 {seconds[n // 2] * 1e3:.1f} ms, p99 "
        f"{seconds[int(n * 0.99)] * 1e3:.1f} ms, longest {seconds[-1] * 1e3:.0f} ms"
    )
