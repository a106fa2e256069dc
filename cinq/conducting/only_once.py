"""A job that released something before its conductor died is done: it is not run again."""

from collections.abc import Callable

from cinq.jobs.conductor import Run
from cinq.jobs.job import Job, Outcome
from cinq.jobs.runner import Halt
from cinq.releases.ledger import Ledger
from cinq.releases.release import Release


def reason_of(job: Job, given: str = "") -> str:
    """Return the reason under which a job's release stands in the ledger."""
    return f"{given} (job {job.id})" if given else f"job {job.id}"


class OnlyOnce:
    """Runs jobs that have not released anything yet.

    Parameters
    ----------
    run
        Runs a job.
    ledger
        Tells what was released, and for which job.
    mend
        Called with a release that was made, to end what its maker may not have come to.
    """

    def __init__(self, run: Run, ledger: Ledger, mend: Callable[[Release], None]) -> None:
        self._run = run
        self._ledger = ledger
        self._mend = mend

    def __call__(self, job: Job, halt: Halt) -> Outcome:
        """Run a job, or say what it has released before."""
        release = self._made_by(job)
        if release is None:
            return self._run(job, halt)
        self._mend(release)
        return Outcome("succeeded", 0, f"release {release.number} was made at an earlier attempt")

    def _made_by(self, job: Job) -> Release | None:
        made = reason_of(job)
        for release in self._ledger.since(job.queued_at):
            if release.reason == made or release.reason.endswith(f"({made})"):
                return release
        return None
