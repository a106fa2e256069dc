"""Who was shown what: noted without waiting, written in the background, once a subject and day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import Engine, Insert
from sqlalchemy.dialects import postgresql, sqlite

from cinq.database import utc_now, writing
from cinq.experiments.tables import ExposureRow

MOST_WAITING = 20_000
"""Subjects that wait to be written, some 10 MB; what comes beyond is counted and let go."""

_AT_ONCE = 500


class Shown(NamedTuple):
    """Under what somebody was shown something: the columns that make a row."""

    experiment: str
    arm: str
    subject: str
    day: date
    model_version: str
    release: int


@dataclass
class Amount:
    """How much was shown, since when."""

    answers: int
    films: int
    first_at: datetime


Write = Callable[[Iterable[tuple[Shown, Amount]]], None]


class Exposures:
    """Gathers exposures of one worker until they are written; may be shared by threads.

    Noting one costs a microsecond or two. A subject that comes again adds to its line, so what
    waits is bounded by the subjects of a few seconds, and above all by `most`.

    Parameters
    ----------
    most
        How many lines may wait.
    clock
        Gives the time.

    Attributes
    ----------
    dropped
        Exposures that found no room.
    """

    def __init__(self, most: int = MOST_WAITING, clock: Callable[[], datetime] = utc_now) -> None:
        self._most = most
        self._clock = clock
        self._lock = Lock()
        self._waiting: dict[Shown, Amount] = {}
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def note(
        self,
        experiment: str,
        arm: str,
        subject: str,
        model_version: str,
        release: int,
        films: int,
    ) -> None:
        """Note that a subject was shown so many films by an arm's model."""
        now = self._clock()
        shown = Shown(experiment, arm, subject, now.date(), model_version, release)
        with self._lock:
            amount = self._waiting.get(shown)
            if amount is not None:
                amount.answers += 1
                amount.films += films
            elif len(self._waiting) < self._most:
                self._waiting[shown] = Amount(1, films, now)
            else:
                self.dropped += 1

    def write(self, write: Write) -> int:
        """Have everything that waits written, and say how many lines; if it fails it waits on.

        Whatever `write` raises passes.
        """
        with self._lock:
            taken, self._waiting = self._waiting, {}
        if not taken:
            return 0
        try:
            write(taken.items())
        except BaseException:
            self._take_back(taken)
            raise
        return len(taken)

    def _take_back(self, taken: dict[Shown, Amount]) -> None:
        with self._lock:
            newer, self._waiting = self._waiting, taken
            for shown, amount in newer.items():
                kept = self._waiting.get(shown)
                if kept is not None:
                    kept.answers += amount.answers
                    kept.films += amount.films
                elif len(self._waiting) < self._most:
                    self._waiting[shown] = amount
                else:
                    self.dropped += amount.answers


def writes_to(engine: Engine) -> Write:
    """Writes exposures into a database; several workers add to the same rows.

    A write is one transaction. It raises `cinq.errors.DatabaseError` if the database is away.
    """

    def write(exposures: Iterable[tuple[Shown, Amount]]) -> None:
        rows = [shown._asdict() | vars(amount) for shown, amount in exposures]
        with writing(engine) as session:
            for start in range(0, len(rows), _AT_ONCE):
                session.execute(_upsert(engine, rows[start : start + _AT_ONCE]))

    return write


def _upsert(engine: Engine, rows: list[dict[str, Any]]) -> Insert:
    insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
    added = insert(ExposureRow).values(rows)
    sums = {
        "answers": ExposureRow.answers + added.excluded.answers,
        "films": ExposureRow.films + added.excluded.films,
    }
    upsert: Insert = added.on_conflict_do_update(index_elements=list(Shown._fields), set_=sums)
    return upsert
