"""Whether a job that nobody asked for by hand may be queued: a pure decision with its reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Verdict = Literal["start", "join", "cooldown", "budget"]

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Limits:
    """What trainings may cost that are asked for by hooks and by the clock.

    Attributes
    ----------
    cooldown
        Between the end of a training, however it ended and whoever asked, and the next.
    trainings_a_week
        How many may begin within seven days; those that people ask for count too.
    processor_seconds_a_week
        What they may take together, all their processes.
    """

    cooldown: timedelta
    trainings_a_week: int
    processor_seconds_a_week: float


@dataclass(frozen=True)
class Past:
    """What is known of the jobs of a kind when another is asked for.

    Attributes
    ----------
    waiting
        Number of a job that is queued or running; None if there is none.
    ended
        When the last one ended; None if none has.
    begun
        How many began within the last seven days.
    processor_seconds
        What these took.
    """

    waiting: int | None = None
    ended: datetime | None = None
    begun: int = 0
    processor_seconds: float = 0.0


def judged(past: Past, limits: Limits, now: datetime) -> tuple[Verdict, str]:
    """Return whether a training may be queued, and why or why not in one line."""
    if past.waiting is not None:
        return "join", f"job {past.waiting} waits or runs for it already"
    if past.ended is not None and now < past.ended + limits.cooldown:
        again = past.ended + limits.cooldown
        return "cooldown", (
            f"the last training ended at {_told(past.ended)}: not again before {_told(again)}"
        )
    if past.begun >= limits.trainings_a_week:
        return "budget", f"{past.begun} trainings began within seven days, as many as may"
    if past.processor_seconds >= limits.processor_seconds_a_week:
        spent, most = past.processor_seconds / 3600, limits.processor_seconds_a_week / 3600
        return "budget", (
            f"trainings took {spent:.1f} processor hours within seven days, of {most:g} they may"
        )
    return "start", "a training may begin"


def left(past: Past, limits: Limits) -> int:
    """Return how many trainings may still begin by themselves within these seven days."""
    if past.processor_seconds >= limits.processor_seconds_a_week:
        return 0
    return max(0, limits.trainings_a_week - past.begun)


def _told(time: datetime) -> str:
    return time.isoformat(timespec="seconds")
