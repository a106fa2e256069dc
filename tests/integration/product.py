"""The whole of Cinq as a person starts it: `cinq up` in a home of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
READY_SECONDS = 400
STOP_SECONDS = 10


@dataclass
class Started:
    """A running `cinq up`, or another command that serves.

    Parameters
    ----------
    process
        The command itself.
    home
        Its CINQ_HOME.
    last
        Name of the last address it prints when all is ready.
    lines
        What it has printed so far.
    """

    process: subprocess.Popen[str]
    home: Path
    last: str
    lines: list[str] = field(default_factory=list)
    ready: threading.Event = field(default_factory=threading.Event)

    @property
    def said(self) -> str:
        return "\n".join(self.lines)

    def address(self, name: str) -> str:
        found = re.search(rf"{name}\s+(http://\S+)", self.said)
        assert found, self.said
        return found[1]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; fails if it takes longer than it may."""
        self.process.send_signal(how)
        return self.process.wait(timeout=STOP_SECONDS)

    def read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as output:
            for line in output:
                self.lines.append(line.rstrip())
                if self.last in line and "http" in line:
                    self.ready.set()
        self.ready.set()


def environment_of(home: Path, **more: str) -> dict[str, str]:
    """This process's environment with another home and no settings but these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CINQ_")}
    archives = os.environ.get("CINQ_ARCHIVES")
    ours = {"CINQ_ARCHIVES": str(Path(archives).absolute())} if archives else {}
    return {**kept, **ours, "CINQ_HOME": str(home), **more}


def cinq(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one `cinq` command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        env=environment_of(home, **more),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=READY_SECONDS,
    )


@contextmanager
def started(
    home: Path, command: str, variables: Mapping[str, str], last: str = "Page"
) -> Iterator[Started]:
    """Start a command, wait until it says its addresses, and end it whatever happens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", command],
        env=environment_of(home, **variables),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    running = Started(process, home, last)
    reader = threading.Thread(target=running.read, daemon=True)
    reader.start()
    try:
        assert running.ready.wait(READY_SECONDS), running.said
        assert process.poll() is None, running.said
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=2 * STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        reader.join(timeout=STOP_SECONDS)


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def processes_of(home: Path) -> list[str]:
    """Command lines of the processes that run on this home."""
    mark = f"CINQ_HOME={home}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found.append(f"{folder.name}: {command}")
        except OSError:
            continue
    return found
