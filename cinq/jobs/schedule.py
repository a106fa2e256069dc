"""Asking for training by the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cinq.errors import SettingsError
from cinq.jobs.queue import JobQueue
from cinq.settings import ScheduleSettings

if TYPE_CHECKING:
    from apscheduler.triggers.cron import CronTrigger

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
LATE_SECONDS = 3600
"""How late a job is still asked for, on a machine that slept."""


@contextmanager
def schedule(settings: ScheduleSettings, queue: JobQueue) -> Iterator[None]:
    """Ask for training by the clock while the block runs; never without a cron line.

    A training that is queued or running already is not asked for again.

    Raises
    ------
    SettingsError
        If the cron line is malformed.
    """
    if not settings.train.strip():
        yield
        return
    from apscheduler.schedulers.background import BackgroundScheduler  # noqa: PLC0415 - slow

    scheduler = BackgroundScheduler()
    scheduler.add_job(
        queue.enqueue_unless_waiting,
        cron_trigger(settings.train),
        args=("train", {}, "schedule"),
        coalesce=True,
        misfire_grace_time=LATE_SECONDS,
    )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


def cron_trigger(line: str) -> "CronTrigger":
    """Read a cron line, in this machine's time zone.

    Days of the week count as cron counts them: 0 and 7 are Sunday (APScheduler's 0 is Monday).

    Raises
    ------
    SettingsError
        If it is malformed.
    """
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 - slow

    try:
        minute, hour, day, month, weekday = line.split()
        return CronTrigger.from_crontab(f"{minute} {hour} {day} {month} {_day_names(weekday)}")
    except ValueError as error:
        raise SettingsError(
            f"conductor.schedule.train: {line!r} is no cron line ({error}); "
            'write five fields such as "0 4 * * 1"'
        ) from error


def _day_names(field: str) -> str:
    """Spell out the days of a cron line, which APScheduler counts otherwise."""
    if field == "*":
        return field
    chosen: list[str] = []
    for part in field.lower().split(","):
        span, _, step = part.partition("/")
        first, _, last = ("0-6" if span == "*" else span).partition("-")
        start = _day(first)
        end = _day(last) if last else (6 if step else start)
        if end < start:
            raise ValueError(f"{part} runs backwards")
        chosen += [_DAYS[day % 7] for day in range(start, end + 1, int(step or 1))]
    return ",".join(dict.fromkeys(chosen))


def _day(text: str) -> int:
    day = _DAYS.index(text) if text in _DAYS else int(text)
    if not 0 <= day <= 7:
        raise ValueError(f"there is no day {day}")
    return day
