"""A job that released something before its conductor died is not run again."""

from cinq.conducting.only_once import OnlyOnce, reason_of
from cinq.jobs.job import Outcome
from cinq.jobs.runner import Halt
from cinq.releases.ledger import Ledger

from .test_figures import release


def test_job_that_has_released_is_done(world):
    ledger = Ledger(world.engine, world.clock)
    job = world.queue.enqueue("train", {}, "ana")
    ran, mended = [], []

    def run(job, halt):
        ran.append(job.id)
        return Outcome("succeeded", 0)

    once = OnlyOnce(run, ledger, mended.append)
    assert once(job, Halt()).state == "succeeded"
    ledger.publish(
        model_version="4",
        artefact="/models/4",
        digest="4",
        dataset="demo",
        data_version="1",
        decision={},
        actor="ana",
        reason=reason_of(job),
    )
    outcome = once(job, Halt())
    assert (outcome.state, outcome.message) == (
        "succeeded",
        "release 1 was made at an earlier attempt",
    )
    assert ran == [job.id]
    assert [made.number for made in mended] == [1]


def test_releases_of_others_do_not_count(world):
    ledger = Ledger(world.engine, world.clock)
    release(ledger, "1")
    ran = []

    def run(job, halt):
        ran.append(job.id)
        return Outcome("succeeded", 0)

    job = world.queue.enqueue("train", {}, "ana")
    OnlyOnce(run, ledger, lambda _: None)(job, Halt())
    assert ran == [job.id]


def test_rollback_keeps_the_reason_that_was_given(world):
    job = world.queue.enqueue("rollback", {}, "ana")
    assert reason_of(job, "dull lists") == f"dull lists (job {job.id})"
