"""Small processes that misbehave, and ways to await their lives and deaths without sleeping."""

import os
import select
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine

from cinq.database import open_database

SECONDS = 20
"""How long an event is awaited before a test fails."""

ANNOUNCE = """
import os, signal, subprocess, sys
def announce(name):
    with open(os.environ["STAGE"], "w") as stage:
        stage.write(f"{name} {os.getpid()}\\n")
"""
OBEDIENT = ANNOUNCE + "announce('obedient')\nsignal.pause()"
STUBBORN = (
    ANNOUNCE
    + "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nannounce('stubborn')\n"
    + "while True: signal.pause()"
)
FAMILY = (
    ANNOUNCE
    + f"subprocess.Popen([sys.executable, '-c', {STUBBORN!r}], start_new_session=True)\n"
    + "announce('parent')\nsignal.pause()"
)
"""A parent that obeys, with a stubborn child in a session of its own."""

DAEMON = (
    ANNOUNCE
    + "if os.fork() == 0:\n"
    + "    os.setsid()\n"
    + "    if os.fork() == 0:\n"
    + "        signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    + "        announce('daemon')\n"
    + "        while True: signal.pause()\n"
    + "    os._exit(0)\n"
    + "os.wait()\n"
)
"""A command that leaves a daemon behind; what it does afterwards is for the test to add."""


class Stage:
    """Where processes announce themselves by name and process id."""

    def __init__(self, fifo: Path) -> None:
        os.mkfifo(fifo)
        self.environment = os.environ | {"STAGE": str(fifo)}
        self._end = os.open(fifo, os.O_RDWR)
        self._text = ""
        self.pids: list[int] = []

    def expect(self, *names: str) -> list[int]:
        """Await the announcements of these processes, in whatever order."""
        found: dict[str, int] = {}
        while set(found) != set(names):
            while "\n" not in self._text:
                ready, _, _ = select.select([self._end], [], [], SECONDS)
                assert ready, f"only {sorted(found)} of {sorted(names)} came"
                self._text += os.read(self._end, 4096).decode()
            line, _, self._text = self._text.partition("\n")
            name, pid = line.split()
            assert name in names, f"{name} came unexpectedly"
            found[name] = int(pid)
            self.pids.append(int(pid))
        return [found[name] for name in names]

    def quiet(self) -> bool:
        """True if nothing more was announced."""
        return not self._text and not select.select([self._end], [], [], 0)[0]

    def close(self) -> None:
        """Leave no process behind, even where a test failed."""
        os.close(self._end)
        for pid in self.pids:
            if not gone(pid, 0):
                os.kill(pid, signal.SIGKILL)


def gone(pid: int, seconds: float = SECONDS) -> bool:
    """Await the end of any process, child or not."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], seconds)[0])
    finally:
        os.close(handle)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A stage for the processes of one test."""
    made = Stage(tmp_path / "stage")
    with suppress(ProcessLookupError):
        yield made
        made.close()


@pytest.fixture
def is_gone() -> Callable[..., bool]:
    """Await the end of any process, child or not."""
    return gone


@pytest.fixture
def python() -> Callable[[str], list[str]]:
    """Give the command line of a Python program: its text, or one of the known ones."""
    known = {"obedient": OBEDIENT, "stubborn": STUBBORN, "family": FAMILY, "daemon": DAEMON}

    def command(text: str, before: str = "", then: str = "") -> list[str]:
        return [sys.executable, "-S", "-c", before + known.get(text, text) + then]

    return command


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty database."""
    made = open_database(f"sqlite:///{tmp_path / 'cinq.db'}")
    yield made
    made.dispose()


@pytest.fixture
def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
