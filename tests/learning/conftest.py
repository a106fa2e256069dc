"""A user database with a few accounts, and a small prepared data set."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from cinq.accounts import Accounts, Passwords, Person
from cinq.data.datasets import declaration
from cinq.data.prepare import prepare
from cinq.database import open_database
from cinq.feedback import FeedbackBook
from tests.accounts.conftest import RULES, Clock
from tests.integration.small_world import declare, write_archive

PASSWORD = "five quiet lanterns"


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
def book(engine: Engine, clock: Clock) -> FeedbackBook:
    return FeedbackBook(engine, clock)


@pytest.fixture
def joins(accounts: Accounts) -> Callable[..., Person]:
    """Make an account that consents, with these favourites."""

    def made(name: str, films: range, dataset: str = "small", *, consent: bool = True) -> Person:
        person = accounts.sign_up(name, PASSWORD)
        token = accounts.sign_in(name, PASSWORD)
        accounts.own.set_consent(token, given=consent)
        accounts.set_favourites(person, dataset, films)
        return person

    return made


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small world of the pipeline tests, prepared."""
    folder = tmp_path_factory.mktemp("small")
    write_archive(folder / "small.zip")
    dataset = declaration(str(declare(folder, "small", "small.zip")))
    prepare(dataset, folder / "small.zip", folder / "prepared")
    return folder / "prepared"
