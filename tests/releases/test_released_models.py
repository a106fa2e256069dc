"""Models of past releases are opened when asked for, and few stay open."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from cinq import wire
from cinq.database import open_database
from cinq.errors import InvalidRequest, NoModel
from cinq.models.artefact import save_bundle
from cinq.releases.released_models import ReleasedModels
from cinq.serving.sources import Identity, ServedModel
from tests.releases.toys import release_toys
from tests.serving.worlds import bundle, film_of

FIVE = [film_of(0, place) for place in range(5)]


@pytest.fixture
def database(tmp_path):
    made = open_database(f"sqlite:///{tmp_path / 'cinq.db'}")
    release_toys(made, tmp_path / "models", (1, 2, 3))
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def served() -> ServedModel:
    return ServedModel(bundle(9), Identity(4, "4", None, "d"), "ledger")


def test_two_releases_are_compared_and_one_left_out_is_what_serves(database, served):
    models = ReleasedModels(database)
    found = models.compare(served, wire.CompareRequest(favourites=FIVE, first=1, second=3))
    assert (found.first.release, found.second.release) == (1, 3)
    found = models.compare(served, wire.CompareRequest(favourites=FIVE, first=1))
    assert (found.first.release, found.second.release) == (1, 4)


def test_what_serves_is_not_opened_again(served):
    assert ReleasedModels(None).engine(4, served, "first") is served.engine
    assert ReleasedModels(None).engine(None, served, "first") is served.engine


def test_a_release_is_opened_once_and_the_one_not_asked_for_is_let_go(database, served):
    models = ReleasedModels(database, most=2)
    one, two = (models.engine(number, served, "first") for number in (1, 2))
    assert models.engine(1, served, "first") is one
    models.engine(3, served, "first")
    assert models.engine(1, served, "first") is one
    assert models.engine(2, served, "first") is not two


def test_threads_that_ask_at_once_open_it_once(database, served):
    models = ReleasedModels(database)
    with ThreadPoolExecutor(4) as threads:
        engines = set(threads.map(lambda _: models.engine(1, served, "first"), range(8)))
    assert len(engines) == 1


def test_an_unknown_release_is_named_with_its_field(database, served):
    with pytest.raises(InvalidRequest, match="second: there is no release 9") as caught:
        ReleasedModels(database).engine(9, served, "second")
    assert caught.value.field == "second"
    with pytest.raises(InvalidRequest, match="no ledger"):
        ReleasedModels(None).engine(1, served, "first")


def test_a_model_that_is_gone_or_another_by_now_is_told(database, served, tmp_path):
    folder = tmp_path / "models" / "1"
    shutil.rmtree(folder)
    with pytest.raises(NoModel, match="release 1 is not at hand"):
        ReleasedModels(database).engine(1, served, "first")
    save_bundle(bundle(8), folder)
    with pytest.raises(NoModel, match="another model"):
        ReleasedModels(database).engine(1, served, "first")
