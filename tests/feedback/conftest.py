"""Feedback over a database of its own, with one account in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from cinq.accounts import Accounts, Passwords, Person
from cinq.database import open_database
from cinq.feedback import FeedbackBook
from tests.accounts.conftest import RULES, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_database(f"sqlite:///{tmp_path / 'cinq.db'}")
    yield made
    made.dispose()


@pytest.fixture
def accounts(engine: Engine, clock: Clock) -> Accounts:
    return Accounts(engine, RULES, passwords=Passwords(memory_kib=8, passes=1), clock=clock)


@pytest.fixture
def ana(accounts: Accounts) -> Person:
    return accounts.sign_up("Ana", "five quiet lanterns")


@pytest.fixture
def book(engine: Engine, clock: Clock) -> FeedbackBook:
    return FeedbackBook(engine, clock)
