"""What the conductor tells at a scrape comes from the database and is the same after a restart."""

from datetime import timedelta

from cinq.accounts import Accounts, SessionRules
from cinq.conducting.figures import samples
from cinq.conducting.hooks import limits_of
from cinq.feedback import FeedbackBook
from cinq.measures import JOB_INTERVAL, Sample
from cinq.releases.ledger import Ledger
from cinq.traffic.findings import keep_findings
from cinq.wire import FeedbackRequest

from .conftest import NOON, alert, group
from .found import findings
from .test_limits import ask


def release(ledger: Ledger, version: str) -> None:
    ledger.publish(
        model_version=version,
        artefact=f"/models/{version}",
        digest=version,
        dataset="demo",
        data_version="1",
        decision={},
        actor="ana",
        reason="test",
    )


def refuse(ledger: Ledger) -> None:
    ledger.note_refusal(
        model_version="9",
        dataset="demo",
        data_version="1",
        actor="ana",
        reason="test",
        reasons=["rule 1"],
    )


def test_jobs_are_counted_by_kind_and_end(make_world):
    world = make_world(cooldown_hours=0)
    for state in ("succeeded", "succeeded", "failed"):
        assert ask(world) == "started"
        world.run(state)
    assert ask(world) == "started"
    figures = world.figures()
    assert figures["cinq_jobs_total", "train", "succeeded"] == 2
    assert figures["cinq_jobs_total", "train", "failed"] == 1
    assert figures["cinq_jobs_total", "monitor", "failed"] == 0
    assert figures["cinq_jobs_waiting",] == 1
    last = figures["cinq_job_last_success_timestamp_seconds", "train"]
    assert last == NOON.timestamp() + 20 * 60
    assert figures["cinq_training_budget_left",] == world.settings.max_trainings_a_week - 3


def test_gate_is_counted_by_decision_and_refusals_in_a_row(world):
    ledger = Ledger(world.engine, world.clock)
    for _ in range(2):
        refuse(ledger)
        world.clock.move(minutes=1)
    assert world.figures()["cinq_gate_refusals_in_a_row",] == 2
    release(ledger, "1")
    world.clock.move(minutes=1)
    release(ledger, "2")
    world.clock.move(minutes=1)
    refuse(ledger)
    world.clock.move(minutes=1)
    ledger.rollback(actor="ana", reason="test")
    figures = world.figures()
    assert figures["cinq_gate_decisions_total", "released"] == 2
    assert figures["cinq_gate_decisions_total", "refused"] == 3
    assert figures["cinq_gate_refusals_in_a_row",] == 1
    assert figures["cinq_ledger_release",] == 3


def test_hooks_are_counted_also_over_a_restart(world, make_world, post):
    post.alertmanager(group(alert()))
    post.alertmanager(group(alert()), "wrong")
    before = world.figures()
    assert before["cinq_hooks_total", "alertmanager", "started"] == 1
    assert before["cinq_hooks_total", "alertmanager", "forged"] == 1
    assert before["cinq_hooks_total", "signed", "replayed"] == 0
    assert make_world().figures() == before


def test_counts_are_written_down_while_nobody_scrapes(world, make_world):
    with world.book.kept():
        world.book.count("signed", "forged")
    assert make_world().counted("signed") == {"forged": 1}


def test_intervals_of_the_schedule_are_told(world):
    found = samples(world.engine, world.book, limits_of(world.settings), {"monitor": 3600.0})
    assert Sample(JOB_INTERVAL, 3600.0, ("monitor",)) in found


def test_newest_monitoring_is_told_until_another_release_serves(world):
    ledger, drifting = Ledger(world.engine, world.clock), ("cinq_drift_level", "genres")
    for version in ("1", "2", "3"):
        release(ledger, version)
    keep_findings(world.engine, findings(()).model_copy(update={"features": ()}))
    keep_findings(world.engine, findings(()))
    assert world.figures()[drifting] == 2
    ledger.rollback(actor="ana", reason="test")
    figures = world.figures()
    assert drifting not in figures
    assert figures["cinq_monitored_timestamp_seconds",] == 1796126400


def test_newest_word_of_anybody_is_told(world):
    newest = ("cinq_data_newest_timestamp_seconds",)
    assert newest not in world.figures()
    accounts = Accounts(
        world.engine, SessionRules(timedelta(days=1), timedelta(days=1)), clock=world.clock
    )
    ana = accounts.sign_up("Ana", "five quiet lanterns")
    assert newest not in world.figures()
    accounts.set_favourites(ana, "demo", [1, 2])
    assert world.figures()[newest] == NOON.timestamp()
    book = FeedbackBook(world.engine, world.clock)
    for minutes in (10, 20):
        world.clock.move(minutes=10)
        book.record(FeedbackRequest(film_id=minutes, kind="liked", subject="Bo"), "demo")
    assert world.figures()[newest] == NOON.timestamp() + 20 * 60
