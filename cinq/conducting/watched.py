"""What the last monitoring found, and when people last said something, as a scrape is told."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cinq.accounts.tables import FavouriteRow
from cinq.feedback.tables import FeedbackRow
from cinq.measures import (
    ACCEPTANCE,
    ACCEPTANCE_REFERENCE,
    DATA_NEWEST,
    DRIFT_LEVEL,
    DRIFT_SCORE,
    MONITORED,
    ONLINE_PRECISION,
    ONLINE_PRECISION_REFERENCE,
    Measure,
    Sample,
)
from cinq.traffic.findings import LEVELS, Bounded, Findings

_SHARES = {
    "acceptance": (ACCEPTANCE, ACCEPTANCE_REFERENCE),
    "precision": (ONLINE_PRECISION, ONLINE_PRECISION_REFERENCE),
}


def findings_samples(findings: Findings | None, release: int) -> Iterable[Sample]:
    """Drift by feature, and what people said with the ends of its interval; nothing of nothing.

    Parameters
    ----------
    findings
        The newest.
    release
        The one that serves: what was found of an older one alarms nobody any more.
    """
    if findings is None:
        return
    yield Sample(MONITORED, datetime.fromisoformat(findings.made_at).timestamp())
    if findings.release != release:
        return
    for feature in findings.features:
        yield Sample(DRIFT_SCORE, feature.psi, (feature.name,))
        yield Sample(DRIFT_LEVEL, LEVELS.index(feature.level), (feature.name,))
    for share in findings.quality:
        if share.name in _SHARES:
            now, then = _SHARES[share.name]
            yield from _bounds(now, share.current)
            yield from _bounds(then, share.reference)


def newest_opinion(session: Session) -> Iterable[Sample]:
    """When somebody last chose a favourite or said something of a film; nothing of never.

    Cost: a pass over the favourites; of the feedback only the newest row is read.
    """
    told = select(FeedbackRow.received_at).order_by(FeedbackRow.id.desc()).limit(1)
    newest = (session.scalar(told), session.scalar(select(func.max(FavouriteRow.chosen_at))))
    times = [at.timestamp() for at in newest if at is not None]
    if times:
        yield Sample(DATA_NEWEST, max(times))


def _bounds(measure: Measure, found: Bounded | None) -> Iterable[Sample]:
    if found is not None:
        for bound in ("mean", "lower", "upper"):
            yield Sample(measure, getattr(found, bound), (bound,))
