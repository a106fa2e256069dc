"""What people said of the lists that the champion gave them, with the person as the unit.

A share is a ratio of sums over people, R = Σy / Σx. People's films hang together, so its variance
is that of z_i = y_i - R x_i (delta method), and Wilson's interval (1927) is taken with as many
independent answers as that variance leaves: n = R (1 - R) / Var(R), at most Σx.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from statistics import NormalDist
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, select

from cinq.database import reading
from cinq.feedback.standing import standing
from cinq.feedback.tables import FeedbackRow
from cinq.monitoring.requests import LIST
from cinq.settings import MonitoringSettings
from cinq.traffic.findings import Bounded, Level, Quality

CONFIDENCE = 0.95
FEW_PEOPLE = 20
"""Of fewer people, then or now, no fall is called one."""

FALL, GRAVE_FALL = 0.05, 0.2
"""Part of the first weeks' share that must be lost before a fall is a warning, or grave."""

QUALITY_SHARE = 0.25
"""Of the alarm rate; see `cinq.monitoring.drift.FEATURES_SHARE`."""

_NORMAL = NormalDist()
_Z = _NORMAL.inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True)
class Answers:
    """What stands of what each person said of lists, arrays of shape (n_people,).

    Parameters
    ----------
    liked, judged
        Films liked, and films liked or not for them.
    shown
        Films of the lists that they said anything of: five each.
    """

    liked: NDArray[np.float64]
    judged: NDArray[np.float64]
    shown: NDArray[np.float64]


def read_answers(engine: Engine, release: int, since: datetime, until: datetime) -> Answers:
    """Feedback that names a list of this release; cost grows with the rows of that time."""
    who = (FeedbackRow.person_id, FeedbackRow.client, FeedbackRow.subject)
    what = (FeedbackRow.film_id, FeedbackRow.kind, FeedbackRow.answered)
    rows = (
        select(*who, *what)
        .where(
            FeedbackRow.release == release,
            FeedbackRow.answered.is_not(None),
            FeedbackRow.received_at >= since,
            FeedbackRow.received_at < until,
        )
        .order_by(FeedbackRow.id)
    )
    with reading(engine) as session:
        said = [(_person(*row[:3]), *row[3:]) for row in session.execute(rows)]
    said.sort(key=lambda row: row[0])
    people = [_counts(of) for _, of in groupby(said, key=lambda row: row[0])]
    return Answers(*np.array(people, np.float64).reshape(-1, 3).T)


def _person(account: UUID | None, client: str, subject: str | None) -> tuple[str, str]:
    """Whoever it is: an account, or what one program calls somebody."""
    return (client, subject) if subject is not None else ("", str(account))


def _counts(said: Iterable[tuple[tuple[str, str], int, str, str]]) -> tuple[int, int, int]:
    by_film: dict[int, list[str]] = defaultdict(list)
    lists = set()
    for _, film, kind, answered in said:
        by_film[film].append(kind)
        lists.add(answered)
    stands = [standing(kinds) for kinds in by_film.values()]
    last = [next((k for k in reversed(kinds) if k != "seen"), "") for kinds in stands]
    liked = last.count("liked")
    return liked, liked + last.count("not_for_me"), LIST * len(lists)


def share(y: NDArray[np.float64], x: NDArray[np.float64]) -> Bounded | None:
    """Σy / Σx with Wilson's interval; None if there is nothing to divide by."""
    y, x = y[x > 0], x[x > 0]
    if not len(x):
        return None
    total, n = float(x.sum()), len(x)
    found = float(y.sum()) / total
    size = _independent(found, y - found * x, total, n)
    centre = (found + _Z**2 / (2 * size)) / (1 + _Z**2 / size)
    half = _Z / (1 + _Z**2 / size) * math.sqrt(found * (1 - found) / size + (_Z / (2 * size)) ** 2)
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return Bounded(mean=found, lower=min(low, found), upper=max(high, found), people=n)


def _independent(found: float, residual: NDArray[np.float64], total: float, n: int) -> float:
    """As how many independent answers these count."""
    variance = float(residual @ residual) / total**2 * n / max(n - 1, 1)
    spread = found * (1 - found)
    if spread <= 0 or variance <= 0:
        return float(n)
    return min(total, spread / variance)


def fall(current: Bounded | None, reference: Bounded | None, settings: MonitoringSettings) -> Level:
    """Whether a share is lower than in the first weeks, beyond what chance makes.

    One-sided, each of two shares at half of what is left of the alarm rate; errors are read off
    the intervals.
    """
    if current is None or reference is None:
        return "quiet"
    if min(current.people, reference.people) < FEW_PEOPLE or reference.mean == 0:
        return "quiet"
    error = math.hypot(current.upper - current.mean, reference.mean - reference.lower) / _Z
    lost = reference.mean - current.mean
    chance = _NORMAL.cdf(-lost / error) if error > 0 else 0.5
    if lost >= GRAVE_FALL * reference.mean and chance < QUALITY_SHARE / 2 * settings.act_rate:
        return "act"
    if lost >= FALL * reference.mean and chance < QUALITY_SHARE / 2 * settings.alarm_rate:
        return "warn"
    return "quiet"


def shares_of(
    current: Answers, reference: Answers | None, settings: MonitoringSettings
) -> list[Quality]:
    """Acceptance and precision, now and in the first weeks."""

    def of(name: str, title: str, column: str, out_of: str) -> Quality:
        now = share(getattr(current, column), getattr(current, out_of))
        then = None
        if reference is not None:
            then = share(getattr(reference, column), getattr(reference, out_of))
        return Quality(
            name=name, title=title, level=fall(now, then, settings), current=now, reference=then
        )

    return [
        of("acceptance", "liked among the films judged", "liked", "judged"),
        of("precision", "liked among the five, of lists that were answered", "liked", "shown"),
    ]
