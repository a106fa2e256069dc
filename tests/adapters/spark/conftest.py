"""One Spark session on this machine for all tests, and the real data prepared by both engines."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cinq.adapters.spark.prepare import prepare as prepare_by_spark
from cinq.adapters.spark.session import spark_session, why_absent
from cinq.data.declarations import declaration
from cinq.data.interactions import Interactions
from cinq.data.people import Split, split_people
from cinq.data.prepare import prepare
from cinq.data.prepared import Prepared, load_prepared
from cinq.settings import JudgingSettings, SparkSettings
from tests.conftest import require


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Spark and the driver meet."""
    return tmp_path_factory.mktemp("spark")


@pytest.fixture(scope="session")
def spark(scratch: Path) -> Iterator[Any]:
    """A session; skips without Java or pyspark."""
    why = why_absent()
    require(not why, f"Spark ({why})")
    with spark_session(SparkSettings(driver_memory="1g"), scratch) as session:
        yield session


@pytest.fixture(scope="session")
def by_spark(spark: Any, scratch: Path, movielens_archive: Path) -> Path:
    """ml-latest-small as Spark prepares it."""
    folder = scratch / "by-spark"
    prepare_by_spark(spark, declaration("ml-latest-small"), movielens_archive, folder, scratch)
    return folder


@pytest.fixture(scope="session")
def here(scratch: Path, movielens_archive: Path) -> Path:
    """ml-latest-small as this machine prepares it."""
    folder = scratch / "here"
    prepare(declaration("ml-latest-small"), movielens_archive, folder)
    return folder


@pytest.fixture(scope="session")
def data(here: Path) -> Prepared:
    return load_prepared(here)


@pytest.fixture(scope="session")
def split(data: Prepared) -> Split:
    return split_people(data.interactions, JudgingSettings())


@pytest.fixture(scope="session")
def learned(split: Split) -> Interactions:
    return split.training
