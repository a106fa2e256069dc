"""A database, a clock that is set by hand, and an experiment of two arms."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from cinq.database import open_database
from cinq.experiments.book import ExperimentBook
from cinq.experiments.declaration import Experiment

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)

Make = Callable[..., Experiment]


class Clock:
    """Shows the time that somebody set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **amount: float) -> datetime:
        self.now += timedelta(**amount)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path) -> Engine:
    engine = open_database(f"sqlite:///{tmp_path / 'cinq.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def book(database, clock) -> ExperimentBook:
    return ExperimentBook(database, clock)


@pytest.fixture
def make() -> Make:
    """An experiment of two equal arms in December, but for what is given."""

    def made(**fields: Any) -> Experiment:
        return Experiment.model_validate(
            {
                "name": "bolder",
                "title": "More unusual films?",
                "starts": "2026-12-01",
                "ends": "2027-01-01",
                "arms": {"A": {"weight": 50}, "B": {"weight": 50, "lists": {"exploration": 0.8}}},
                **fields,
            }
        )

    return made
