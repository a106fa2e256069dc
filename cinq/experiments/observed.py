"""What the subjects of an experiment were shown, and what they said of it afterwards."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, select

from cinq.database import reading
from cinq.experiments.tables import ExposureRow
from cinq.feedback.standing import standing
from cinq.feedback.tables import FeedbackRow

KINDS = ("liked", "not_for_me", "seen")

Person = str
"""What a program calls somebody, or the id of an account: where assignment sees one subject, so
does the report, whichever program gave the name."""


class Exposed(NamedTuple):
    """What one person was shown on one day by one model."""

    arm: str
    person: Person
    model_version: str
    release: int
    answers: int
    films: int
    first_at: datetime


class Said(NamedTuple):
    """What one person said of a recommended film."""

    film: tuple[str, int]
    kind: str
    at: datetime


@dataclass(frozen=True)
class Observed:
    """One arm's subjects; arrays of shape (n,), a number for each subject.

    Parameters
    ----------
    films
        How many films each was shown, one shown twice counting twice.
    liked, not_for_me, seen
        Of how many different films each said so after the first of them, as it stands.
    """

    films: NDArray[np.float64]
    liked: NDArray[np.float64]
    not_for_me: NDArray[np.float64]
    seen: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.films)


@dataclass(frozen=True)
class Records:
    """All that is kept of one experiment.

    Parameters
    ----------
    exposed
        In no order.
    said
        By person, in the order in which it was said: feedback that names the recommendation it
        answers, from people who were exposed.
    unanswering
        How much feedback of these people names no recommendation, and is left out.
    """

    exposed: list[Exposed]
    said: Mapping[Person, list[Said]] = field(default_factory=dict)
    unanswering: int = 0

    def of(self, arm: str, until: datetime) -> Observed:
        """What an arm's subjects were shown and said before `until`; cost grows with the rows."""
        films: dict[Person, int] = defaultdict(int)
        first: dict[Person, datetime] = {}
        for row in self.exposed:
            if row.arm == arm and row.first_at < until:
                films[row.person] += row.films
                first[row.person] = min(row.first_at, first.get(row.person, until))
        stands = [_stands(self.said.get(who, ()), first[who], until) for who in films]
        counts = np.array(stands, np.float64).reshape(len(films), len(KINDS))
        return Observed(np.array(list(films.values()), np.float64), *counts.T)


def read_records(engine: Engine, experiment: str) -> Records:
    """Read what is kept of an experiment.

    Cost: its exposures and all feedback since the first of them are read.
    """
    with reading(engine) as session:
        exposures = select(ExposureRow).where(ExposureRow.experiment == experiment)
        exposed = [_exposed(row) for row in session.scalars(exposures)]
        if not exposed:
            return Records([])
        since = min(row.first_at for row in exposed)
        columns = (FeedbackRow.subject, FeedbackRow.person_id)
        what = (FeedbackRow.dataset, FeedbackRow.film_id, FeedbackRow.kind)
        answers = FeedbackRow.answered.is_not(None)
        rows = session.execute(
            select(*columns, *what, FeedbackRow.received_at, answers)
            .where(FeedbackRow.received_at >= since)
            .order_by(FeedbackRow.id)
        )
        people = {row.person for row in exposed}
        said: dict[Person, list[Said]] = defaultdict(list)
        unanswering = 0
        for subject, account, dataset, film_id, kind, at, answering in rows:
            person = str(account) if subject is None else subject
            if person in people:
                unanswering += not answering
                if answering:
                    said[person].append(Said((dataset, film_id), kind, at))
    return Records(exposed, said, unanswering)


def _exposed(row: ExposureRow) -> Exposed:
    return Exposed(
        row.arm,
        row.subject,
        row.model_version,
        row.release,
        row.answers,
        row.films,
        row.first_at,
    )


def _stands(said: Iterable[Said], first: datetime, until: datetime) -> list[int]:
    """Of how many films each of `KINDS` stands."""
    by_film: dict[tuple[str, int], list[str]] = defaultdict(list)
    for one in said:
        if first <= one.at < until:
            by_film[one.film].append(one.kind)
    left = [standing(kinds) for kinds in by_film.values()]
    return [sum(kind in kinds for kinds in left) for kind in KINDS]
