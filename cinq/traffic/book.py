"""The sample in the user database: written by workers, bounded by age and rows, read whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, and_, delete, insert, not_, or_, select
from sqlalchemy.orm import Session

from cinq.database import reading, writing
from cinq.traffic.sample import Served
from cinq.traffic.tables import ServedRow

_COLUMNS = [getattr(ServedRow, name) for name in Served._fields]


@dataclass(frozen=True)
class Bounds:
    """What is kept of the sample.

    Parameters
    ----------
    days
        Older rows go.
    rows
        Of more the oldest go.
    first
        So many of the first rows of the release that serves stay whatever their age, as they are
        what later ones are compared with.
    """

    days: float
    rows: int
    first: int


def write_served(engine: Engine, served: Sequence[Served]) -> None:
    """Add rows, in one transaction; raises `DatabaseError` if the database is away."""
    if served:
        with writing(engine) as session:
            session.execute(insert(ServedRow), [each._asdict() for each in served])


def prune(engine: Engine, bounds: Bounds, now: datetime) -> int:
    """Delete what is too old or too much, and say how many rows; any worker may, at any time."""
    with writing(engine) as session:
        last = session.scalar(select(ServedRow).order_by(ServedRow.id.desc()).limit(1))
        if last is None:
            return 0
        beyond = session.scalar(
            select(ServedRow.id).order_by(ServedRow.id.desc()).offset(bounds.rows).limit(1)
        )
        too_old = ServedRow.served_at < now - timedelta(days=bounds.days)
        gone = too_old if beyond is None else or_(too_old, ServedRow.id <= beyond)
        spared = _first_of(session, last.release, bounds.first)
        found = session.execute(delete(ServedRow).where(gone, not_(spared)).returning(ServedRow.id))
        return len(found.all())


def _first_of(session: Session, release: int, first: int) -> ColumnElement[bool]:
    of_release = select(ServedRow.id).where(ServedRow.release == release).order_by(ServedRow.id)
    end = session.scalar(of_release.offset(first).limit(1))
    mine = ServedRow.release == release
    return mine if end is None else and_(mine, ServedRow.id < end)


def first_served(engine: Engine, release: int, n: int) -> list[Served]:
    """The first `n` rows of a release that are kept, oldest first."""
    rows = (
        select(*_COLUMNS).where(ServedRow.release == release).order_by(ServedRow.id.asc()).limit(n)
    )
    return _read(engine, rows)


def last_served(
    engine: Engine,
    release: int,
    most: int,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Served]:
    """The last `most` rows of a release between two times, oldest first."""
    rows = select(*_COLUMNS).where(ServedRow.release == release)
    if since is not None:
        rows = rows.where(ServedRow.served_at >= since)
    if until is not None:
        rows = rows.where(ServedRow.served_at < until)
    return _read(engine, rows.order_by(ServedRow.id.desc()).limit(most))[::-1]


def _read(engine: Engine, rows: object) -> list[Served]:
    with reading(engine) as session:
        return [Served(*row) for row in session.execute(rows)]  # type: ignore[call-overload]
