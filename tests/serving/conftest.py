"""One trained toy bundle for all tests of serving."""

import pytest

from cinq.models.bundle import ModelBundle
from cinq.serving.engine import Engine
from tests.serving.worlds import bundle


@pytest.fixture(scope="session")
def toy() -> ModelBundle:
    return bundle()


@pytest.fixture(scope="session")
def engine(toy: ModelBundle) -> Engine:
    return Engine(toy, release=3, model_version="7")
