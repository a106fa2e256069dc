"""Runs a job as a process of its own, and can be told to end it."""

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cinq.errors import CinqError
from cinq.jobs.job import Job, Outcome
from cinq.jobs.kept import KeptProcess
from cinq.jobs.tail import last_line

GRACE_SECONDS = 4.0
"""Less than a conductor itself gets, so that it has time to tell the queue."""


class Halt:
    """Tells a run to end; a run says what is to be called then."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._halted = False
        self._call: Callable[[], None] | None = None

    @property
    def halted(self) -> bool:
        """True once the run was told to end."""
        return self._halted

    def on_halt(self, call: Callable[[], None]) -> None:
        """Have `call` called when the run is to end: at once if it was told already."""
        with self._lock:
            self._call = call
            late = self._halted
        if late:
            call()

    def halt(self) -> None:
        """Tell the run to end; once is enough."""
        with self._lock:
            first, self._halted = not self._halted, True
            call = self._call
        if first and call:
            call()


class JobRunner:
    """Runs jobs as processes that end with the conductor, whatever ends it.

    Parameters
    ----------
    command
        Gives the command line of a job.
    logs
        Folder of the logs; a job's is ``<id>.log``, appended to at a second attempt.
    environment
        All of the environment; None hands on this process's.
    grace_seconds
        Between SIGTERM and SIGKILL where a job is told to end.
    """

    def __init__(
        self,
        command: Callable[[Job], Sequence[str]],
        logs: Path,
        environment: Mapping[str, str] | None = None,
        grace_seconds: float = GRACE_SECONDS,
    ) -> None:
        self._command = command
        self._logs = logs
        self._environment = environment
        self._grace_seconds = grace_seconds

    def __call__(self, job: Job, halt: Halt) -> Outcome:
        """Run a job to its end; a command that cannot be built or started has failed."""
        log = self.log(job)
        try:
            process = KeptProcess(
                self._command(job),
                environment=self._environment,
                log=log,
                grace_seconds=self._grace_seconds,
            )
        except CinqError as error:
            return Outcome("failed", message=str(error))
        halt.on_halt(process.stop)
        exit_code = process.result()
        took = process.processor_seconds
        if exit_code == 0:
            return Outcome.of_exit_code(0, last_line(log), took)
        said = last_line(log) or f"it ended with exit code {exit_code}"
        return Outcome.of_exit_code(exit_code, f"{said} (log: {log})", took)

    def log(self, job: Job) -> Path:
        """Return where a job's output is written."""
        return self._logs / f"{job.id}.log"
