"""A user database of its own, and the champion of the world."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from cinq.database import open_database
from cinq.monitoring.watch import Champion
from tests.monitoring.replays import Population
from tests.monitoring.world import JUDGING, champion


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'cinq.db'}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def watched() -> Champion:
    return Champion.of(champion(), JUDGING, seed=7)


@pytest.fixture(scope="session")
def population(watched: Champion) -> Population:
    return Population.of(watched, JUDGING, seed=99)
