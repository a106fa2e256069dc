"""A Bento served for a while on this machine."""

import re
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

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
