"""Accounts over a database of their own, with a clock that tests move and cheap hashes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from cinq.accounts import Accounts, Passwords, SessionRules
from cinq.database import open_database

RULES = SessionRules(lasts=timedelta(hours=336), idle=timedelta(hours=72))


class Clock:
    """A clock that stands still until it is told otherwise."""

    now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def let_pass(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cheap() -> Passwords:
    return Passwords(memory_kib=8, passes=1)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_database(f"sqlite:///{tmp_path / 'cinq.db'}")
    yield made
    made.dispose()


@pytest.fixture
def accounts(engine: Engine, clock: Clock, cheap: Passwords) -> Accounts:
    return Accounts(engine, RULES, passwords=cheap, clock=clock)
