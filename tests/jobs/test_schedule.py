"""Cron lines mean what cron means by them, and ask for training once."""

from datetime import UTC, datetime

import pytest

from cinq.errors import SettingsError
from cinq.jobs.queue import JobQueue
from cinq.jobs.schedule import cron_trigger, schedule
from cinq.settings import ScheduleSettings

SUNDAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def next_days(line: str, n: int = 3) -> list[str]:
    """The week days on which a line fires first after Sunday noon."""
    trigger, now, days = cron_trigger(line), SUNDAY, []
    previous = None
    for _ in range(n):
        previous = trigger.get_next_fire_time(previous, now)
        now = previous
        days.append(previous.strftime("%a"))
    return days


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("0 4 * * 1", ["Mon", "Mon", "Mon"]),
        ("0 4 * * 0", ["Sun", "Sun", "Sun"]),
        ("0 4 * * 7", ["Sun", "Sun", "Sun"]),
        ("0 4 * * 1-5", ["Mon", "Tue", "Wed"]),
        ("0 4 * * sat,3", ["Wed", "Sat", "Wed"]),
        ("0 4 * * */2", ["Tue", "Thu", "Sat"]),
        ("0 4 * * 5-7", ["Fri", "Sat", "Sun"]),
        ("0 4 * * *", ["Mon", "Tue", "Wed"]),
    ],
)
def test_days_count_as_cron_counts_them(line, days):
    assert next_days(line) == days


@pytest.mark.parametrize(
    "line", ["", "often", "0 4 * *", "0 4 * * 8", "0 4 * * 5-1", "99 4 * * *", "0 4 * * 1/0"]
)
def test_malformed_line_is_refused_in_one_line(line):
    with pytest.raises(SettingsError) as caught:
        cron_trigger(line)
    assert str(caught.value).startswith("conductor.schedule.train: ")
    assert "\n" not in str(caught.value)


def test_malformed_line_is_refused_at_the_start(engine):
    with (
        pytest.raises(SettingsError),
        schedule(ScheduleSettings(train="whenever"), JobQueue(engine)),
    ):
        pass


def test_no_line_means_no_schedule(engine):
    with schedule(ScheduleSettings(), JobQueue(engine)):
        assert JobQueue(engine).list() == []


def test_schedule_starts_and_ends_with_its_block(engine):
    with schedule(ScheduleSettings(train="0 4 * * 1"), JobQueue(engine)):
        assert JobQueue(engine).list() == []
