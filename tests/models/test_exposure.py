import numpy as np
import pytest

from cinq.data.interactions import Interactions
from cinq.hyperparameters import SpectralSettings
from cinq.models import exposure as module
from cinq.models.exposure import exposure
from cinq.models.popularity import Popularity
from cinq.models.spectral_svd import SpectralSVD


@pytest.fixture
def two_best(monkeypatch) -> None:
    monkeypatch.setattr(module, "CANDIDATES", 2)


@pytest.fixture(scope="module")
def ranker(world) -> SpectralSVD:
    settings = SpectralSettings(n_factors=4)
    return SpectralSVD(settings).fit(world.interactions, world.catalogue, seed=0)


@pytest.mark.usefixtures("two_best")
def test_every_profile_has_as_many_best_films(ranker, world):
    shown = exposure(ranker, world.interactions, 5, seed=0)
    assert shown.dtype == np.float32
    assert shown.shape == (len(world.catalogue),)
    assert shown.sum() == pytest.approx(2, abs=1e-5)
    assert shown.min() >= 0


@pytest.mark.usefixtures("two_best")
def test_a_film_that_all_are_shown_has_exposure_one_but_for_those_who_chose_it(world):
    """The blockbuster is among the five drawn of nine liked films in five cases of nine."""
    model = Popularity().fit(world.interactions, world.catalogue, 0)
    shown = exposure(model, world.interactions, 5, seed=0)
    blockbuster = int(np.argmax(model.scores))
    assert shown[blockbuster] == pytest.approx(4 / 9, abs=0.1)
    unseen = int(np.argmin(model.scores))
    assert shown[unseen] == 0


def test_the_same_seed_gives_the_same_bits(ranker, world):
    first, second = (exposure(ranker, world.interactions, 5, seed=4) for _ in range(2))
    assert first.tobytes() == second.tobytes()


@pytest.mark.usefixtures("two_best")
def test_blocks_do_not_show(ranker, world, monkeypatch):
    whole = exposure(ranker, world.interactions, 5, seed=4)
    monkeypatch.setattr(module, "BLOCK", 7)
    assert exposure(ranker, world.interactions, 5, seed=4).tobytes() == whole.tobytes()


@pytest.mark.usefixtures("two_best")
def test_with_many_people_as_many_profiles_as_allowed_are_drawn(ranker, world, monkeypatch):
    monkeypatch.setattr(module, "MAX_PROFILES", 8)
    shown = exposure(ranker, world.interactions, 5, seed=0)
    np.testing.assert_allclose(shown * 8, np.round(shown * 8))
    assert shown.sum() == pytest.approx(2)


def test_people_who_like_too_few_films_give_zeros(ranker, world):
    few: Interactions = world.interactions
    assert not exposure(ranker, few, 9, seed=0).any()
    assert not exposure(ranker, few, len(world.catalogue), seed=0).any()
