"""Accounts in a database of their own, an API in memory, and somebody who is signed in."""

import asyncio
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from cinq.accounts import Accounts, SessionRules
from cinq.database import open_database
from cinq.feedback import FeedbackBook
from cinq.measures import MemoryMeter
from tests.ui.fakes import FakeApi
from ui.films import Films
from ui.gesture import Gesture
from ui.onboarding import Onboarding
from ui.screen import Screen
from ui.shelf import shelf_of
from ui.steps import Steps

NAME, PASSWORD = "Ada", "five dots and a lamp"


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without rows, to be copied."""
    file = tmp_path_factory.mktemp("ui") / "empty.db"
    open_database(f"sqlite:///{file}").dispose()
    return file


@pytest.fixture
def accounts(tmp_path: Path, empty_database: Path) -> Accounts:
    file = shutil.copy(empty_database, tmp_path / "cinq.db")
    rules = SessionRules(lasts=timedelta(hours=2), idle=timedelta(hours=1))
    return Accounts(open_database(f"sqlite:///{file}"), rules)


@pytest.fixture
def api() -> FakeApi:
    return FakeApi()


@pytest.fixture
def onboarding(accounts: Accounts, api: FakeApi, meter: MemoryMeter) -> Onboarding:
    api.book = FeedbackBook(accounts.engine)
    return Onboarding(shelf_of(accounts), Films(api), Steps(meter))


@pytest.fixture
def meter() -> MemoryMeter:
    return MemoryMeter()


@pytest.fixture
def token(accounts: Accounts) -> str:
    accounts.sign_up(NAME, PASSWORD)
    return accounts.sign_in(NAME, PASSWORD)


Do = Callable[[Gesture], Screen]


@pytest.fixture
def do(onboarding: Onboarding, token: str) -> Do:
    """Carry out a gesture of Ada's."""
    return lambda gesture: asyncio.run(onboarding.do(token, gesture))
