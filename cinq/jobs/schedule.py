"""Asking for jobs by the clock.

APScheduler keeps the time; when each kind of job is due next is a row of our own table. (Its own
job store would keep that as a pickle, which is code that the database could make us run.) So what
fell due while nobody was there is known at the next start: it is asked for once, late, and the log
says how much was missed.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, delete

from cinq.database import exclusively, utc_now, writing
from cinq.errors import DatabaseError
from cinq.jobs.asking import Asked, ask
from cinq.jobs.limits import Limits
from cinq.jobs.rhythm import Trigger, due, trigger_of
from cinq.jobs.tables import ScheduleRow

log = logging.getLogger(__name__)

ASKER = "schedule"
"""Who asks for jobs by the clock."""

AGAIN_SECONDS = 30.0
"""When to try again where the database was away."""

Told = Callable[[str, Asked], None]
"""Is told of each job that was asked for: its kind, and what came of it."""


class Schedule:
    """Asks for each kind of job when its line says so.

    Parameters
    ----------
    engine
        Of `cinq.database.open_database`.
    lines
        By kind of job; empty ones mean never.
    limits
        Of trainings.
    told
        Told of whatever is asked for.
    clock
        Gives the time; the machine's own, by which APScheduler works too.

    Raises
    ------
    SettingsError
        If a line is malformed.
    """

    def __init__(
        self,
        engine: Engine,
        lines: Mapping[str, str],
        limits: Limits,
        told: Told,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._engine = engine
        self._lines = {kind: line.strip() for kind, line in lines.items() if line.strip()}
        self._limits = limits
        self._told = told
        self._clock = clock
        self._triggers = {
            kind: trigger_of(kind, line, clock()) for kind, line in self._lines.items()
        }

    def planned(self) -> dict[str, datetime]:
        """Return when each kind is due next, by what is kept and, where nothing is, by its line.

        A line that was changed begins anew; kinds that have none any more are forgotten.
        """
        now = self._clock()
        with writing(self._engine) as session:
            exclusively(session, "schedule")
            session.execute(delete(ScheduleRow).where(ScheduleRow.kind.not_in(self._lines)))
            found: dict[str, datetime] = {}
            for kind, line in self._lines.items():
                row = session.get(ScheduleRow, kind)
                if row is None or row.spec != line:
                    first = self._triggers[kind].get_next_fire_time(None, now)
                    row = session.merge(ScheduleRow(kind=kind, spec=line, next_at=first))
                found[kind] = row.next_at
        return found

    def fire(self, kind: str) -> Asked | None:
        """Ask for a job that is due, once, however often it was due since anybody asked.

        Returns
        -------
        What came of it; None if another conductor asked meanwhile.
        """
        with writing(self._engine) as session:
            exclusively(session, "schedule")
            now = self._clock()
            row = session.get(ScheduleRow, kind)
            if row is None or row.next_at > now:
                return None
            first = row.next_at
            number, after = due(self._triggers[kind], first, now)
            if after is not None:
                row.next_at = after
            else:
                session.delete(row)
            asked = ask(session, kind, ASKER, self._limits, now)
        if number > 1:
            log.warning(
                "%s was due %d times since %s while no conductor was there: asked for once, now",
                kind,
                number,
                _told(first),
            )
        elif now - first > timedelta(seconds=AGAIN_SECONDS * 2):
            log.warning("%s was due at %s: asked for now, late", kind, _told(first))
        self._told(kind, asked)
        return asked

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Ask by the clock while the block runs; nothing is started where no line is set."""
        planned = self.planned()
        if not planned:
            yield
            return
        from apscheduler.schedulers.background import BackgroundScheduler  # noqa: PLC0415 - slow

        scheduler = BackgroundScheduler(timezone="UTC")
        for kind, next_at in planned.items():
            self._add(scheduler, kind, self._triggers[kind], next_at)
        scheduler.start()
        try:
            yield
        finally:
            scheduler.shutdown(wait=False)

    def _add(self, scheduler: Any, kind: str, trigger: Trigger, next_at: datetime) -> None:
        scheduler.add_job(
            self._fire_or_later,
            trigger,
            args=(scheduler, kind),
            next_run_time=next_at,
            coalesce=True,
            misfire_grace_time=None,
        )

    def _fire_or_later(self, scheduler: Any, kind: str) -> None:
        try:
            self.fire(kind)
        except DatabaseError as error:
            log.warning("%s is due and cannot be asked for yet: %s", kind, error)
            again = self._clock() + timedelta(seconds=AGAIN_SECONDS)
            scheduler.add_job(self._fire_or_later, "date", args=(scheduler, kind), run_date=again)


def _told(time: datetime) -> str:
    return time.isoformat(timespec="seconds")
