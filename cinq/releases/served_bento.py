"""A Bento served for a while on this machine, and what it answers."""

import re
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cinq import wire
from cinq.client import Client
from cinq.errors import ReleaseError
from cinq.jobs.kept import KeptProcess
from cinq.releases.bento_store import environment, serve_command
from cinq.settings import Settings

START_SECONDS = 120.0

_FAILED = "Initializing service error"
_REASON = re.compile(r"^cinq\.errors\.\w+: (.+)$", re.MULTILINE)


@contextmanager
def serving(
    tag: str, settings: Settings, variables: Mapping[str, str] | None = None
) -> Iterator[Client]:
    """Serve a Bento on a free port of this machine for the time of the block.

    Parameters
    ----------
    variables
        Added to its environment; with ``CINQ_HOME`` it follows that home's ledger, without it
        serves what is packed in it.

    Raises
    ------
    ReleaseError
        If it does not get ready; its log (``logs/bento.log`` in the home) says why.
    """
    log = settings.home / "logs" / "bento.log"
    log.unlink(missing_ok=True)
    port = _free_port()
    command = serve_command(tag, settings, "127.0.0.1", port)
    with tempfile.TemporaryDirectory(prefix="cinq-serve-") as scratch:
        own = {"BENTOML_HOME": scratch}  # servers that share a home wipe each other's metrics
        process = KeptProcess(
            command,
            environment=environment(settings) | own | dict(variables or {}),
            folder=Path(scratch),
            log=log,
        )
        try:
            with Client(f"http://127.0.0.1:{port}", timeout=30.0) as client:
                _await_ready(client, process, log)
                yield client
        finally:
            process.stop()
            process.result()


def served_answers(
    tag: str, asked: Sequence[Mapping[str, Any]], settings: Settings
) -> list[dict[str, Any]]:
    """Serve a Bento on its own, ask it lists of favourites, and end it.

    It is served from an empty folder, without a home and away from the checkout, so that what
    answers is what was packed. Every list is asked alone, and all of them in one batch.

    Parameters
    ----------
    tag
        Of the Bento.
    asked
        Lists with ``name`` and ``favourites``, as `cinq.evaluation.golden.golden_answers` gives
        them; ``films`` tells how many films to ask for (5 if it is missing).

    Returns
    -------
    list of dict
        Name, favourites, films and scores of each list. One that is answered differently in a
        batch and alone stands there with both answers, one after the other.

    Raises
    ------
    ReleaseError
        If the Bento does not start, or answers with a problem.
    """
    requests = [
        wire.RecommendRequest(
            favourites=list(each["favourites"]), k=max(1, len(each.get("films", ())) or 5)
        )
        for each in asked
    ]
    with serving(tag, settings) as client:
        alone = [client.recommend_one(request) for request in requests]
        together: list[wire.Answer | wire.ProblemAnswer] = []
        for start in range(0, len(requests), wire.MAX_REQUESTS):
            together += client.recommend(requests[start : start + wire.MAX_REQUESTS])
    return [
        _answered(each, one, other) for each, one, other in zip(asked, alone, together, strict=True)
    ]


def _answered(
    asked: Mapping[str, Any], alone: wire.Answer, together: wire.Answer | wire.ProblemAnswer
) -> dict[str, Any]:
    films = list(alone.films)
    if isinstance(together, wire.ProblemAnswer):
        raise ReleaseError(f"the Bento does not answer a batch: {together.problem.detail}")
    if together.films != alone.films:
        films += together.films
    return {
        "name": asked["name"],
        "favourites": list(asked["favourites"]),
        "films": [film.film_id for film in films],
        "scores": [film.score for film in films],
    }


def _await_ready(client: Client, process: KeptProcess, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not client.ready():
        said = log.read_text(encoding="utf-8", errors="replace")
        if _FAILED in said:  # BentoML would try again for ever
            reasons = _REASON.findall(said)
            raise ReleaseError(reasons[-1] if reasons else f"the Bento cannot start: see {log}")
        if process.exit_code is not None:
            raise ReleaseError(f"the Bento ended before it was ready: see {log}")
        if time.monotonic() > deadline:
            raise ReleaseError(f"the Bento was not ready in {START_SECONDS:.0f} s: see {log}")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port
