"""What admins ask for becomes a job in the queue; nothing is trained or released here."""

from typing import Any, Protocol

from sqlalchemy import Engine

from cinq import wire
from cinq.database import check_schema
from cinq.errors import JobError, NoDatabase, UnknownJob
from cinq.jobs.job import Job
from cinq.jobs.queue import JobQueue
from cinq.serving.sources import ServedModel

_NO_DATABASE = (
    "this server has no database, so it has no jobs: start it with CINQ_HOME or "
    "CINQ_DATABASE_URL set"
)

_NOTES = {
    (False, True): "",
    (True, True): "a conductor is at work and will run it",
    (True, False): "no conductor is at work: it stays queued until `cinq conduct` runs",
}
"""What to say by whether the job still waits, and whether a conductor is at work."""


class Follows(Protocol):
    """What `refreshed` asks; `cinq.releases.follower.Follower` is one."""

    @property
    def served(self) -> ServedModel:
        """The model that serves now."""

    def refresh(self) -> bool:
        """Look at the ledger now; whether another model serves."""


class AdminDesk:
    """Takes what admins ask for; every method is short, and safe in any thread.

    Parameters
    ----------
    engine
        Of `cinq.database.connect`; None for a Bento on its own, which has no jobs.
    lease_seconds
        How long a conductor may stay silent before it counts as gone.
    """

    def __init__(self, engine: Engine | None, lease_seconds: float) -> None:
        self._engine = engine
        self._queue = JobQueue(engine, lease_seconds) if engine is not None else None
        self._checked = False

    def train(self, request: wire.TrainJobRequest, asked_by: str) -> wire.JobAnswer:
        """Ask for a training.

        Raises
        ------
        NoDatabase
            If this server has none.
        DatabaseError
            If the database does not answer, or is of another version.
        """
        arguments = {"dataset": request.dataset, "seed": request.seed}
        return self._ask("train", arguments, asked_by, request)

    def tune(self, request: wire.TuneJobRequest, asked_by: str) -> wire.JobAnswer:
        """Ask for a search of hyper-parameters; raises as `train` does."""
        arguments = {
            "model": request.model,
            "dataset": request.dataset,
            "trials": request.trials,
            "seed": request.seed,
        }
        return self._ask("tune", arguments, asked_by, request)

    def rollback(self, request: wire.RollbackJobRequest, asked_by: str) -> wire.JobAnswer:
        """Ask for an old release; raises as `train` does."""
        arguments = {"to": request.to, "reason": request.reason or None}
        asker = asked_by if request.asked_by is None else f"{request.asked_by} by {asked_by}"
        return self._ask("rollback", arguments, asker, request)

    def job(self, request: wire.JobRequest) -> wire.JobAnswer:
        """Tell where a job stands; raises as `train` does.

        Raises
        ------
        UnknownJob
            If there is none of this number.
        """
        queue = self._open()
        try:
            job = queue.show(request.job_id)
        except JobError as error:
            raise UnknownJob(str(error)) from error
        return _answer(job, queue, request, new=False)

    def _ask(
        self, kind: wire.JobKind, arguments: dict[str, Any], asked_by: str, request: wire.Request
    ) -> wire.JobAnswer:
        queue = self._open()
        given = {name: value for name, value in arguments.items() if value is not None}
        job, new = queue.enqueue_once(kind, given, asked_by)
        return _answer(job, queue, request, new=new)

    def _open(self) -> JobQueue:
        """The queue, once its database has turned out to be of this version."""
        if self._engine is None or self._queue is None:
            raise NoDatabase(_NO_DATABASE)
        if not self._checked:
            check_schema(self._engine)
            self._checked = True
        return self._queue


def refreshed(follower: Follows, request: wire.RefreshRequest) -> wire.RefreshAnswer:
    """Have the ledger looked at, and tell what serves; may take as long as loading a model."""
    changed = follower.refresh()
    serves = follower.served.identity
    return wire.RefreshAnswer(
        changed=changed,
        release=serves.release,
        model_version=serves.model_version,
        request_id=request.request_id or "",
    )


def _answer(job: Job, queue: JobQueue, request: wire.Request, *, new: bool) -> wire.JobAnswer:
    conductor = queue.presence.anyone()
    facts = job.as_dict()
    return wire.JobAnswer(
        job=wire.JobFacts(
            job_id=job.id,
            kind=job.kind,
            state=job.state,
            asked_by=job.asked_by,
            queued_at=facts["queued_at"],
            started_at=facts["started_at"],
            finished_at=facts["finished_at"],
            exit_code=job.exit_code,
            message=job.message,
        ),
        new=new,
        conductor=conductor,
        note=_NOTES.get((job.state == "queued", conductor), ""),
        request_id=request.request_id or "",
    )
