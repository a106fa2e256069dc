"""The database of accounts, releases and jobs: SQLite by default, PostgreSQL where asked for.

Tables are declared on `Table` by the packages that own them, and are made by the migrations in
`cinq.migrations`. All names begin with ``cinq_``, so that the database can be shared.

SQLite is used with its rollback journal (its write-ahead log loses data in versions before
3.51.3), with foreign keys on. A transaction that writes begins with ``BEGIN IMMEDIATE``: it waits
for its turn at the start, instead of failing halfway.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    String,
    Uuid,
    create_engine,
    event,
    exc,
    text,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from cinq.database_turns import in_turn, turns
from cinq.errors import DatabaseError, SettingsError
from cinq.migrations.upgrade import ALEMBIC, is_current, upgrade

BUSY_SECONDS = 15
"""How long SQLite waits for another writer, and PostgreSQL for a connection."""

_READING = "cinq_reading"


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time, kept in UTC; SQLite, which knows no zones, gets it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse times without a zone: nobody could say which point they mean."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - a fixed signature
    ) -> datetime | None:
        """Give times back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """Base of every table; names of constraints are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as it stands
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(),
        int: BigInteger(),
        str: String(),
        UUID: Uuid(),
    }


def connect(url: str, busy_seconds: int = BUSY_SECONDS) -> Engine:
    """Make an engine; nothing is connected or migrated yet.

    Parameters
    ----------
    url
        ``sqlite:///<file>`` or ``postgresql+psycopg://…``.
    busy_seconds
        How long to wait for one that is locked or away.

    Raises
    ------
    SettingsError
        If the URL is malformed, of another database, or of an SQLite that lives in memory.
    """
    parsed = _checked(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            parsed,
            connect_args={"timeout": busy_seconds},
            execution_options=turns(busy_seconds),
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    waits = {"connect_timeout": busy_seconds}
    return create_engine(parsed, pool_pre_ping=True, connect_args=waits)


def open_database(url: str) -> Engine:
    """Connect, and bring the schema up to date; several processes may do so at once.

    A database that is up to date costs one query. An empty one is made in one transaction.

    Raises
    ------
    SettingsError
        As `connect` does.
    DatabaseError
        If the database cannot be reached, is damaged, or is newer than this code.
    """
    engine = connect(url)
    try:
        with plain_errors(engine):
            _make_file(engine.url)
            with engine.execution_options(**{_READING: True}).connect() as connection:
                current = is_current(connection)
            if not current:
                # all others wait: threads for Alembic, processes for this transaction
                with ALEMBIC, engine.begin() as connection:
                    _lock(connection, "migrations")
                    if not is_current(connection):
                        upgrade(connection)
    except BaseException:
        engine.dispose()
        raise
    return engine


def exists(engine: Engine) -> bool:
    """Tell if SQLite's file is there, which connecting would make; servers are asked nothing."""
    file = engine.url.database if engine.url.get_backend_name() == "sqlite" else None
    return file is None or Path(file).is_file()


def check_schema(engine: Engine) -> None:
    """Make sure that the schema is up to date, without making or migrating anything.

    Raises
    ------
    DatabaseError
        If it is not, or the database cannot be reached.
    """
    with plain_errors(engine):
        if exists(engine):
            with engine.execution_options(**{_READING: True}).connect() as connection:
                if is_current(connection):
                    return
    raise DatabaseError(
        f"database {_shown(engine)} is not set up for this version of Cinq: "
        "run `cinq models history` once"
    )


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a session that only reads; writers are not kept waiting by it."""
    with plain_errors(engine), Session(engine.execution_options(**{_READING: True})) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Open a session that writes: all of the block is committed, or nothing of it."""
    with (
        plain_errors(engine),
        in_turn(engine),
        Session(engine, expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session


def exclusively(session: Session, name: str) -> None:
    """Let only one transaction at a time pass, until it ends, for each `name`.

    On SQLite a writing transaction is alone anyway.
    """
    _lock(session.connection(), name)


def database_time(session: Session) -> datetime:
    """Return the time by the database's own clock: the same for every machine that shares it."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return utc_now()
    found: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return found.astimezone(UTC)


@contextmanager
def plain_errors(engine: Engine) -> Iterator[None]:
    """Tell in one line that a database is away, locked, full or damaged.

    Raises
    ------
    DatabaseError
        Instead of the driver's error. Broken constraints and wrong SQL pass unchanged.
    """
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
        raise _told(engine, error) from error
    except exc.DatabaseError as error:
        if type(error) is not exc.DatabaseError:
            raise
        raise _told(engine, error) from error


def _told(engine: Engine, error: Exception) -> DatabaseError:
    cause = error.orig if isinstance(error, exc.DBAPIError) else error
    lines = str(cause).strip().splitlines()
    said = lines[0] if lines else type(cause).__name__
    return DatabaseError(
        f"database {_shown(engine)}: {said}; check it, or set CINQ_DATABASE_URL to another"
    )


def _shown(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError) as error:
        raise SettingsError(
            "database_url is malformed: write sqlite:///<file> or postgresql+psycopg://<address>"
        ) from error
    if parsed.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise SettingsError(
            f"database_url: {parsed.drivername} is not supported; take sqlite or postgresql+psycopg"
        )
    if not parsed.database or ":memory:" in parsed.database:
        raise SettingsError("database_url: SQLite needs a file, such as sqlite:////srv/cinq.db")
    return parsed


def _make_file(url: URL) -> None:
    """Make SQLite's file, readable by its owner only: it holds password hashes."""
    if url.get_backend_name() != "sqlite" or (url.database or "").startswith("file:"):
        return
    file = Path(url.database or "")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError as error:
        raise DatabaseError(f"database {file} cannot be made: {error.strerror}") from error


def _set_up_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # `_begin_sqlite` begins transactions, not the driver
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _lock(connection: Connection, name: str) -> None:
    if connection.dialect.name == "postgresql":
        key = zlib.crc32(f"cinq.{name}".encode())
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
