"""The database: made and migrated by whoever opens it first, and honest about trouble."""

import sqlite3
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import exc, select, text

import cinq.conducting.tables
import cinq.experiments.tables
import cinq.feedback.tables
import cinq.jobs.tables
import cinq.keys.tables
import cinq.releases.tables
import cinq.traffic.tables
from cinq.accounts.tables import PersonRow, SessionRow
from cinq.database import Table, connect, open_database, reading, writing
from cinq.errors import DatabaseError, SettingsError
from cinq.migrations.upgrade import VERSION_TABLE, revisions

TABLES = (
    cinq.conducting.tables,
    cinq.experiments.tables,
    cinq.feedback.tables,
    cinq.jobs.tables,
    cinq.keys.tables,
    cinq.releases.tables,
    cinq.traffic.tables,
)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def url(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'home' / 'cinq.db'}"


@pytest.fixture
def engine(url):
    made = open_database(url)
    yield made
    made.dispose()


def person(name: str = "ana", created_at: datetime = NOON) -> PersonRow:
    return PersonRow(name=name, name_key=name, password_hash="-", created_at=created_at)


def test_migrated_schema_is_that_of_the_tables(engine):
    with engine.connect() as connection:
        options = {"compare_type": True, "version_table": VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Table.metadata) == []


def test_every_table_bears_our_prefix():
    assert all(name.startswith("cinq_") for name in Table.metadata.tables)
    assert VERSION_TABLE.startswith("cinq_")


def test_file_is_for_its_owner_only(engine, tmp_path):
    mode = (tmp_path / "home" / "cinq.db").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_sqlite_keeps_its_rollback_journal_and_foreign_keys(engine):
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "delete"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_opening_again_changes_nothing_and_imports_no_alembic(engine, url):
    with writing(engine) as session:
        session.add(person())
    check = (
        "import sys\nfrom cinq.database import open_database\n"
        f"open_database({url!r})\nassert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", check], check=True)
    with reading(engine) as session:
        assert session.scalars(select(PersonRow.name)).all() == ["ana"]


def test_opening_leaves_logging_alone(url):
    check = (
        f"import logging\nfrom cinq.database import open_database\nopen_database({url!r})\n"
        "assert not logging.getLogger().handlers\n"
        "assert logging.getLogger('alembic').level == logging.NOTSET\n"
    )
    done = subprocess.run([sys.executable, "-c", check], check=True, capture_output=True)
    assert done.stdout + done.stderr == b""


def test_processes_may_open_an_empty_database_at_once(url):
    program = f"from cinq.database import open_database\nopen_database({url!r})"
    processes = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    with open_database(url).connect() as connection:
        versions = connection.scalars(text(f"SELECT version_num FROM {VERSION_TABLE}")).all()
    assert versions == [revisions()[-1]]


def test_threads_may_make_databases_of_their_own_at_once(tmp_path):
    together = threading.Barrier(8)

    def make(place):
        together.wait()
        open_database(f"sqlite:///{tmp_path / str(place)}.db").dispose()

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(make, range(8))) == [None] * 8


def test_newer_schema_is_refused_in_one_line(engine, url):
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match=r"has schema 9999, .* install a newer Cinq") as caught:
        open_database(url)
    assert "\n" not in str(caught.value)


def test_file_that_is_no_database_is_told(tmp_path):
    file = tmp_path / "cinq.db"
    file.write_bytes(b"no database at all" * 100)
    with pytest.raises(DatabaseError, match="file is not a database"):
        open_database(f"sqlite:///{file}")


def test_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseError, match=r"cannot be made"):
        open_database(f"sqlite:///{tmp_path / 'file' / 'cinq.db'}")


def test_server_that_does_not_answer_is_told_without_its_password(free_port):
    url = f"postgresql+psycopg://ana:secret@127.0.0.1:{free_port}/cinq"
    with pytest.raises(DatabaseError) as caught:
        open_database(url)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.fixture
def free_port() -> int:
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("cinq.db", "malformed"),
        ("", "malformed"),
        ("mysql://somewhere/cinq", "mysql is not supported"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("postgresql://host:port/cinq", "malformed"),
    ],
)
def test_url_that_cannot_be_used_is_refused(url, said):
    with pytest.raises(SettingsError, match=said):
        connect(url)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_is_reached_through_psycopg(scheme):
    assert connect(f"{scheme}://host/cinq").driver == "psycopg"


def test_writing_keeps_all_or_nothing(engine):
    def fail_halfway() -> None:
        with writing(engine) as session:
            session.add(person())
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    with reading(engine) as session:
        assert session.scalars(select(PersonRow)).all() == []


def test_broken_constraint_passes_as_it_is(engine):
    def twice() -> None:
        with writing(engine) as session:
            session.add_all([person(), person()])

    with pytest.raises(exc.IntegrityError):
        twice()


def test_foreign_keys_hold(engine):
    stray = SessionRow(
        token_hash="t", person_id=person().id, created_at=NOON, seen_at=NOON, expires_at=NOON
    )
    stray.person_id = PersonRow.id.type.python_type(int=1)

    def add() -> None:
        with writing(engine) as session:
            session.add(stray)

    with pytest.raises(exc.IntegrityError):
        add()


def test_writers_wait_for_each_other_at_their_beginning(engine):
    inside, order = threading.Event(), []

    def second() -> None:
        inside.wait(20)
        with writing(engine) as session:
            session.add(person("second"))
            session.flush()
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with writing(engine) as session:
        session.add(person("first"))
        session.flush()
        inside.set()
        with reading(engine) as reader:
            assert reader.scalars(select(PersonRow)).all() == []
        order.append("first")
    thread.join(20)
    assert order == ["first", "second"]


def test_locked_database_is_told(engine, url, monkeypatch):
    monkeypatch.setattr("cinq.database.BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(url.removeprefix("sqlite:///"))
    holder.execute("BEGIN EXCLUSIVE")

    def write() -> None:
        with writing(connect(url)) as session:
            session.add(person())

    try:
        with pytest.raises(DatabaseError, match="database is locked"):
            write()
    finally:
        holder.close()


def test_a_writer_that_waits_for_itself_is_told_instead_of_waiting_for_ever(engine, url):
    engine = connect(url, busy_seconds=1)

    def write_inside_a_write() -> None:
        with writing(engine), writing(engine):
            pass

    with pytest.raises(DatabaseError, match="database is locked"):
        write_inside_a_write()
    with writing(engine) as session:
        session.add(person())


def test_times_come_back_in_utc(engine):
    paris = NOON.astimezone(timezone(timedelta(hours=1)))
    with writing(engine) as session:
        session.add(person(created_at=paris))
    with reading(engine) as session:
        (kept,) = session.scalars(select(PersonRow.created_at))
    assert kept == NOON
    assert kept.tzinfo == UTC


def test_time_without_a_zone_is_refused(engine):
    def add() -> None:
        with writing(engine) as session:
            session.add(person(created_at=NOON.replace(tzinfo=None)))

    with pytest.raises(exc.StatementError, match="has no time zone"):
        add()
