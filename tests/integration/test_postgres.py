"""Accounts, releases and jobs on a real PostgreSQL, started for these tests alone."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, text

import cinq.accounts.page_tables
import cinq.accounts.tables
import cinq.conducting.tables
import cinq.experiments.tables
import cinq.feedback.tables
import cinq.jobs.tables
import cinq.keys.tables
import cinq.releases.tables
import cinq.traffic.tables
from cinq import wire
from cinq.accounts import Accounts, NameTaken, NotSignedIn, Passwords, SessionRules
from cinq.database import Table, open_database, reading
from cinq.errors import DatabaseError, KeyReused, UnknownAccount
from cinq.feedback import FeedbackBook, read_opinions
from cinq.jobs.job import Outcome
from cinq.jobs.queue import JobQueue
from cinq.migrations.upgrade import VERSION_TABLE, revisions
from cinq.releases.ledger import Ledger
from cinq.releases.release import Release
from tests.integration.postgres import Cluster

pytestmark = pytest.mark.integration

TABLES = (
    cinq.accounts.page_tables,
    cinq.accounts.tables,
    cinq.conducting.tables,
    cinq.feedback.tables,
    cinq.experiments.tables,
    cinq.jobs.tables,
    cinq.keys.tables,
    cinq.releases.tables,
    cinq.traffic.tables,
)
PASSWORD = "five quiet lanterns"
RULES = SessionRules(timedelta(hours=336), timedelta(hours=72))


@pytest.fixture
def url(cluster: Cluster, request: pytest.FixtureRequest) -> str:
    return cluster.new_database(request.node.name[-60:])


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = open_database(url)
    yield made
    made.dispose()


def publish(ledger: Ledger, version: str) -> Release:
    return ledger.publish(
        model_version=version,
        artefact=f"/models/{version}",
        digest=f"digest of {version}",
        dataset="demo",
        data_version="data 1",
        decision={"released": True},
        actor="ana",
        reason="better",
    )


def test_migrated_schema_is_that_of_the_tables(engine):
    with engine.connect() as connection:
        options = {"compare_type": True, "version_table": VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Table.metadata) == []


def test_processes_may_open_an_empty_database_at_once(url):
    program = f"from cinq.database import open_database\nopen_database({url!r})"
    processes = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]


def test_database_is_shared_with_others_who_migrate_theirs(url):
    others = create_engine(url)
    with others.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num text)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('theirs')"))
    ours = open_database(url)
    with others.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "theirs"
        ours_now = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))
    assert ours_now == revisions()[-1]
    others.dispose()
    ours.dispose()


def test_newer_schema_is_refused(engine, url):
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match="has schema 9999"):
        open_database(url)


def test_database_that_is_not_there_is_told_in_one_line(cluster):
    with pytest.raises(DatabaseError, match='database "nowhere" does not exist') as caught:
        open_database(cluster.url("nowhere"))
    assert "\n" not in str(caught.value)


def test_accounts_work(engine):
    accounts = Accounts(engine, RULES, passwords=Passwords(8, 1))
    ana = accounts.sign_up("Ana", PASSWORD)
    with pytest.raises(NameTaken):
        accounts.sign_up("ANA", PASSWORD)
    token = accounts.sign_in("ana", PASSWORD)
    accounts.set_favourites(ana, "demo", [2**62, 3, 1])
    accounts.set_favourites(ana, "demo", [1, 2**62])
    assert accounts.who(token) == ana
    assert ana.created_at.tzinfo == UTC
    assert accounts.favourites(ana, "demo") == [1, 2**62]
    assert accounts.export(ana)["favourites"] == {"demo": [1, 2**62]}
    accounts.delete(ana)
    with pytest.raises(NotSignedIn):
        accounts.who(token)
    with pytest.raises(NotSignedIn):
        accounts.set_favourites(ana, "demo", [1])


def test_feedback_under_one_key_counts_once_however_many_send_it_at_once(engine):
    ana = Accounts(engine, RULES, passwords=Passwords(8, 1)).sign_up("Ana", PASSWORD)
    book = FeedbackBook(engine)
    request = wire.FeedbackRequest(
        film_id=2**62, kind="liked", account=ana.id, idempotency_key="k", request_id="r"
    )
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: book.record(request, "demo"), range(8)))
    assert len({answer.feedback_id for answer in answers}) == 1
    assert len(book.of_account(ana.id)) == 1
    with pytest.raises(KeyReused):
        book.record(request.model_copy(update={"kind": "seen"}), "demo")
    with reading(engine) as session:
        assert read_opinions(session, "demo", b"key").film_ids.tolist() == [2**62]
    Accounts(engine, RULES).delete(ana)
    with reading(engine) as session:
        assert len(read_opinions(session, "demo", b"key")) == 0
    with pytest.raises(UnknownAccount):
        book.record(request.model_copy(update={"idempotency_key": None}), "demo")


def test_of_several_who_want_a_name_at_once_one_gets_it(engine):
    accounts = Accounts(engine, RULES, passwords=Passwords(8, 1))

    def sign_up(name: str) -> bool:
        try:
            accounts.sign_up(name, PASSWORD)
        except NameTaken:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(sign_up, ["bea", "BEA", "Bea", "bEa"])) == 1


def test_publishers_at_the_same_time_get_a_number_each(engine):
    ledger = Ledger(engine)
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda n: publish(ledger, str(n)).number, range(20)))
    assert sorted(numbers) == list(range(1, 21))
    times = [release.released_at for release in reversed(ledger.history())]
    assert times == sorted(times)
    assert ledger.at(datetime.now(UTC) + timedelta(minutes=5)) == ledger.newest()


def test_rollback_works(engine):
    ledger = Ledger(engine)
    publish(ledger, "1")
    publish(ledger, "2")
    assert ledger.rollback(actor="bea", reason="").model_version == "1"
    assert ledger.newest().decision == {"released": True, "rolled_back_to": 1}


def test_conductors_that_claim_at_once_get_each_job_once(engine, url):
    ids = [JobQueue(engine).enqueue("train", {"n": n}, "ana").id for n in range(12)]
    others = open_database(url)

    def work(worker: str) -> list[int]:
        queue, ran = JobQueue(others if worker in "ab" else engine), []
        while any(not job.ended for job in queue.list()):
            if job := queue.claim(worker):
                with reading(engine) as session:
                    running = text("SELECT count(*) FROM cinq_jobs WHERE state = 'running'")
                    assert session.scalar(running) == 1
                ran.append(queue.finish(queue.heartbeat(job), Outcome.of_exit_code(0)).id)
        return ran

    with ThreadPoolExecutor(4) as pool:
        ran = [job for each in pool.map(work, "abcd") for job in each]
    assert sorted(ran) == ids
    others.dispose()


def test_job_of_a_dead_conductor_is_run_once_more(engine):
    dying, living = JobQueue(engine, lease_seconds=0), JobQueue(engine)
    asked = living.enqueue("train", {}, "ana")
    dying.claim("one")
    assert living.claim("two").attempts == 2
    assert living.show(asked.id).worker == "two"


def test_server_that_went_away_is_told_and_found_again(cluster, engine):
    ledger = Ledger(engine)
    publish(ledger, "1")
    cluster.stop()
    with pytest.raises(DatabaseError, match="CINQ_DATABASE_URL") as caught:
        ledger.newest()
    assert "\n" not in str(caught.value)
    cluster.start()
    assert ledger.newest().number == 1
