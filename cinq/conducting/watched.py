"""What the last monitoring found, as the conductor tells it at a scrape."""

from collections.abc import Iterable
from datetime import datetime

from cinq.measures import (
    ACCEPTANCE,
    ACCEPTANCE_REFERENCE,
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


def findings_samples(findings: Findings | None) -> Iterable[Sample]:
    """Drift by feature, and what people said with the ends of its interval; nothing of nothing."""
    if findings is None:
        return
    yield Sample(MONITORED, datetime.fromisoformat(findings.made_at).timestamp())
    for feature in findings.features:
        yield Sample(DRIFT_SCORE, feature.psi, (feature.name,))
        yield Sample(DRIFT_LEVEL, LEVELS.index(feature.level), (feature.name,))
    for share in findings.quality:
        if share.name in _SHARES:
            now, then = _SHARES[share.name]
            yield from _bounds(now, share.current)
            yield from _bounds(then, share.reference)


def _bounds(measure: Measure, found: Bounded | None) -> Iterable[Sample]:
    if found is not None:
        for bound in ("mean", "lower", "upper"):
            yield Sample(measure, getattr(found, bound), (bound,))
