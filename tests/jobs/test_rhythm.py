"""Lines of the schedule mean what cron means by them."""

from datetime import UTC, datetime

import pytest

from cinq.errors import SettingsError
from cinq.jobs.rhythm import due, longest_gap, trigger_of

SUNDAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def next_days(line: str, n: int = 3) -> list[str]:
    """The week days on which a line fires first after Sunday noon."""
    trigger, now, days = trigger_of("train", line, SUNDAY), SUNDAY, []
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
        ("every 2 days", ["Tue", "Thu", "Sat"]),
    ],
)
def test_days_count_as_cron_counts_them(line, days):
    assert next_days(line) == days


@pytest.mark.parametrize(
    "line",
    [
        "",
        "often",
        "0 4 * *",
        "0 4 * * 8",
        "0 4 * * 5-1",
        "99 4 * * *",
        "0 4 * * 1/0",
        "every day",
        "0 4 31 2 *",
        "every 0 hours",
        "every 367 days",
        "every 99999 days",
    ],
)
def test_malformed_line_is_refused_in_one_line(line):
    with pytest.raises(SettingsError) as caught:
        trigger_of("train", line, SUNDAY)
    assert str(caught.value).startswith("conductor.schedule.train: ")
    assert "\n" not in str(caught.value)


def test_firings_since_the_first_are_counted():
    trigger = trigger_of("train", "every 6 hours", SUNDAY)
    first = trigger.get_next_fire_time(None, SUNDAY)
    assert due(trigger, first, SUNDAY) == (0, first)
    number, after = due(trigger, first, datetime(2026, 3, 2, 13, tzinfo=UTC))
    assert (number, after) == (4, datetime(2026, 3, 2, 18, tzinfo=UTC))


@pytest.mark.parametrize(
    ("line", "hours"), [("every 6 hours", 6), ("0 4 * * *", 24), ("0 4 * * 1,3", 120)]
)
def test_longest_gap_between_two_firings(line, hours):
    assert longest_gap(trigger_of("train", line, SUNDAY), SUNDAY) == pytest.approx(
        hours * 3600, abs=3600
    )
