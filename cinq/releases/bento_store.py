"""The Bentos on disk."""

import os
import shutil
import sys
from pathlib import Path

from cinq.environment import framework_environment
from cinq.errors import ReleaseError
from cinq.settings import ROOT, Settings

NAME = "cinq"

SERVER = ROOT / "cinq" / "adapters" / "bento_server.py"
"""BentoML's command, but for how soon a worker that has died is missed."""

KEPT = 3
"""How many Bentos stay in the store, besides those that a process serves."""


def bento_folder(tag: str, settings: Settings) -> Path:
    """Where a Bento lies in the store.

    Raises
    ------
    ReleaseError
        If it is not there.
    """
    folder = _store(settings) / tag.removeprefix(f"{NAME}:")
    if not (folder / "bento.yaml").is_file():
        raise ReleaseError(f"there is no Bento {tag}: build one with `cinq train`")
    return folder


def newest_bento(settings: Settings) -> str:
    """Tag of the Bento that was built last.

    Raises
    ------
    ReleaseError
        If none was built yet.
    """
    bentos = _bentos(_store(settings))
    if not bentos:
        raise ReleaseError("there is no Bento yet: build one with `cinq train`")
    return f"{NAME}:{bentos[-1].name}"


def serve_command(tag: str, settings: Settings, host: str, port: int) -> list[str]:
    """The command that serves a Bento; where it follows the ledger is up to its environment.

    Raises
    ------
    ReleaseError
        If the Bento is not in the store.
    """
    command = [sys.executable, "-I", str(SERVER), "serve", str(bento_folder(tag, settings))]
    return [*command, "--host", host, "--port", str(port)]


def environment(settings: Settings) -> dict[str, str]:
    """What BentoML's commands run with: no settings of ours, no import paths, our own store.

    Left out is ``CINQ_HOME`` too, so that a Bento serves what is packed in it.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CINQ_", "PYTHON", "BENTOML_", "PROMETHEUS_"))
    }
    frameworks = framework_environment(settings)
    return kept | {name: value for name, value in frameworks.items() if name != "CINQ_HOME"}


def tidy(settings: Settings, newest: str) -> None:
    """Take old Bentos out of the store, but not from under a server (as far as /proc tells)."""
    version = newest.removeprefix(f"{NAME}:")
    bentos = [path for path in _bentos(_store(settings)) if path.name != version]
    running = b"\0".join(map(_command_line, Path("/proc").glob("[0-9]*/cmdline")))
    for path in bentos[: 1 - KEPT]:
        if path.name.encode() not in running:
            shutil.rmtree(path, ignore_errors=True)


def _command_line(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


def _bentos(store: Path) -> list[Path]:
    """Folders of the Bentos in a store, the oldest first."""
    bentos = [file.parent for file in store.glob("*/bento.yaml")]
    return sorted(bentos, key=lambda path: (path / "bento.yaml").stat().st_mtime_ns)


def _store(settings: Settings) -> Path:
    return Path(framework_environment(settings)["BENTOML_HOME"]) / "bentos" / NAME
