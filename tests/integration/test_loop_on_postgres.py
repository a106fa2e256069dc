"""The closed loop where conductors, servers and pipelines share a PostgreSQL."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from cinq.accounts import Accounts, Passwords, SessionRules
from cinq.accounts.pseudonyms import pseudonym
from cinq.conducting.hooks import limits_of
from cinq.database import open_database, reading
from cinq.jobs.job import Outcome
from cinq.jobs.schedule import Schedule
from cinq.learning import read_voices
from cinq.learning.tombstones import clear, tombstones
from cinq.releases.ledger import Ledger
from cinq.settings import ConductorSettings
from cinq.traffic.book import Bounds, first_served, last_served, prune, write_served
from cinq.traffic.findings import keep_findings, newest_findings
from cinq.traffic.sample import Served
from cinq.web.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, signed_headers
from tests.conducting.conftest import NOON, RULES, SECRETS, World, alert, group
from tests.conducting.found import SHARES, findings
from tests.conducting.test_figures import release

pytestmark = pytest.mark.integration

KEY = b"k" * 32


@pytest.fixture
def worlds(cluster, request):
    """Two conductors on one database."""
    url = cluster.new_database(request.node.name[-60:])
    engines = [open_database(url) for _ in range(2)]
    yield [World(engine, ConductorSettings(alerts=RULES)) for engine in engines]
    for engine in engines:
        engine.dispose()


@pytest.fixture
def engine(worlds):
    return worlds[0].engine


def signed(world: World, reason: str) -> str:
    """Send a signed hook; gives what came of it."""
    body = json.dumps({"ask": "train", "reason": reason}).encode()
    headers = signed_headers(SECRETS.signing, int(NOON.timestamp()), body)
    return world.desk.signed(body, headers[SIGNATURE_HEADER], headers[TIMESTAMP_HEADER]).outcome


def told(world: World) -> str:
    """Send Alertmanager's hook; gives what came of it."""
    return world.desk.alertmanager(
        json.dumps(group(alert())).encode(), f"Bearer {SECRETS.token}"
    ).outcome


def test_twenty_hooks_of_either_kind_to_two_conductors_are_one_run(worlds):
    def send(number: int) -> str:
        world = worlds[number % 2]
        return told(world) if number % 4 < 2 else signed(world, str(number))

    with ThreadPoolExecutor(20) as threads:
        came_to = list(threads.map(send, range(20)))
    assert came_to.count("started") == 1
    assert set(came_to) <= {"started", "joined", "repeated"}
    assert worlds[0].jobs == ["train"]
    for world in worlds:
        world.book.flush()
    counted = worlds[0].book.counts()
    assert sum(number for (kind, _), number in counted.items() if kind == "signed") == 10
    assert sum(counted.values()) == 20


def test_the_same_signed_hook_to_two_conductors_counts_once(worlds):
    with ThreadPoolExecutor(10) as threads:
        came_to = list(threads.map(lambda number: signed(worlds[number % 2], "x"), range(10)))
    assert sorted(came_to) == ["replayed"] * 9 + ["started"]
    assert worlds[1].jobs == ["train"]


def test_two_conductors_keep_one_schedule(worlds):
    limits, clock = limits_of(worlds[0].settings), worlds[0].clock
    schedules = [
        Schedule(world.engine, {"monitor": "every 6 hours"}, limits, lambda *_: None, clock)
        for world in worlds
    ]
    for schedule in schedules:
        assert schedule.planned() == {"monitor": NOON + timedelta(hours=6)}
    clock.move(days=2)
    with ThreadPoolExecutor(2) as threads:
        asked = list(threads.map(lambda schedule: schedule.fire("monitor"), schedules))
    assert asked.count(None) == 1
    assert worlds[0].jobs == ["monitor"]


def test_cooldown_and_figures_are_read_as_they_were_written(worlds):
    world = worlds[0]
    assert told(world) == "started"
    job = world.queue.claim("test")
    assert job is not None
    world.queue.finish(job, Outcome("refused", 3, "rule 1", 60.0))
    Ledger(world.engine, world.clock).note_refusal(
        model_version="9",
        dataset="demo",
        data_version="1",
        actor=job.asked_by,
        reason=f"job {job.id}",
        reasons=["rule 1"],
    )
    assert signed(world, "again") == "cooldown"
    figures = world.figures()
    assert figures["cinq_jobs_total", "train", "refused"] == 1
    assert figures["cinq_gate_decisions_total", "refused"] == 1
    assert figures["cinq_gate_refusals_in_a_row",] == 1
    assert figures["cinq_hooks_total", "signed", "cooldown"] == 1
    assert worlds[1].figures() == figures


def test_what_monitoring_found_is_told(worlds, engine):
    for version in ("1", "2", "3"):
        release(Ledger(engine), version)
    found = findings(SHARES)
    keep_findings(engine, found)
    assert newest_findings(worlds[1].engine) == found
    assert worlds[1].figures()["cinq_drift_level", "genres"] == 2


def test_sample_of_what_was_served_is_kept_within_its_bounds(engine):
    rows = [
        Served(NOON + timedelta(hours=hour), "demo", 1, "1", "hybrid", [2**62, 3], 0, [4], [0.5])
        for hour in range(100)
    ]
    write_served(engine, rows)
    assert last_served(engine, 1, 10, until=NOON + timedelta(hours=50)) == rows[40:50]
    assert prune(engine, Bounds(days=1, rows=50, first=20), NOON + timedelta(hours=99)) == 55
    assert first_served(engine, 1, 100) == rows[:20] + rows[75:]


def test_account_that_left_says_nothing_to_the_next_training_but_that_it_left(engine):
    rules = SessionRules(timedelta(days=1), timedelta(days=1))
    accounts = Accounts(engine, rules, passwords=Passwords(8, 1))
    people = {name: accounts.sign_up(name, "five quiet lanterns") for name in ("Ana", "Ben")}
    for person in people.values():
        accounts.set_favourites(person, "demo", [1, 2**62])
    accounts.delete(people["Ana"])
    with reading(engine) as session:
        found, gone = read_voices(session, "demo", KEY), tombstones(session)
    assert found.people.tolist() == [pseudonym(KEY, people["Ben"].id)]
    assert sorted(found.film_ids.tolist()) == [1, 2**62]
    assert len(gone) == 1
    clear(engine, gone)
    with reading(engine) as session:
        assert tombstones(session) == []
