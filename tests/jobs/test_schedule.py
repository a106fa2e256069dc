"""The clock asks for jobs once, also for what fell due while nobody was there."""

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest

from cinq.errors import DatabaseError, SettingsError
from cinq.jobs.job import Outcome
from cinq.jobs.limits import Limits
from cinq.jobs.queue import JobQueue
from cinq.jobs.schedule import Schedule

SUNDAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIMITS = Limits(timedelta(0), 100, 1e6)


class Clock:
    """A time that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = SUNDAY

    def __call__(self) -> datetime:
        return self.now

    def move(self, **step: float) -> None:
        self.now += timedelta(**step)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(engine, clock):
    """Make the schedule that a conductor has which starts now; gives it and what it told."""

    def made(limits: Limits = LIMITS, **lines: str):
        told = []
        schedule = Schedule(engine, lines, limits, lambda *asked: told.append(asked), clock)
        return schedule, told

    return made


def run_all(engine) -> list[str]:
    """Run what waits; gives the kinds."""
    queue = JobQueue(engine)
    kinds = []
    while (job := queue.claim("test")) is not None:
        kinds.append(job.kind)
        queue.finish(job, Outcome("succeeded", 0))
    return kinds


def test_malformed_line_is_refused_at_the_start(make):
    with pytest.raises(SettingsError, match=r"^conductor.schedule.monitor: 'whenever'"):
        make(monitor="whenever")


def test_no_line_means_no_schedule(make, engine):
    schedule, told = make(train="", monitor=" ")
    with schedule.at_work():
        assert schedule.planned() == {}
    assert (told, run_all(engine)) == ([], [])


def test_job_is_asked_for_when_it_is_due_and_not_before(make, engine, clock):
    schedule, _ = make(monitor="every 6 hours")
    assert schedule.planned() == {"monitor": SUNDAY + timedelta(hours=6)}
    clock.move(hours=5.9)
    assert schedule.fire("monitor") is None
    clock.move(hours=0.1)
    assert schedule.fire("monitor").verdict == "start"
    assert schedule.fire("monitor") is None
    assert schedule.planned() == {"monitor": SUNDAY + timedelta(hours=12)}
    assert run_all(engine) == ["monitor"]


def test_what_was_missed_is_asked_for_once_late_and_said(make, engine, clock, caplog):
    first, _ = make(monitor="every 6 hours", train="0 4 * * *")
    planned = first.planned()
    clock.move(days=3)
    restarted, told = make(monitor="every 6 hours", train="0 4 * * *")
    assert restarted.planned() == planned
    with caplog.at_level(logging.WARNING, "cinq.jobs.schedule"):
        for kind in planned:
            restarted.fire(kind)
            assert restarted.fire(kind) is None
    assert [kind for kind, _ in told] == ["monitor", "train"]
    assert "monitor was due 12 times since 2026-03-01T18:00:00+00:00" in caplog.text
    assert "train was due 3 times" in caplog.text
    assert all(time > clock.now for time in restarted.planned().values())
    assert sorted(run_all(engine)) == ["monitor", "train"]


def test_missed_job_is_run_as_soon_as_a_conductor_starts(make, engine, clock):
    make(monitor="every 6 hours")[0].planned()
    clock.move(hours=7)
    fired = threading.Event()
    schedule = Schedule(engine, {"monitor": "every 6 hours"}, LIMITS, lambda *_: fired.set(), clock)
    with schedule.at_work():
        assert fired.wait(20)
    assert run_all(engine) == ["monitor"]


def test_changed_line_begins_anew_and_a_dropped_one_is_forgotten(make, clock):
    make(monitor="every 6 hours", train="every 2 days")[0].planned()
    clock.move(hours=7)
    changed, _ = make(monitor="every 3 hours")
    assert changed.planned() == {"monitor": clock.now + timedelta(hours=3)}
    again, _ = make(train="every 2 days")
    assert again.planned() == {"train": clock.now + timedelta(days=2)}


def test_two_conductors_ask_once(make, engine, clock):
    (one, _), (two, _) = make(monitor="every 6 hours"), make(monitor="every 6 hours")
    one.planned()
    two.planned()
    clock.move(hours=6)
    results = []
    threads = [
        threading.Thread(target=lambda each=each: results.append(each.fire("monitor")))
        for each in (one, two)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert [result is None for result in results].count(True) == 1
    assert run_all(engine) == ["monitor"]


def test_job_that_waits_is_not_asked_for_twice(make, engine, clock):
    schedule, told = make(monitor="every 6 hours")
    schedule.planned()
    for _ in range(2):
        clock.move(hours=6)
        schedule.fire("monitor")
    assert [asked.verdict for _, asked in told] == ["start", "join"]
    assert run_all(engine) == ["monitor"]


def test_clock_keeps_the_limits_of_trainings(make, engine, clock):
    schedule, told = make(Limits(timedelta(hours=9), 100, 1e6), train="every 1 hour")
    schedule.planned()
    queue = JobQueue(engine, clock=clock)
    queue.enqueue("train", {}, "ana")
    queue.finish(queue.claim("test"), Outcome("succeeded", 0))
    clock.move(hours=1)
    schedule.fire("train")
    assert told[0][1].verdict == "cooldown"
    assert run_all(engine) == []


def test_database_that_is_away_is_tried_again(make, engine, clock, monkeypatch, caplog):
    schedule, _ = make(monitor="every 6 hours")
    schedule.planned()
    asked = threading.Event()

    def away(kind: str) -> None:
        asked.set()
        raise DatabaseError("away")

    monkeypatch.setattr(schedule, "fire", away)
    clock.move(hours=6)
    with schedule.at_work():
        assert asked.wait(20)
    assert schedule.planned() == {"monitor": SUNDAY + timedelta(hours=6)}
