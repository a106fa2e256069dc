"""What the conductor tells at a scrape: read from the database, so that a restart loses nothing."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cinq.conducting.hook_book import HookBook
from cinq.conducting.watched import findings_samples, newest_opinion
from cinq.database import database_time, reading
from cinq.jobs.asking import past_of
from cinq.jobs.limits import Limits, left
from cinq.jobs.tables import JobRow
from cinq.measures import (
    GATE_DECISIONS,
    GATE_REFUSALS_IN_A_ROW,
    HOOKS,
    JOB_INTERVAL,
    JOB_LAST_SUCCESS,
    JOBS,
    JOBS_WAITING,
    LEDGER_RELEASE,
    TRAINING_BUDGET_LEFT,
    Sample,
)
from cinq.releases.tables import RefusalRow, ReleaseRow
from cinq.traffic.findings import newest_findings

KINDS = ("train", "monitor", "predict", "rollback", "tune")
ENDS = ("succeeded", "refused", "failed", "cancelled")


def samples(
    engine: Engine,
    book: HookBook,
    limits: Limits,
    intervals: Mapping[str, float],
    clock: Callable[[], datetime] | None = None,
) -> list[Sample]:
    """Return what jobs, gate, hooks and monitoring stand at.

    Parameters
    ----------
    intervals
        Longest time that the schedule leaves between two jobs, in seconds, by kind.
    clock
        Gives the time; left out, the database's own clock does.

    Raises
    ------
    DatabaseError
        If the database does not answer.
    """
    counted, found = book.counts(), newest_findings(engine)
    with reading(engine) as session:
        now = clock() if clock else database_time(session)
        release = session.scalar(select(func.max(ReleaseRow.number))) or 0
        return [
            *_jobs(session),
            *_gate(session),
            Sample(LEDGER_RELEASE, release),
            Sample(TRAINING_BUDGET_LEFT, left(past_of(session, "train", now), limits)),
            *(Sample(JOB_INTERVAL, seconds, (kind,)) for kind, seconds in intervals.items()),
            *_hooks(counted),
            *newest_opinion(session),
            *findings_samples(found, release),
        ]


def _jobs(session: Session) -> Iterable[Sample]:
    by_end = select(JobRow.kind, JobRow.state, func.count(), func.max(JobRow.finished_at))
    found: dict[tuple[str, str], int] = {(kind, end): 0 for kind in KINDS for end in ENDS}
    last: dict[str, datetime] = {}
    for kind, state, number, at in session.execute(by_end.group_by(JobRow.kind, JobRow.state)):
        if state not in ENDS:
            continue
        found[kind, state] = number
        if state in ("succeeded", "refused"):
            last[kind] = max(at, last.get(kind, at))
    for labels, number in found.items():
        yield Sample(JOBS, number, labels)
    for kind, at in last.items():
        yield Sample(JOB_LAST_SUCCESS, at.timestamp(), (kind,))
    waiting = select(func.count()).select_from(JobRow).where(JobRow.state == "queued")
    yield Sample(JOBS_WAITING, session.scalar(waiting) or 0)


def _gate(session: Session) -> Iterable[Sample]:
    released = select(func.count(), func.max(ReleaseRow.released_at))
    passed, released_at = session.execute(released.where(ReleaseRow.kind == "release")).one()
    refusals = select(func.count()).select_from(RefusalRow)
    yield Sample(GATE_DECISIONS, passed, ("released",))
    yield Sample(GATE_DECISIONS, session.scalar(refusals) or 0, ("refused",))
    if released_at is not None:
        refusals = refusals.where(RefusalRow.refused_at > released_at)
    yield Sample(GATE_REFUSALS_IN_A_ROW, session.scalar(refusals) or 0)


def _hooks(counted: Mapping[tuple[str, str], int]) -> Iterable[Sample]:
    found: dict[tuple[str, ...], int] = dict.fromkeys(HOOKS.begin, 0)
    found |= {(kind, outcome): number for (kind, outcome), number in counted.items()}
    for labels, number in found.items():
        yield Sample(HOOKS, number, labels)
