"""The service's speed, beside the same handler in plain FastAPI, in one run.

``pytest -s tests/benchmarks/test_service_speed.py`` prints the figures and writes them into
``docs/service-speed.md``; it needs wrk, a quiet machine of two cores, and six minutes. Ratios are
asserted as they are asked for; plain seconds are only shown.
"""

import os
import platform
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import httpx2
import numpy as np
import pytest

from cinq.models.artefact import load_bundle, save_bundle
from cinq.releases.bento import build_bento
from cinq.releases.bento_store import bento_folder
from cinq.releases.served_bento import serving
from cinq.settings import ROOT, Settings
from tests.benchmarks.figures_in_docs import between_marks, row
from tests.benchmarks.service.load import (
    WRK,
    Bodies,
    Load,
    load,
    median,
    proportional_bytes,
    workers_of,
)
from tests.benchmarks.service.servers import empty_bento, peer
from tests.benchmarks.service.stages import stages
from tests.benchmarks.service.worlds import LARGE, SMALL, TINY, Size, made_bundle
from tests.conftest import require

pytestmark = pytest.mark.slow

CONNECTIONS = (1, 16, 64)
SECONDS = int(os.environ.get("CINQ_BENCH_SECONDS", "2"))
TOGETHER = 64
LONE_CALLS = 100
WORKERS = (1, 2)
REPEATS = 3
PER_WORKER = 8
"""Connections for each worker where all cores answer many profiles at once."""
SETTLED = 2_000_000
"""Bytes by which three looks at workers that have loaded everything may differ."""

COLUMNS = (
    "films x factors",
    "connections",
    "asked",
    "requests/s",
    "of FastAPI",
    "p50, ms",
    "p99, ms",
)
PAGE = ROOT / "docs" / "service-speed.md"


@dataclass
class Speed:
    """One size of model: loads by path and number of connections."""

    loads: dict[tuple[str, int], Load] = field(default_factory=dict)
    profiles_per_second: float = 0.0
    profiles_on_all_cores: float = 0.0
    lone_p95: float = 0.0

    def ratio(self, path: str, other: str, connections: int) -> float:
        """Requests a second of one path over those of another."""
        ours, theirs = self.loads[path, connections], self.loads[other, connections]
        return ours.per_second / theirs.per_second


@dataclass(frozen=True)
class Home:
    """Artefacts and Bentos of every size."""

    settings: Settings
    artefacts: Mapping[Size, Path]
    tags: Mapping[Size, str]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    require(bool(WRK), "wrk")
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    artefacts, tags = {}, {}
    for size in (TINY, SMALL, LARGE):
        artefacts[size] = settings.home / f"model-{size.n_films}"
        save_bundle(made_bundle(size), artefacts[size])
        tags[size] = build_bento(artefacts[size], settings)
    return Home(settings, artefacts, tags)


@pytest.fixture(scope="module")
def empties(home: Home) -> Mapping[str, Load]:
    """Endpoints that do nothing, at 16 connections."""
    logs = home.settings.home
    script = logs / "empty.lua"
    one = Bodies(logs, TINY).script("one").read_text()
    script.write_text(one.partition("request =")[0] + _EMPTY + one.partition("\nend\n")[2])
    with peer(home.artefacts[TINY], logs / "peer.log") as address:
        found = {"FastAPI": load(f"{address}/empty", script, 16, SECONDS)}
    with empty_bento(logs / "empty", logs / "empty.log") as address:
        found["BentoML"] = load(f"{address}/empty", script, 16, SECONDS)
    return found


_EMPTY = """request = function()
  return wrk.format(nil, nil, nil, "{}")
end
"""


@pytest.fixture(scope="module")
def speeds(home: Home) -> Mapping[Size, Speed]:
    return {size: measured(home, size) for size in (SMALL, LARGE)}


def measured(home: Home, size: Size) -> Speed:
    """The peer, the service without batching and with it, in turn."""
    found, bodies = Speed(), Bodies(home.settings.home, size)
    one, batch = bodies.script("one"), bodies.script("batch", 1)
    with (
        peer(home.artefacts[size], home.settings.home / "peer.log") as theirs,
        serving(home.tags[size], home.settings) as client,
    ):
        ours = client.base_url
        for url, script in ((theirs, one), (ours, one)):
            load(f"{url}/v1/recommend_one", script, 4, 1)
        for connections in CONNECTIONS:
            asked = {
                "FastAPI": (f"{theirs}/v1/recommend_one", one),
                "recommend_one": (f"{ours}/v1/recommend_one", one),
                "recommend": (f"{ours}/v1/recommend", batch),
            }
            rounds = [
                {name: load(*each, connections, SECONDS) for name, each in asked.items()}
                for _ in range(REPEATS)
            ]
            for name in asked:
                found.loads[name, connections] = median([each[name] for each in rounds])
        found.lone_p95 = lone_after_burst(ours, batch, bodies.one)
        many = load(f"{ours}/v1/recommend", bodies.script("many", TOGETHER), 2, SECONDS)
        found.profiles_per_second = many.per_second * TOGETHER
        found.loads["many", 2] = many
    n_workers = max(WORKERS)
    with serving(home.tags[size], home.settings, {"CINQ_API_WORKERS": str(n_workers)}) as client:
        url, script = f"{client.base_url}/v1/recommend", bodies.script("many", TOGETHER)
        load(url, script, PER_WORKER * n_workers, 1)
        loads = [load(url, script, PER_WORKER * n_workers, SECONDS) for _ in range(REPEATS)]
        found.profiles_on_all_cores = max(each.per_second for each in loads) * TOGETHER
    return found


def lone_after_burst(address: str, script: Path, bodies: list[str]) -> float:
    """95th percentile, in milliseconds, of what one caller waits right after a burst of 64."""
    load(f"{address}/v1/recommend", script, 64, SECONDS)
    waits = []
    with httpx2.Client(trust_env=False) as http:
        for body in bodies[:LONE_CALLS]:
            started = time.perf_counter()
            answer = http.post(
                f"{address}/v1/recommend",
                content=f'{{"requests": [{body}]}}',
                headers={"Content-Type": "application/json"},
            )
            waits.append(time.perf_counter() - started)
            assert answer.is_success
    return float(np.percentile(waits, 95)) * 1000


@dataclass(frozen=True)
class Held:
    """Bytes of PSS of all workers: of arrays mapped from files, and of what is no file's."""

    arrays: int
    own: int


@pytest.fixture(scope="module")
def memory(home: Home) -> Mapping[tuple[Size, int], Held]:
    """Of the large model and of next to nothing, by the number of workers."""
    return {(size, n): held(home, size, n) for size in (TINY, LARGE) for n in WORKERS}


def held(home: Home, size: Size, n_workers: int) -> Held:
    """What every worker holds, once all have loaded the model and looked at most of it."""
    script = Bodies(home.settings.home, size).script("one")
    variables = {"CINQ_API_WORKERS": str(n_workers)}
    with serving(home.tags[size], home.settings, variables) as client:
        folder = bento_folder(home.tags[size], home.settings)
        looks: list[Held] = []
        while True:
            load(f"{client.base_url}/v1/recommend_one", script, 16, 4)
            each = [proportional_bytes(process) for process in workers_of(folder)]
            if len(each) == n_workers:
                looks.append(Held(*(sum(part) for part in zip(*each, strict=True))))
            latest = [look.own for look in looks[-3:]]
            if len(latest) == 3 and max(latest) - min(latest) < SETTLED:
                return looks[-1]


def without_a_model(memory: Mapping[tuple[Size, int], Held]) -> float:
    """Bytes of a worker that holds next to nothing: the mean of all that were looked at."""
    return sum(memory[TINY, n].own for n in WORKERS) / sum(WORKERS)


def grown_by_a_worker(memory: Mapping[tuple[Size, int], Held]) -> float:
    """Bytes a further worker adds for the large model, above one of next to nothing.

    Of the mapped arrays it adds none: their pages are the first worker's.
    """
    fewest, most = min(WORKERS), max(WORKERS)
    added = (memory[LARGE, most].own - memory[LARGE, fewest].own) / (most - fewest)
    return added - without_a_model(memory)


def bytes_of_arrays(home: Home) -> int:
    return sum(file.stat().st_size for file in home.artefacts[LARGE].glob("*.npy"))


def test_the_figures_are_written_down(home, speeds, empties, memory):
    text = "\n".join([*_speed_table(speeds), "", *_other_lines(home, speeds, empties, memory)])
    print(text)  # noqa: T201 - what `make bench` shows
    between_marks(PAGE, text)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=lambda size: size.name)
def test_recommend_one_keeps_up_with_fastapi(speeds, size):
    assert speeds[size].ratio("recommend_one", "FastAPI", 64) >= 0.6


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=lambda size: size.name)
def test_the_slowest_of_a_hundred_wait_at_most_twice_as_long(speeds, size):
    loads = speeds[size].loads
    assert loads["recommend_one", 16].p99 <= 2 * loads["FastAPI", 16].p99


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=lambda size: size.name)
def test_batching_earns_its_place_and_sheds_nothing(speeds, size):
    found = speeds[size]
    assert found.ratio("recommend", "recommend_one", 64) >= 0.5
    assert {key: each.failed for key, each in found.loads.items() if each.failed} == {}


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=lambda size: size.name)
def test_a_lone_caller_after_a_burst_does_not_wait_for_a_crowd(speeds, size):
    assert speeds[size].lone_p95 <= 20


def test_many_profiles_in_one_request_are_the_fast_way(speeds):
    assert speeds[SMALL].profiles_on_all_cores >= 8_000


def test_workers_share_the_arrays(home, memory):
    arrays = bytes_of_arrays(home)
    assert grown_by_a_worker(memory) < 0.3 * arrays
    assert memory[LARGE, max(WORKERS)].arrays <= 1.01 * arrays


def _speed_table(speeds: Mapping[Size, Speed]) -> Iterator[str]:
    yield row(
        [
            "films x factors",
            "connections",
            "asked",
            "requests/s",
            "of FastAPI",
            "p50, ms",
            "p99, ms",
        ]
    )
    yield row(["---"] * 7)
    for size, found in speeds.items():
        for (name, connections), each in found.loads.items():
            share = ""
            if ("FastAPI", connections) in found.loads:
                share = f"{found.ratio(name, 'FastAPI', connections):.2f}"
            yield row(
                [
                    size.name,
                    str(connections),
                    _NAMES[name],
                    f"{each.per_second:,.0f}",
                    share,
                    f"{each.p50:.1f}",
                    f"{each.p99:.1f}",
                ]
            )


_NAMES = {
    "FastAPI": "the handler in FastAPI",
    "recommend_one": "`recommend_one`",
    "recommend": "`recommend`, one profile",
    "many": f"`recommend`, {TOGETHER} profiles",
}


def _ratio(found: Speed) -> float:
    return found.ratio("recommend", "recommend_one", 64)


def _other_lines(
    home: Home,
    speeds: Mapping[Size, Speed],
    empties: Mapping[str, Load],
    memory: Mapping[tuple[Size, int], Held],
) -> Iterator[str]:
    for size, found in speeds.items():
        yield (
            f"- {size.name}: {found.profiles_per_second:,.0f} profiles/s, {TOGETHER} a request, "
            f"and {found.profiles_on_all_cores:,.0f} with {max(WORKERS)} workers (best of "
            f"{REPEATS}). At 64 connections `recommend` answers {_ratio(found):.2f} of the "
            f"requests that `recommend_one` does; after that burst a lone caller waits "
            f"{found.lone_p95:.1f} ms (p95 of {LONE_CALLS})."
        )
    for size in speeds:
        taken = stages(load_bundle(home.artefacts[size]))
        told = ", ".join(f"{name} {each:.0f}" for name, each in taken.items())
        yield f"- {size.name}, microseconds of processor time a profile: {told}."
    costs = {name: f"{1000 / each.per_second:.2f} ms" for name, each in empties.items()}
    yield (
        f"- An endpoint that does nothing costs {costs['BentoML']} in BentoML as it is delivered, "
        f"{costs['FastAPI']} in FastAPI (16 connections)."
    )
    arrays, fewest = bytes_of_arrays(home), min(WORKERS)
    first = memory[LARGE, fewest].own / fewest - without_a_model(memory)
    grown = grown_by_a_worker(memory)
    yield (
        f"- {LARGE.name}, {arrays / 1e6:.0f} MB of arrays, mapped and held once for all workers: "
        f"beside them the first worker holds {first / 1e6:.0f} MB more than one of a model of "
        f"{TINY.n_films} films, each further one {grown / 1e6:.0f} MB, "
        f"{100 * grown / arrays:.0f} % of the arrays (PSS)."
    )
    cores = len(os.sched_getaffinity(0))
    yield (
        f"- {platform.machine()}, {cores} cores, Python {platform.python_version()}, BentoML "
        f"{version('bentoml')}, FastAPI {version('fastapi')}, uvicorn {version('uvicorn')}, one "
        f"worker each, medians of {REPEATS} loads of {SECONDS} s in turn."
    )
