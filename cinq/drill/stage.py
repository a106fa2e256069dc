"""The processes of a drill: started, awaited, and ended with it whatever happens."""

import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from cinq.errors import DrillFailed
from cinq.jobs.kept import KeptProcess
from cinq.jobs.readiness import http_ready
from cinq.jobs.tail import last_line
from cinq.settings import ROOT

T = TypeVar("T")

CINQ = (sys.executable, "-m", "cli")
LOOK_SECONDS = 0.2
READY_SECONDS = 180.0


class Stage:
    """Starts processes on one home, and ends them with the block.

    Parameters
    ----------
    environment
        Of all of them.
    logs
        Folder of their logs.
    """

    def __init__(self, environment: Mapping[str, str], logs: Path) -> None:
        self._environment = environment
        self._logs = logs
        self._servers: dict[str, KeptProcess] = {}
        self._commands: list[KeptProcess] = []

    def start(self, name: str, argv: Sequence[str]) -> None:
        """Start a server."""
        self._servers[name] = self._run(name, argv)

    def await_all(self, addresses: Mapping[str, str]) -> None:
        """Wait until the address of each server answers; raises as `until` does."""
        for name, address in addresses.items():
            self.until(f"{name} answers", http_ready(address), READY_SECONDS)

    def cinq(self, *arguments: str, exit_code: int = 0) -> None:
        """Run a `cinq` command to its end.

        Raises
        ------
        DrillFailed
            If it ends with another exit code.
        """
        name = arguments[0]
        process = self._run(name, [*CINQ, *arguments])
        self._commands.append(process)
        code = process.result()
        if code != exit_code:
            said = last_line(self._log(name))
            raise DrillFailed(f"cinq {' '.join(arguments)} ended with {code}: {said}")

    def until(self, what: str, probe: Callable[[], T | None], seconds: float) -> T:
        """Wait until a probe gives something, and return that.

        Raises
        ------
        DrillFailed
            If it gives nothing in time, or a server ends meanwhile.
        """
        deadline = time.monotonic() + seconds
        while True:
            self.check()
            found = probe()
            if found:
                return found
            if time.monotonic() >= deadline:
                raise DrillFailed(f"waited {seconds:.0f} s in vain until {what}")
            time.sleep(LOOK_SECONDS)

    def check(self) -> None:
        """Make sure that every server is still there.

        Raises
        ------
        DrillFailed
            If one has ended.
        """
        for name, process in self._servers.items():
            if process.exit_code is not None:
                raise DrillFailed(f"{name} ended: {last_line(self._log(name))}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        started = [*self._servers.values(), *self._commands]
        for process in started:
            process.stop()
        for process in started:
            process.result()

    def _run(self, name: str, argv: Sequence[str]) -> KeptProcess:
        return KeptProcess(argv, environment=self._environment, folder=ROOT, log=self._log(name))

    def _log(self, name: str) -> Path:
        return self._logs / f"drill-{name}.log"


def free_ports(n: int) -> list[int]:
    """Return ports of loopback that nobody listens on at this moment."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    try:
        return [int(listener.getsockname()[1]) for listener in listeners]
    finally:
        for listener in listeners:
            listener.close()
