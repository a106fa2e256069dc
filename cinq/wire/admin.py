"""What admins ask for, and the jobs that come of it."""

from typing import Annotated, Literal

from pydantic import Field

from cinq.wire.message import Reply, Request

Reason = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
"""One line of text; kept in the ledger."""

DatasetName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
"""Name of a declared data set; unlike ``cinq train --dataset`` it takes no path of a file."""

Asker = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
"""For whom a program asks; kept beside the name of its key."""

ModelName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Seed = Annotated[int, Field(ge=0, lt=2**31, strict=True)]
ReleaseNumber = Annotated[int, Field(ge=1, lt=2**63, strict=True)]
JobId = Annotated[int, Field(ge=1, lt=2**31, strict=True)]
Trials = Annotated[int, Field(ge=1, le=1_000, strict=True)]

JobKind = Literal["train", "tune", "rollback"]
JobState = Literal["queued", "running", "succeeded", "refused", "failed", "cancelled"]


class RefreshRequest(Request):
    """Look at the ledger now, instead of within the next seconds."""


class TrainJobRequest(Request):
    """Train, judge, and release what passes; left out, data set and seed are the settings'."""

    dataset: DatasetName | None = None
    seed: Seed | None = None


class TuneJobRequest(Request):
    """Search a model's hyper-parameters; left out, the model is the ranker of the settings."""

    model: ModelName | None = None
    dataset: DatasetName | None = None
    trials: Trials | None = None
    seed: Seed | None = None


class RollbackJobRequest(Request):
    """Serve an old release's model again; left out, ``to`` is the last release of another model.

    Asked for twice without ``to``, one after the other, it leads back to where it began. Who it is
    that a program asks for stands in ``asked_by``.
    """

    to: ReleaseNumber | None = None
    reason: Reason = ""
    asked_by: Asker | None = None


class JobRequest(Request):
    """Where a job stands."""

    job_id: JobId


class JobFacts(Reply):
    """A job; the last four values of ``state`` are final, ``refused`` is the gate's no."""

    job_id: int
    kind: str
    state: JobState
    asked_by: str
    queued_at: str
    started_at: str | None
    finished_at: str | None
    exit_code: int | None
    message: str


class JobAnswer(Reply):
    """A job, and whether somebody will run it.

    ``new`` is false where the same was asked for already and waits or runs: this is that job.
    ``conductor`` tells whether a conductor is at work; without one a job stays queued, and
    ``note`` says so.
    """

    job: JobFacts
    new: bool
    conductor: bool
    note: str
    request_id: str


class RefreshAnswer(Reply):
    """What the worker that was asked serves now; ``changed`` tells if that is new.

    Other workers look by themselves every ``api.poll_seconds``.
    """

    changed: bool
    release: int
    model_version: str
    request_id: str
