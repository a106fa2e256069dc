"""The conductor: takes jobs, runs them as processes, and loses none."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from cinq.errors import CinqError, DatabaseError
from cinq.jobs.conductor import Conductor
from cinq.jobs.job import Job, Outcome
from cinq.jobs.queue import JobQueue
from cinq.jobs.runner import Halt, JobRunner
from cinq.settings import ConductorSettings

FAST = ConductorSettings(poll_seconds=0.05, lease_seconds=30)


@pytest.fixture
def queue(engine) -> JobQueue:
    return JobQueue(engine)


@contextmanager
def at_work(queue, run, settings=FAST):
    """A conductor at work in a thread; it is asked to stop at the end of the block."""
    stop = threading.Event()
    conductor = Conductor(queue, run, nullcontext(), settings, stop)
    thread = threading.Thread(target=conductor.work)
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


class Watched(JobQueue):
    """A queue whose changes can be awaited."""

    def __init__(self, engine) -> None:
        super().__init__(engine)
        self.ended = threading.Semaphore(0)

    def finish(self, job: Job, outcome: Outcome) -> Job:
        told = super().finish(job, outcome)
        self.ended.release()
        return told

    def await_end(self) -> None:
        assert self.ended.acquire(timeout=20)


@pytest.fixture
def watched(engine) -> Watched:
    return Watched(engine)


def runner(command, tmp_path: Path, stage=None, grace: float = 0.3) -> JobRunner:
    environment = stage.environment if stage else None
    return JobRunner(lambda job: command, tmp_path / "logs", environment, grace)


def test_jobs_run_one_after_another_and_each_has_a_log(watched, python, tmp_path):
    first, second = (watched.enqueue("train", {"n": n}, "ana") for n in (1, 2))
    command = JobRunner(lambda job: python(f"print('number', {job.arguments['n']})"), tmp_path)
    with at_work(watched, command):
        watched.await_end()
        watched.await_end()
    assert watched.show(first.id).state == watched.show(second.id).state == "succeeded"
    assert (tmp_path / f"{first.id}.log").read_text().endswith("number 1\n")
    assert (tmp_path / f"{second.id}.log").read_text().endswith("number 2\n")


def test_refusal_by_the_gate_is_told_as_such(watched, python, tmp_path):
    asked = watched.enqueue("train", {}, "ana")
    command = python("print('refused: rule 1'); raise SystemExit(3)")
    with at_work(watched, runner(command, tmp_path)):
        watched.await_end()
    ended = watched.show(asked.id)
    log = tmp_path / "logs" / f"{asked.id}.log"
    assert (ended.state, ended.exit_code) == ("refused", 3)
    assert ended.message == f"refused: rule 1 (log: {log})"


def test_failure_is_told_with_its_last_line(watched, python, tmp_path):
    asked = watched.enqueue("train", {}, "ana")
    with at_work(watched, runner(python("raise ValueError('broken')"), tmp_path)):
        watched.await_end()
    ended = watched.show(asked.id)
    assert (ended.state, ended.exit_code) == ("failed", 1)
    assert ended.message.startswith("ValueError: broken (log: ")


def test_job_whose_command_cannot_be_built_has_failed(watched, tmp_path):
    def command(job: Job) -> list[str]:
        raise CinqError(f"{job.kind} is no kind of job")

    asked = watched.enqueue("dance", {}, "ana")
    with at_work(watched, JobRunner(command, tmp_path)):
        watched.await_end()
    ended = watched.show(asked.id)
    assert (ended.state, ended.message) == ("failed", "dance is no kind of job")


def test_cancelled_job_is_ended_with_all_it_started(watched, python, stage, is_gone, tmp_path):
    asked = watched.enqueue("train", {}, "ana")
    with at_work(watched, runner(python("family"), tmp_path, stage)):
        pids = stage.expect("parent", "stubborn")
        watched.cancel(asked.id)
        watched.await_end()
        assert all(is_gone(pid, 0) for pid in pids)
    assert watched.show(asked.id).state == "cancelled"


def test_stop_ends_the_running_job_and_queues_it_anew(queue, python, stage, is_gone, tmp_path):
    asked = queue.enqueue("train", {}, "ana")
    with at_work(queue, runner(python("family"), tmp_path, stage)):
        pids = stage.expect("parent", "stubborn")
    assert all(is_gone(pid, 0) for pid in pids)
    back = queue.show(asked.id)
    assert (back.state, back.attempts) == ("queued", 0)
    assert stage.quiet()


def test_job_that_ends_well_while_it_is_stopped_has_succeeded(queue, python, stage, tmp_path):
    asked = queue.enqueue("train", {}, "ana")
    text = "signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\n"
    command = python("obedient", before="import signal, sys\n" + text)
    with at_work(queue, runner(command, tmp_path, stage, grace=20)):
        stage.expect("obedient")
    assert queue.show(asked.id).state == "succeeded"


def test_run_that_takes_longer_than_its_lease_keeps_it(watched, engine, python, stage, tmp_path):
    short = ConductorSettings(poll_seconds=0.05, lease_seconds=0.4)
    held = Watched(engine)
    held._lease = JobQueue(engine, lease_seconds=0.4)._lease
    beats = threading.Semaphore(0)
    renew = held.heartbeat

    def heartbeat(job: Job) -> Job:
        told = renew(job)
        beats.release()
        return told

    held.heartbeat = heartbeat
    asked = held.enqueue("train", {}, "ana")
    with at_work(held, runner(python("obedient"), tmp_path, stage), short):
        (pid,) = stage.expect("obedient")
        for _ in range(6):
            assert beats.acquire(timeout=20)
        assert JobQueue(engine).claim("other") is None
        os.kill(pid, signal.SIGTERM)
        held.await_end()
    assert watched.show(asked.id).attempts == 1


def test_job_that_another_took_over_is_ended_here(engine, queue, python, stage, is_gone, tmp_path):
    taken = threading.Event()

    class Slow(JobQueue):
        def heartbeat(self, job: Job) -> Job:
            assert taken.wait(20)
            return super().heartbeat(job)

    queue.enqueue("train", {}, "ana")
    settings = ConductorSettings(poll_seconds=0.05, lease_seconds=0.2)
    with at_work(
        Slow(engine, lease_seconds=0), runner(python("obedient"), tmp_path, stage), settings
    ):
        (pid,) = stage.expect("obedient")
        other = queue.claim("other")
        taken.set()
        assert is_gone(pid)
    kept = queue.show(other.id)
    assert (kept.state, kept.worker) == ("running", "other")


def test_job_is_ended_before_a_lease_that_cannot_be_renewed_runs_out(
    engine, queue, python, stage, is_gone, tmp_path
):
    class Deaf(JobQueue):
        def heartbeat(self, job: Job) -> Job:
            raise DatabaseError("away")

    queue.enqueue("train", {}, "ana")
    settings = ConductorSettings(poll_seconds=0.05, lease_seconds=0.4)
    with at_work(Deaf(engine), runner(python("obedient"), tmp_path, stage), settings):
        (pid,) = stage.expect("obedient")
        assert is_gone(pid)


def test_database_that_is_away_is_waited_for(engine, python, tmp_path):
    class Away(Watched):
        failures = 3

        def claim(self, worker: str) -> Job | None:
            if self.failures:
                self.failures -= 1
                raise DatabaseError("away")
            return super().claim(worker)

    queue = Away(engine)
    asked = queue.enqueue("train", {}, "ana")
    with at_work(queue, runner(python("pass"), tmp_path)):
        queue.await_end()
    assert queue.show(asked.id).state == "succeeded"


def test_fault_of_ours_fails_the_job_and_is_not_hidden(queue):
    asked = queue.enqueue("train", {}, "ana")

    def run(job: Job, halt: Halt) -> Outcome:
        raise ZeroDivisionError

    conductor = Conductor(queue, run, nullcontext(), FAST, threading.Event())
    with pytest.raises(ZeroDivisionError):
        conductor.work()
    assert queue.show(asked.id).state == "failed"


def test_schedule_is_entered_while_the_conductor_works(queue):
    seen = []

    @contextmanager
    def schedule():
        seen.append("begins")
        yield
        seen.append("ends")

    stop = threading.Event()
    stop.set()
    Conductor(queue, lambda job, halt: Outcome("failed"), schedule(), FAST, stop).work()
    assert seen == ["begins", "ends"]


def test_job_ends_with_a_conductor_that_is_killed_and_is_run_again(
    engine, queue, python, stage, is_gone, tmp_path
):
    asked = queue.enqueue("train", {}, "ana")
    text = (
        "import threading\n"
        "from contextlib import nullcontext\n"
        "from pathlib import Path\n"
        "from cinq.database import open_database\n"
        "from cinq.jobs.conductor import Conductor\n"
        "from cinq.jobs.queue import JobQueue\n"
        "from cinq.jobs.runner import JobRunner\n"
        "from cinq.settings import ConductorSettings\n"
        f"queue = JobQueue(open_database({engine.url.render_as_string()!r}), lease_seconds=0.5)\n"
        f"run = JobRunner(lambda job: {python('family')!r}, Path({str(tmp_path)!r}), None, 0.3)\n"
        "settings = ConductorSettings(poll_seconds=0.1, lease_seconds=0.5)\n"
        "Conductor(queue, run, nullcontext(), settings, threading.Event()).work()\n"
    )
    conductor = subprocess.Popen([sys.executable, "-c", text], env=stage.environment)
    pids = stage.expect("parent", "stubborn")
    conductor.kill()
    conductor.wait()
    assert all(is_gone(pid) for pid in pids)
    watched = Watched(engine)
    with at_work(watched, runner(python("pass"), tmp_path)):
        watched.await_end()
    ended = queue.show(asked.id)
    assert (ended.state, ended.attempts) == ("succeeded", 2)
