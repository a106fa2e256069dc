"""What admins ask for becomes a job, and the answer says if somebody will run it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine

from cinq import wire
from cinq.console.conduct import command_of
from cinq.database import connect, open_database
from cinq.errors import DatabaseError, NoDatabase, UnknownJob
from cinq.jobs.job import Outcome
from cinq.jobs.queue import JobQueue
from cinq.serving.admin import AdminDesk, refreshed
from cinq.serving.sources import Identity, ServedModel
from tests.serving.worlds import bundle

ASKED_BY = "operator (8c1f02aa)"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_database(f"sqlite:///{tmp_path / 'cinq.db'}")
    yield made
    made.dispose()


@pytest.fixture
def desk(engine: Engine) -> AdminDesk:
    return AdminDesk(engine, 30)


@pytest.fixture
def queue(engine: Engine) -> JobQueue:
    return JobQueue(engine, 30)


def train(**fields: object) -> wire.TrainJobRequest:
    return wire.TrainJobRequest.model_validate({"request_id": "r", **fields})


def test_a_training_is_queued_under_the_name_of_the_key(desk, queue):
    answer = desk.train(train(dataset="demo", seed=3), ASKED_BY)
    job = queue.show(answer.job.job_id)
    assert (job.kind, job.arguments) == ("train", {"dataset": "demo", "seed": 3})
    assert (answer.job.state, answer.job.asked_by) == ("queued", ASKED_BY)
    assert (answer.new, answer.request_id) == (True, "r")


def test_who_a_program_asks_for_is_kept_beside_its_key(desk, queue):
    request = wire.RollbackJobRequest.model_validate({"to": 2, "asked_by": "Ada; --debug"})
    job = queue.show(desk.rollback(request, ASKED_BY).job.job_id)
    assert job.asked_by == f"Ada; --debug by {ASKED_BY}"
    assert f"--asked-by={job.asked_by}" in command_of(job)


@pytest.mark.parametrize("asked_by", ["", "x" * 61, "a\nb", 7])
def test_who_is_asked_for_has_a_short_name_of_one_line(asked_by):
    with pytest.raises(ValidationError):
        wire.RollbackJobRequest.model_validate({"asked_by": asked_by})


def test_without_a_conductor_it_stays_queued_and_the_answer_says_so(desk, queue):
    alone = desk.train(train(), ASKED_BY)
    assert not alone.conductor
    assert "stays queued until `cinq conduct` runs" in alone.note
    queue.presence.note("one")
    attended = desk.job(wire.JobRequest(job_id=alone.job.job_id))
    assert attended.conductor
    assert "will run it" in attended.note


def test_asked_twice_it_is_one_job_until_that_has_ended(desk, queue):
    first, again = (desk.train(train(seed=1), ASKED_BY) for _ in range(2))
    assert (again.job.job_id, again.new) == (first.job.job_id, False)
    queue.finish(queue.claim("one"), Outcome("refused", 3, "rule 1"))
    third = desk.train(train(seed=1), ASKED_BY)
    assert third.new
    ended = desk.job(wire.JobRequest(job_id=first.job.job_id))
    assert (ended.job.state, ended.job.exit_code, ended.job.message) == ("refused", 3, "rule 1")
    assert (ended.new, ended.note) == (False, "")


def test_every_job_is_one_that_the_conductor_knows(desk, queue):
    answers = [
        desk.train(train(dataset="demo"), ASKED_BY),
        desk.tune(wire.TuneJobRequest(model="ease", trials=2), ASKED_BY),
        desk.rollback(wire.RollbackJobRequest(to=1, reason="dull"), ASKED_BY),
        desk.rollback(wire.RollbackJobRequest(), ASKED_BY),
    ]
    commands = [command_of(queue.show(answer.job.job_id))[3:] for answer in answers]
    assert [command[0] for command in commands] == ["train", "tune", "models", "models"]
    assert all(answer.new for answer in answers)


def test_a_job_that_is_not_there_is_named(desk):
    with pytest.raises(UnknownJob, match="no job 7"):
        desk.job(wire.JobRequest(job_id=7))


def test_a_bento_on_its_own_has_no_jobs_and_says_how_to_get_some():
    with pytest.raises(NoDatabase, match="CINQ_HOME"):
        AdminDesk(None, 30).train(train(), ASKED_BY)


def test_a_database_that_nobody_made_yet_is_told_and_not_made_here(tmp_path):
    file = tmp_path / "cinq.db"
    desk = AdminDesk(connect(f"sqlite:///{file}"), 30)
    with pytest.raises(DatabaseError, match="not set up"):
        desk.train(train(), ASKED_BY)
    assert not file.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"dataset": "/etc/passwd"},
        {"dataset": "../secret.yaml"},
        {"dataset": "--set=gate.mode=superior"},
        {"dataset": "demo\n"},
        {"seed": -1},
        {"set": {"gate.mode": "superior"}},
    ],
)
def test_no_file_no_option_and_no_setting_gets_in_by_a_training(fields):
    with pytest.raises(ValidationError):
        train(**fields)


@pytest.mark.parametrize("reason", ["two\nlines", "\x1b[2J", "x" * 201])
def test_a_reason_is_one_line_of_text(reason):
    with pytest.raises(ValidationError):
        wire.RollbackJobRequest(reason=reason)


class Following:
    """Finds a release at its first look."""

    def __init__(self) -> None:
        self.looks = 0

    @property
    def served(self) -> ServedModel:
        identity = Identity(self.looks, "7", None, "0" * 64, {})
        return ServedModel(bundle(3), identity, "ledger")

    def refresh(self) -> bool:
        self.looks += 1
        return self.looks == 1


def test_a_refresh_tells_what_serves_then_and_whether_it_is_new():
    follower, request = Following(), wire.RefreshRequest(request_id="r")
    first, second = refreshed(follower, request), refreshed(follower, request)
    assert (first.changed, first.release, first.model_version) == (True, 1, "7")
    assert (second.changed, second.request_id) == (False, "r")
