"""The conductor: takes one job after another from the queue and runs it."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

from cinq.errors import DatabaseError, LeaseLost
from cinq.jobs.job import Job, Outcome
from cinq.jobs.queue import JobQueue, worker_name
from cinq.jobs.runner import Halt
from cinq.settings import ConductorSettings

log = logging.getLogger(__name__)

Run = Callable[[Job, Halt], Outcome]
"""Runs a job to its end, or to the end that `Halt` asks for."""


class Conductor:
    """Runs jobs one at a time until it is asked to stop.

    Parameters
    ----------
    queue
        Where the jobs are.
    run
        Runs one; see `cinq.jobs.runner.JobRunner`.
    schedule
        Entered while the conductor works; see `cinq.jobs.schedule.schedule`.
    settings
        How often the queue is looked at, and how long a lease lasts.
    stop_event
        Asks it to stop: a running job is ended and queued anew.
    told
        Told how each job ended, once that is written down; it must not fail.
    """

    def __init__(
        self,
        queue: JobQueue,
        run: Run,
        schedule: AbstractContextManager[object],
        settings: ConductorSettings,
        stop_event: threading.Event,
        told: Callable[[Job, Outcome], None] = lambda *_: None,
    ) -> None:
        self._queue = queue
        self._run = run
        self._schedule = schedule
        self._settings = settings
        self._stop = stop_event
        self._told = told
        self._worker = worker_name()
        self._running: Halt | None = None
        self._noted = float("-inf")
        self._turned = time.monotonic()

    @property
    def alive(self) -> bool:
        """Whether it runs a job, or has looked at its queue within the time of a lease."""
        turned = time.monotonic() - self._turned
        return self._running is not None or turned < self._settings.lease_seconds

    def work(self) -> None:
        """Work until asked to stop; a database that is away for a while is waited for."""
        threading.Thread(target=self._await_stop, name="await stop", daemon=True).start()
        with self._schedule:
            while not self._stop.is_set():
                self._turned = time.monotonic()
                self._note_presence()
                if not self._work_once():
                    self._stop.wait(self._settings.poll_seconds)
        self._leave()

    def _note_presence(self) -> None:
        """Write down every quarter of a lease that a conductor is here."""
        if time.monotonic() - self._noted < self._settings.lease_seconds / 4:
            return
        try:
            self._queue.presence.note(self._worker)
        except DatabaseError as error:
            log.warning("this conductor's presence cannot be written, trying again: %s", error)
            return
        self._noted = time.monotonic()

    def _leave(self) -> None:
        """Say goodbye; where the database is away the line runs out by itself."""
        try:
            self._queue.presence.leave(self._worker)
        except DatabaseError as error:
            log.warning("this conductor's end cannot be written: %s", error)

    def _await_stop(self) -> None:
        """End the running job as soon as the conductor is asked to stop."""
        self._stop.wait()
        running = self._running
        if running is not None:
            running.halt()

    def _work_once(self) -> bool:
        """Run one job; False if there was none to run."""
        try:
            job = self._queue.claim(self._worker)
        except DatabaseError as error:
            log.warning("the queue cannot be read, trying again: %s", error)
            return False
        if job is None:
            return False
        log.info("job %d (%s) begins, attempt %d", job.id, job.kind, job.attempts)
        self._run_leased(job)
        return True

    def _run_leased(self, job: Job) -> None:
        """Run a job, renewing its lease meanwhile, and write down how it ended."""
        lease = _Lease(self._queue, job, self._settings)
        self._running = lease.halt
        if self._stop.is_set():
            lease.halt.halt()
        outcome = Outcome("failed", message="the conductor failed while running it; see its log")
        try:
            with lease:
                outcome = self._run(job, lease.halt)
        finally:
            self._running = None
            self._write_down(job, lease, outcome)

    def _write_down(self, job: Job, lease: "_Lease", outcome: Outcome) -> None:
        """Tell the queue how a run ended, trying for as long as the lease may last.

        If even that fails, the lease runs out and the job is run again, or has failed.
        """
        ended_well = outcome.state in ("succeeded", "refused")
        deadline = time.monotonic() + self._settings.lease_seconds
        while True:
            try:
                if lease.cancelled and not ended_well:
                    outcome = replace(outcome, state="cancelled", message="cancelled while it ran")
                elif lease.interrupted and not ended_well:
                    self._queue.put_back(job, outcome.processor_seconds)
                    log.info("job %d was interrupted and is queued anew", job.id)
                    return
                self._queue.finish(job, outcome)
            except LeaseLost as error:
                log.warning("%s: how it ended here is not kept", error)
            except DatabaseError as error:
                log.warning("job %d: its end cannot be written yet: %s", job.id, error)
                if time.monotonic() < deadline and not self._stop.wait(self._settings.poll_seconds):
                    continue
            else:
                log.info("job %d %s %s", job.id, outcome.state, outcome.message)
                self._told(job, outcome)
            return


class _Lease:
    """Renews a job's lease in a thread while the block runs, and halts the run when it must end.

    It must end if somebody cancelled the job, another conductor has it by now, or the lease could
    not be renewed for so long that another may soon have it.
    """

    def __init__(self, queue: JobQueue, job: Job, settings: ConductorSettings) -> None:
        self.halt = Halt()
        self.cancelled = False
        self.interrupted = False
        self._queue = queue
        self._job = job
        self._settings = settings
        self._renewed = time.monotonic()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"lease of job {job.id}")

    def __enter__(self) -> "_Lease":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self.interrupted = self.halt.halted
        if kind is not None:
            self.halt.halt()

    def _keep(self) -> None:
        lease = self._settings.lease_seconds
        pause = min(self._settings.poll_seconds, lease / 4)
        while not self._done.wait(pause):
            try:
                self._look()
            except LeaseLost as error:
                log.warning("%s: ending it here", error)
                self.halt.halt()
                return
            except DatabaseError as error:
                log.warning("job %d: its lease cannot be renewed: %s", self._job.id, error)
            if self.cancelled or time.monotonic() - self._renewed > lease * 0.6:
                self.halt.halt()

    def _look(self) -> None:
        """See if the job was cancelled, and renew the lease when a quarter of it is over."""
        now = time.monotonic()
        if now - self._renewed < self._settings.lease_seconds / 4:
            self.cancelled = self._queue.show(self._job.id).cancel_asked
            return
        self.cancelled = self._queue.heartbeat(self._job).cancel_asked
        self._renewed = now
