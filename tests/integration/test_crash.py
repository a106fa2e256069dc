"""A conductor killed in mid-training: the next one ends what it began, and releases once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from cinq.database import open_database
from cinq.environment import arguments_as_environment
from cinq.jobs.queue import JobQueue
from cinq.releases.ledger import Ledger
from tests.conducting.listeners import Slack
from tests.integration.product import ROOT, environment_of, free_port, processes_of
from tests.integration.small_world import QUICK, declare, write_archive

pytestmark = pytest.mark.integration

LONG = bool(os.environ.get("CINQ_LONG"))
SECONDS = 400


def until(probe: Callable[[], object], what: str) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + SECONDS
    while not probe():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


@pytest.fixture
def slack() -> Iterator[Slack]:
    made = Slack()
    yield made
    made.close()


@contextmanager
def conductor(home: Path, slack: Slack, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A conductor at work on a home, with a short lease."""
    address = home.parent / "slack"
    address.write_text(slack.url)
    told = {
        "conductor.port": port,
        "conductor.lease_seconds": 3,
        "notify.slack_url_file": str(address),
        **QUICK,
    }
    log = (home.parent / "conductor.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "conduct"],
        env=environment_of(home, **arguments_as_environment(told)),
        cwd=ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)
        log.close()


JUDGING, RELEASED = "measuring the rating error", "serves from now on"
MOMENTS = ("fitting", JUDGING, "building the Bento", RELEASED) if LONG else (JUDGING,)
"""What the training says when its conductor is killed."""


@pytest.mark.parametrize("moment", MOMENTS)
def test_training_of_a_killed_conductor_is_ended_by_the_next_and_released_once(
    tmp_path, moment, slack
):
    port = free_port()
    home = tmp_path / "home"
    home.mkdir()
    write_archive(tmp_path / "small.zip")
    dataset = declare(tmp_path, "small", "small.zip")
    database = open_database(f"sqlite:///{home / 'cinq.db'}")
    queue, ledger = JobQueue(database), Ledger(database)
    job = queue.enqueue("train", {"dataset": str(dataset)}, "ana")
    log = home / "logs" / "jobs" / f"{job.id}.log"

    with conductor(home, slack, port) as first:
        until(lambda: log.is_file() and moment in log.read_text(), f"it says {moment}")
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    until(lambda: not any("cli train" in line for line in processes_of(home)), "it leaves nothing")
    released = ledger.newest() is not None
    with conductor(home, slack, port):
        until(lambda: queue.show(job.id).ended, "the second attempt ends")
        figures = httpx2.get(f"http://127.0.0.1:{port}/metrics").text
        _, post = slack.posts.get(timeout=20)
    ended = queue.show(job.id)
    assert (ended.state, ended.attempts) == ("succeeded", 2), log.read_text()
    assert [release.reason for release in ledger.history()] == [f"job {job.id}"]
    assert ended.processor_seconds > 1
    assert released == (moment == RELEASED)
    told = (tmp_path / "conductor.log").read_text()
    assert f"job {job.id} (train) begins, attempt 2" in told
    assert "Cinq: a new model was trained and released" in told
    assert "Cinq: a new model was trained and released" in post["text"]
    assert slack.posts.empty()
    assert 'cinq_jobs_total{kind="train",outcome="succeeded"} 1.0' in figures
    assert 'cinq_gate_decisions_total{decision="released"} 1.0' in figures
    if moment == JUDGING:  # what was done before is not done again
        last = (home / "logs" / "train.log").read_text().rpartition("INFO cinq.pipelines: ")[2]
        assert "prepare unchanged" in last
        assert "train unchanged" in last
    database.dispose()
