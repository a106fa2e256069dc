"""A job, and how it can end."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

JobState = Literal["queued", "running", "succeeded", "refused", "failed", "cancelled"]
FinalState = Literal["succeeded", "refused", "failed", "cancelled"]

ENDED: tuple[FinalState, ...] = ("succeeded", "refused", "failed", "cancelled")
REFUSED_EXIT_CODE = 3
"""Exit code of a run whose challenger the gate refused; see `cinq.errors.GateRefused`."""


@dataclass(frozen=True)
class Job:
    """A pipeline run that was asked for.

    Attributes
    ----------
    id
        Grows with each job.
    kind
        What to run, such as ``train``.
    arguments
        What to run it with, as JSON.
    asked_by
        Who or what asked: a name, ``schedule``, ``api`` …
    state
        Where it stands; the last four values of `JobState` are final.
    attempts
        How often it was started: 1, or 2 after a conductor died while running it.
    cancel_asked
        True once somebody wants it to end.
    queued_at, started_at, finished_at
        UTC; None where it has not come to that.
    worker
        The conductor that runs, or ran, it.
    lease_until
        Until when the conductor must be heard from.
    exit_code
        Of the run; None before it, or where there was none.
    message
        How it ended, in one line.
    processor_seconds
        What its processes took together, all attempts.
    """

    id: int
    kind: str
    arguments: dict[str, Any]
    asked_by: str
    state: JobState
    attempts: int
    cancel_asked: bool
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    worker: str | None
    lease_until: datetime | None
    exit_code: int | None
    message: str
    processor_seconds: float = 0.0

    @property
    def ended(self) -> bool:
        """True if its state is final."""
        return self.state in ENDED

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON would hold it; times in ISO 8601."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(self).items()
        }


@dataclass(frozen=True)
class Outcome:
    """How a run ended, and what its processes took together."""

    state: FinalState
    exit_code: int | None = None
    message: str = ""
    processor_seconds: float = 0.0

    @classmethod
    def of_exit_code(
        cls, exit_code: int, message: str = "", processor_seconds: float = 0.0
    ) -> "Outcome":
        """Read an exit code: 0 done, 3 the gate refused, anything else failed."""
        states: dict[int, FinalState] = {0: "succeeded", REFUSED_EXIT_CODE: "refused"}
        return cls(states.get(exit_code, "failed"), exit_code, message, processor_seconds)
