"""Keeps the servers of `cinq up` running, and ends every one of them when it ends."""

import queue
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from cinq.errors import JobError
from cinq.jobs.child import Child, RestartRules
from cinq.jobs.kept import GRACE_SECONDS, KeptProcess
from cinq.jobs.signals import stop_signals
from cinq.jobs.tail import last_line

__all__ = ["Child", "RestartRules", "Supervisor"]

KILL_SECONDS = 2.0
"""How long processes have to vanish once they are killed."""

PROBE_SECONDS = 0.1
"""Between two questions to a server that is not ready yet."""


@dataclass
class _Watched:
    child: Child
    process: KeptProcess
    restarts: deque[float] = field(default_factory=deque)
    restart_at: float | None = None


class Supervisor:
    """Starts processes, starts them again when they end, and ends them all at its own end.

    Use it as a context, in the main thread. SIGINT, SIGTERM and SIGHUP ask it to stop; a second
    one makes it stop at once. Nothing that it started outlives it, not even when it is killed.

    Parameters
    ----------
    grace_seconds
        Between SIGTERM and SIGKILL; all processes together get this much.
    restart_rules
        When a process is given up.
    say
        Takes one line for the person who watches, such as "api ended …, starting it again".
    """

    def __init__(
        self,
        *,
        grace_seconds: float = GRACE_SECONDS,
        restart_rules: RestartRules | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._grace_seconds = grace_seconds
        self._rules = restart_rules or RestartRules()
        self._say = say
        self._watched: list[_Watched] = []
        self._changes: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._stops = 0
        self._signals = ExitStack()

    def __enter__(self) -> Self:
        self._signals.enter_context(stop_signals(self.ask_stop))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._signals:
            self._end_all()

    @property
    def stopping(self) -> bool:
        """True once somebody asked it to stop."""
        return self._stops > 0

    def ask_stop(self) -> None:
        """Ask it to stop; from any thread. Asked twice, it gives no grace."""
        self._stops += 1
        self._changes.put(None)

    def start(self, child: Child) -> bool:
        """Start a process and wait until it is ready; see `start_all`."""
        return self.start_all([child])

    def start_all(self, children: Sequence[Child]) -> bool:
        """Start processes side by side and wait until all are ready.

        Returns
        -------
        bool
            False if asked to stop meanwhile.

        Raises
        ------
        JobError
            If one ends before it is ready, or takes too long; names its log.
        """
        started = time.monotonic()
        waiting: list[tuple[_Watched, Callable[[], bool]]] = []
        for child in children:
            watched = _Watched(child, self._run(child))
            self._watched.append(watched)
            waiting.append((watched, child.probe()))
        while not self.stopping:
            waiting = [one for one in waiting if not self._is_ready(*one, started)]
            if not waiting:
                return True
            self._await_change(PROBE_SECONDS)
        return False

    def _is_ready(self, watched: _Watched, probe: Callable[[], bool], started: float) -> bool:
        child = watched.child
        if watched.process.exit_code is not None:
            raise JobError(self._told(watched, "before it was ready"))
        if probe():
            return True
        if time.monotonic() - started >= child.ready_seconds:
            late = f"{child.name} was not ready within {child.ready_seconds:g} seconds"
            raise JobError(late + _see(child))
        return False

    def run(self, child: Child) -> int | None:
        """Run a process to its end and return its exit code; None if asked to stop meanwhile."""
        watched = _Watched(child, self._run(child))
        self._watched.append(watched)
        while not self.stopping and watched.process.exit_code is None:
            self._await_change(None)
        if watched.process.exit_code is None:
            return None
        self._watched.remove(watched)
        return watched.process.exit_code

    def watch(self) -> None:
        """Watch over what was started until asked to stop.

        Raises
        ------
        JobError
            If a process ends again and again; names its log.
        """
        while not self.stopping:
            for watched in self._watched:
                self._see_to(watched)
            times = [one.restart_at for one in self._watched if one.restart_at is not None]
            self._await_change(max(min(times) - time.monotonic(), 0.0) if times else None)

    def _see_to(self, watched: _Watched) -> None:
        """Note that a process has ended, or start it again when it is time."""
        now = time.monotonic()
        if watched.restart_at is not None:
            if now >= watched.restart_at:
                watched.restart_at = None
                watched.process = self._run(watched.child)
            return
        if watched.process.exit_code is None:
            return
        while watched.restarts and watched.restarts[0] < now - self._rules.within_seconds:
            watched.restarts.popleft()
        if len(watched.restarts) >= self._rules.times:
            raise JobError(self._told(watched, f"{len(watched.restarts) + 1} times"))
        wait = self._rules.first_wait_seconds * 2 ** len(watched.restarts)
        watched.restarts.append(now)
        watched.restart_at = now + wait
        self._say(f"{self._told(watched)}; starting it again in {wait:g} s")

    def _run(self, child: Child) -> KeptProcess:
        return KeptProcess(
            child.argv,
            environment=child.environment,
            log=child.log,
            grace_seconds=self._grace_seconds,
            on_exit=lambda: self._changes.put(None),
        )

    def _await_change(self, timeout: float | None) -> None:
        """Wait until a process ends, somebody asks to stop, or `timeout` seconds are over."""
        try:
            self._changes.get(timeout=timeout)
        except queue.Empty:
            return

    def _end_all(self) -> None:
        """End all processes at the same time: ask first, kill after the grace time."""
        processes = [watched.process for watched in self._watched]
        asked_before = max(self._stops, 1)
        for process in processes:
            process.stop()
        deadline = time.monotonic() + self._grace_seconds
        while any(process.exit_code is None for process in processes):
            remaining = deadline - time.monotonic()
            if remaining <= 0 or self._stops > asked_before:
                break
            self._await_change(remaining)
        for process in processes:
            process.kill()
        deadline = time.monotonic() + KILL_SECONDS
        for process in processes:
            process.wait(max(deadline - time.monotonic(), 0.0))

    def _told(self, watched: _Watched, how: str = "") -> str:
        ended = f"{watched.child.name} ended {how}".rstrip()
        return f"{ended} with exit code {watched.process.exit_code}{_see(watched.child)}"


def _see(child: Child) -> str:
    """Name the log, with its last line."""
    if child.log is None:
        return ""
    said = last_line(child.log)
    return f"; see {child.log}" + (f" ({said})" if said else "")
