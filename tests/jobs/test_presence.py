"""Whether a conductor is at work, as its line and its leases tell."""

import threading
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest

from cinq.jobs.conductor import Conductor
from cinq.jobs.job import Outcome
from cinq.jobs.queue import JobQueue
from cinq.settings import ConductorSettings


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue(engine, clock) -> JobQueue:
    return JobQueue(engine, lease_seconds=30, clock=clock)


def test_nobody_is_there_at_first(queue):
    assert not queue.presence.anyone()


def test_a_conductor_counts_until_it_leaves_or_is_silent_too_long(queue, clock):
    queue.presence.note("one")
    queue.presence.note("one")
    assert queue.presence.anyone()
    clock.now += timedelta(seconds=30)
    assert not queue.presence.anyone()
    queue.presence.note("two")
    queue.presence.leave("two")
    assert not queue.presence.anyone()


def test_a_conductor_that_runs_a_job_is_there_by_its_lease(queue, clock):
    queue.enqueue("train", {}, "ana")
    queue.claim("one")
    assert queue.presence.anyone()
    clock.now += timedelta(seconds=30)
    assert not queue.presence.anyone()


def test_a_conductor_says_that_it_is_at_work_and_that_it_has_ended(engine):
    queue, stop, running = JobQueue(engine), threading.Event(), threading.Event()

    def run(job, halt):
        running.set()
        stop.wait(20)
        return Outcome("succeeded")

    queue.enqueue("train", {}, "ana")
    settings = ConductorSettings(poll_seconds=0.05, lease_seconds=30)
    conductor = Conductor(queue, run, nullcontext(), settings, stop)
    thread = threading.Thread(target=conductor.work)
    thread.start()
    assert running.wait(20)
    assert queue.presence.anyone()
    stop.set()
    thread.join(20)
    assert not queue.presence.anyone()


def test_asking_twice_for_the_same_gives_one_job(queue):
    first, new = queue.enqueue_once("train", {"seed": 1}, "ana")
    again, anew = queue.enqueue_once("train", {"seed": 1}, "bob")
    assert (new, anew, again) == (True, False, first)


def test_another_job_and_one_after_the_end_are_new(queue):
    first, _ = queue.enqueue_once("train", {"seed": 1}, "ana")
    assert queue.enqueue_once("train", {"seed": 2}, "ana")[1]
    assert queue.enqueue_once("tune", {"seed": 1}, "ana")[1]
    queue.cancel(first.id)
    assert queue.enqueue_once("train", {"seed": 1}, "ana")[1]
