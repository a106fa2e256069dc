"""Servers on free ports of this machine, each for the time of a block."""

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from cinq.jobs.kept import KeptProcess
from cinq.settings import ROOT

PEERS = "tests.benchmarks.service.peers"


@contextmanager
def peer(artefact: Path, log: Path) -> Iterator[str]:
    """The same engine in plain FastAPI, one worker of uvicorn without a log of requests."""
    command = ["-m", "uvicorn", f"{PEERS}:app", "--no-access-log", "--log-level", "warning"]
    with _served(command, "/openapi.json", log, {"CINQ_PEER_MODEL": str(artefact)}) as address:
        yield address


@contextmanager
def empty_bento(home: Path, log: Path) -> Iterator[str]:
    """Endpoints that do nothing, in BentoML as it is delivered."""
    command = ["-m", "bentoml", "serve", f"{PEERS}:Empty"]
    with _served(command, "/readyz", log, {"BENTOML_HOME": str(home)}) as address:
        yield address


@contextmanager
def _served(command: list[str], ready: str, log: Path, variables: dict[str, str]) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    process = KeptProcess(
        [sys.executable, *command, "--host", "127.0.0.1", "--port", str(port)],
        environment={**os.environ, "BENTOML_DO_NOT_TRACK": "True", **variables},
        folder=ROOT,
        log=log,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _await_ready(address + ready, process)
        yield address
    finally:
        process.stop()
        process.result()


def _await_ready(url: str, process: KeptProcess) -> None:
    deadline = time.monotonic() + 60
    while process.exit_code is None and time.monotonic() < deadline:
        try:
            if httpx2.get(url, trust_env=False).is_success:
                return
        except httpx2.HTTPError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing answers at {url}")
