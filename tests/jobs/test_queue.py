"""The job queue: one job at a time, whoever asks and whoever dies."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from cinq.errors import JobError, LeaseLost
from cinq.jobs.job import Outcome
from cinq.jobs.queue import JobQueue

START = datetime(2026, 3, 1, tzinfo=UTC)
DONE = Outcome.of_exit_code(0)


class Clock:
    now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue(engine, clock) -> JobQueue:
    return JobQueue(engine, lease_seconds=30, clock=clock)


def test_job_is_kept_as_it_was_asked_for(queue):
    asked = queue.enqueue("train", {"dataset": "demo", "n": 3}, "ana")
    assert queue.show(asked.id) == asked
    assert (asked.kind, asked.arguments, asked.asked_by) == (
        "train",
        {"dataset": "demo", "n": 3},
        "ana",
    )
    assert (asked.state, asked.attempts, asked.queued_at) == ("queued", 0, START)


def test_jobs_run_in_the_order_they_were_asked_for(queue):
    asked = [queue.enqueue("train", {}, "ana").id for _ in range(3)]
    ran = []
    while job := queue.claim("w"):
        ran.append(queue.finish(job, DONE).id)
    assert ran == asked


def test_empty_queue_has_nothing_to_claim(queue):
    assert queue.claim("w") is None


def test_only_one_job_runs_at_a_time(queue):
    queue.enqueue("train", {}, "ana")
    queue.enqueue("train", {}, "ana")
    first = queue.claim("one")
    assert first is not None
    assert queue.claim("two") is None
    queue.finish(first, DONE)
    assert queue.claim("two") is not None


@pytest.mark.parametrize(
    ("exit_code", "state"), [(0, "succeeded"), (3, "refused"), (1, "failed"), (137, "failed")]
)
def test_exit_code_decides_the_final_state(queue, exit_code, state):
    queue.enqueue("train", {}, "ana")
    ended = queue.finish(queue.claim("w"), Outcome.of_exit_code(exit_code, "said"))
    assert (ended.state, ended.exit_code, ended.message) == (state, exit_code, "said")
    assert ended.ended
    assert ended.lease_until is None


def test_long_message_is_cut(queue):
    queue.enqueue("train", {}, "ana")
    assert len(queue.finish(queue.claim("w"), Outcome("failed", 1, "x" * 10_000)).message) == 500


def test_history_lists_the_newest_first(queue):
    ids = [queue.enqueue("train", {}, "ana").id for _ in range(4)]
    assert [job.id for job in queue.list(3)] == ids[:0:-1]


def test_unknown_job_is_named(queue):
    for number in (0, 7, -1, 2**80):
        with pytest.raises(JobError, match=f"there is no job {number}"):
            queue.show(number)


def test_heartbeat_renews_the_lease(queue, clock):
    queue.enqueue("train", {}, "ana")
    job = queue.claim("one")
    for _ in range(5):
        clock.pass_seconds(29)
        job = queue.heartbeat(job)
        assert queue.claim("two") is None


def test_job_of_a_dead_conductor_is_run_a_second_time(queue, clock):
    queue.enqueue("train", {}, "ana")
    queue.enqueue("tune", {}, "ana")
    first = queue.claim("one")
    clock.pass_seconds(31)
    second = queue.claim("two")
    assert second is not None
    assert (second.id, second.attempts, second.worker) == (first.id, 2, "two")


def test_job_that_outlived_two_conductors_has_failed(queue, clock):
    asked = queue.enqueue("train", {}, "ana")
    for worker in ("one", "two"):
        assert queue.claim(worker) is not None
        clock.pass_seconds(31)
    assert queue.claim("three") is None
    ended = queue.show(asked.id)
    assert (ended.state, ended.message) == (
        "failed",
        "its conductor died 2 times while running it",
    )


def test_conductor_that_lost_its_lease_can_change_nothing(queue, clock):
    queue.enqueue("train", {}, "ana")
    old = queue.claim("one")
    clock.pass_seconds(31)
    new = queue.claim("one")
    for change in (queue.heartbeat, queue.put_back, lambda job: queue.finish(job, DONE)):
        with pytest.raises(LeaseLost, match="job 1 is no longer run by one"):
            change(old)
    assert queue.finish(new, DONE).state == "succeeded"


def test_late_heartbeat_holds_a_lease_that_nobody_took(queue, clock):
    queue.enqueue("train", {}, "ana")
    job = queue.claim("one")
    clock.pass_seconds(100)
    assert queue.heartbeat(job).lease_until == clock.now + timedelta(seconds=30)


def test_job_that_was_put_back_keeps_its_place_and_its_attempts(queue):
    first = queue.enqueue("train", {}, "ana")
    queue.enqueue("tune", {}, "ana")
    back = queue.put_back(queue.claim("one"))
    assert (back.state, back.attempts, back.worker) == ("queued", 0, None)
    again = queue.claim("two")
    assert (again.id, again.attempts) == (first.id, 1)


def test_queued_job_is_cancelled_at_once(queue):
    asked = queue.enqueue("train", {}, "ana")
    assert queue.cancel(asked.id).state == "cancelled"
    assert queue.claim("w") is None


def test_running_job_learns_from_its_heartbeat_that_it_was_cancelled(queue):
    queue.enqueue("train", {}, "ana")
    job = queue.claim("w")
    assert not queue.heartbeat(job).cancel_asked
    assert queue.cancel(job.id).state == "running"
    assert queue.heartbeat(job).cancel_asked


def test_cancelled_job_of_a_dead_conductor_is_not_run_again(queue, clock):
    queue.enqueue("train", {}, "ana")
    job = queue.claim("w")
    queue.cancel(job.id)
    clock.pass_seconds(31)
    assert queue.claim("two") is None
    assert queue.show(job.id).state == "cancelled"


def test_job_that_has_ended_cannot_be_cancelled(queue):
    queue.enqueue("train", {}, "ana")
    job = queue.finish(queue.claim("w"), Outcome.of_exit_code(3))
    with pytest.raises(JobError, match="job 1 has ended already: it was refused"):
        queue.cancel(job.id)


def test_job_of_a_kind_that_waits_is_not_asked_for_twice(queue):
    first = queue.enqueue_unless_waiting("train", {}, "schedule")
    assert first is not None
    assert queue.enqueue_unless_waiting("train", {}, "schedule") is None
    assert queue.enqueue_unless_waiting("tune", {}, "schedule") is not None
    running = queue.claim("w")
    assert queue.enqueue_unless_waiting("train", {}, "schedule") is None
    queue.finish(running, DONE)
    assert queue.enqueue_unless_waiting("train", {}, "schedule") is not None


def test_as_dict_is_json(queue):
    asked = queue.enqueue("train", {"a": [1]}, "ana")
    assert asked.as_dict()["queued_at"] == "2026-03-01T00:00:00+00:00"
    assert asked.as_dict()["arguments"] == {"a": [1]}


def test_threads_that_claim_at_once_get_each_job_once(engine):
    queue = JobQueue(engine)
    ids = [queue.enqueue("train", {}, "ana").id for _ in range(12)]

    def work(worker: str) -> list[int]:
        ran: list[int] = []
        while any(not job.ended for job in queue.list()):
            if job := queue.claim(worker):
                ran.append(queue.finish(job, DONE).id)
        return ran

    with ThreadPoolExecutor(4) as pool:
        ran = [job for each in pool.map(work, "abcd") for job in each]
    assert sorted(ran) == ids


def test_of_several_processes_only_one_gets_the_job(engine):
    asked = JobQueue(engine).enqueue("train", {}, "ana")
    program = (
        "from cinq.database import open_database\n"
        "from cinq.jobs.queue import JobQueue\n"
        f"job = JobQueue(open_database({engine.url.render_as_string()!r})).claim('w')\n"
        "print(job.id if job else '-')\n"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    got = sorted(process.communicate(timeout=60)[0].strip() for process in processes)
    assert got == ["-", "-", str(asked.id)]
