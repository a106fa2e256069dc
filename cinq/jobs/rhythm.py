"""Lines of the schedule: what they mean, and when they are due."""

import re
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from cinq.errors import SettingsError

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_EVERY = re.compile(r"every ([1-9][0-9]{0,4}) (second|minute|hour|day)s?")
_LOOKED_AT = 400
"""Firings from which the longest gap between two is told."""

LONGEST = timedelta(days=366)
"""A rhythm's step at most."""

Trigger = Any
"""APScheduler's, which has no types."""


def trigger_of(kind: str, line: str, start: datetime) -> Trigger:
    """Read a line of the schedule: a cron line in this machine's time zone, or a rhythm.

    Days of the week count as cron counts them: 0 and 7 are Sunday (APScheduler's 0 is Monday).

    Parameters
    ----------
    kind
        Of the job; named in the error.
    line
        Such as ``0 4 * * 1`` or ``every 6 hours``.
    start
        When a rhythm begins: it is due for the first time one step later.

    Raises
    ------
    SettingsError
        If it is malformed, or never due.
    """
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 - slow
    from apscheduler.triggers.interval import IntervalTrigger  # noqa: PLC0415

    rhythm = _EVERY.fullmatch(line.strip())
    if rhythm:
        step = timedelta(**{f"{rhythm[2]}s": int(rhythm[1])})
        if step > LONGEST:
            raise SettingsError(
                f"conductor.schedule.{kind}: {line!r} is longer than {LONGEST.days} days: leave "
                "the line empty for never"
            )
        seconds = int(step.total_seconds())
        return IntervalTrigger(seconds=seconds, start_date=start + step, timezone="UTC")
    try:
        minute, hour, day, month, weekday = line.split()
        found = CronTrigger.from_crontab(f"{minute} {hour} {day} {month} {_day_names(weekday)}")
    except ValueError as error:
        raise SettingsError(
            f"conductor.schedule.{kind}: {line!r} is no cron line ({error}); "
            'write five fields such as "0 4 * * 1", or "every 6 hours"'
        ) from error
    if found.get_next_fire_time(None, start) is None:
        raise SettingsError(
            f"conductor.schedule.{kind}: {line!r} names a day that never comes: leave the line "
            "empty for never"
        )
    return found


def due(trigger: Trigger, first: datetime, now: datetime) -> tuple[int, datetime | None]:
    """Return how often a trigger was due from `first` until now, and when it is due next.

    Next is None where it never is again.
    """
    number, time = 0, first
    while time is not None and time <= now:
        number += 1
        time = trigger.get_next_fire_time(time, now)
    return number, time


def longest_gap(trigger: Trigger, now: datetime) -> float:
    """Return the longest time between two firings to come, in seconds; 0 where there is one."""
    times: list[datetime] = []
    time = trigger.get_next_fire_time(None, now)
    while time is not None and len(times) < _LOOKED_AT:
        times.append(time)
        time = trigger.get_next_fire_time(time, time)
    return max(((b - a).total_seconds() for a, b in pairwise(times)), default=0.0)


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
