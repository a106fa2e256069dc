"""What one monitoring found, kept as a row; whoever tells of it reads the newest."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Engine, select

from cinq.database import reading, writing
from cinq.traffic.tables import MonitoringRow

Level = Literal["quiet", "warn", "act"]

LEVELS: tuple[Level, ...] = ("quiet", "warn", "act")
"""By rank: 0, 1, 2, as ``cinq_drift_level`` tells them."""

ReferenceKind = Literal["judged", "first"]
"""What a feature is compared with: people of the data set that the champion was trained and judged
on, or the first requests that the champion served."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bounded(_Frozen):
    """A share with the ends of its 95 % interval, and of how many people it is."""

    mean: float
    lower: float
    upper: float
    people: int


class FeatureFinding(_Frozen):
    """One feature of the window beside its reference.

    Parameters
    ----------
    name, title
        For programs and for people.
    level
        ``quiet``, or ``warn`` or ``act`` where the distance is beyond what chance makes and of
        some size.
    psi, js
        Population stability index, and Jensen-Shannon distance in base 2.
    psi_by_chance
        Mean PSI of a quiet window of this size.
    warn_psi, act_psi, warn_js, act_js
        What must be passed, at this size of window.
    compared_with, n_reference, n_current
        The reference, and how many requests tell something of the feature.
    bins, reference, current
        Names of the bins, and the share in each.
    """

    name: str
    title: str
    level: Level
    psi: float
    js: float
    psi_by_chance: float
    warn_psi: float
    act_psi: float
    warn_js: float
    act_js: float
    compared_with: ReferenceKind
    n_reference: int
    n_current: int
    bins: tuple[str, ...]
    reference: tuple[float, ...]
    current: tuple[float, ...]


class Quality(_Frozen):
    """One share of what people said, and that of the champion's own first weeks.

    ``current`` is None where nobody said anything, ``reference`` while the first weeks last.
    """

    name: str
    title: str
    level: Level
    current: Bounded | None
    reference: Bounded | None


class Findings(_Frozen):
    """All of one monitoring.

    Parameters
    ----------
    made_at, since, until
        ISO 8601, UTC: when, and from the window's first request to its last.
    release, model_version, dataset, data_version
        The champion.
    level
        The highest of any feature and share.
    requests, distinct, refused, empty
        Requests in the window; those that count (the same favourites count once); those refused
        for an unknown film; those without favourites.
    alarm_rate
        How often a quiet window is called shifted, as the thresholds are calibrated.
    features, quality
        One by one.
    unsaid
        Features of which nothing is said, with the reason.
    """

    made_at: str
    since: str
    until: str
    release: int
    model_version: str
    dataset: str
    data_version: str
    level: Level
    requests: int
    distinct: int
    refused: int
    empty: int
    alarm_rate: float
    features: tuple[FeatureFinding, ...]
    quality: tuple[Quality, ...]
    unsaid: dict[str, str]

    def flat(self) -> dict[str, float]:
        """Figures by name, as a run in MLflow bears them."""
        figures: dict[str, float] = {"requests": self.requests, "distinct": self.distinct}
        figures["level"] = LEVELS.index(self.level)
        for feature in self.features:
            figures[f"{feature.name}.psi"] = feature.psi
            figures[f"{feature.name}.js"] = feature.js
            figures[f"{feature.name}.level"] = LEVELS.index(feature.level)
        for share in self.quality:
            for when, found in (("", share.current), (".reference", share.reference)):
                if found is not None:
                    figures[f"{share.name}{when}"] = found.mean
                    figures[f"{share.name}{when}.lower"] = found.lower
                    figures[f"{share.name}{when}.upper"] = found.upper
        return figures


def highest(levels: Sequence[Level]) -> Level:
    """The gravest of these; ``quiet`` of none."""
    return max(levels, key=LEVELS.index, default="quiet")


def keep_findings(engine: Engine, findings: Findings) -> None:
    """Add a row; raises `DatabaseError` if the database is away."""
    row = MonitoringRow(
        made_at=datetime.fromisoformat(findings.made_at),
        release=findings.release,
        level=findings.level,
        findings=findings.model_dump(mode="json"),
    )
    with writing(engine) as session:
        session.add(row)


def newest_findings(engine: Engine) -> Findings | None:
    """What was found last; None before the first monitoring."""
    found = past_findings(engine, 1)
    return found[0] if found else None


def past_findings(engine: Engine, limit: int) -> list[Findings]:
    """What was found the last times, newest first."""
    rows = select(MonitoringRow.findings).order_by(MonitoringRow.id.desc()).limit(limit)
    with reading(engine) as session:
        return [Findings.model_validate(each) for each in session.scalars(rows)]
