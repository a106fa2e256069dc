from dataclasses import replace

import numpy as np
import pytest

from cinq.data.catalogue import Catalogue
from cinq.hyperparameters import SpectralSettings
from cinq.models.spectral_svd import SpectralSVD


def exact_scores(world, settings: SpectralSettings, picks: np.ndarray) -> np.ndarray:
    """The formula, word for word, on dense arrays."""
    shape = (world.interactions.n_users, world.interactions.n_films)
    users, films = world.interactions.users, world.interactions.films
    liked, graded = np.zeros(shape), np.zeros(shape)
    liked[users, films] = world.interactions.liked
    shares = (world.interactions.ratings - 0.5) / 4.5
    power = settings.rating_exponent
    graded[users, films] = shares**power if power else world.interactions.liked
    n = np.maximum(liked.sum(axis=0), 1)
    d, e = graded.sum(axis=1), np.maximum(graded.sum(axis=0), 1e-9)
    scaled = (
        np.diag(d ** (-settings.user_exponent / 2))
        @ graded
        @ np.diag(e ** (-settings.item_exponent / 2))
    )
    _, s, vt = np.linalg.svd(scaled, full_matrices=False)
    k = settings.n_factors
    v = vt[:k].T * (s[:k] / s[0]) ** settings.spectrum_exponent
    a = v * (n**-settings.popularity_in)[:, None]
    b = v * (n**settings.popularity_out)[:, None]
    return a[picks].sum(axis=0) @ b.T


@pytest.mark.parametrize(
    "settings",
    [
        SpectralSettings(n_factors=5),
        SpectralSettings(n_factors=5, rating_exponent=0),
        SpectralSettings(
            n_factors=8,
            user_exponent=1,
            item_exponent=0,
            spectrum_exponent=1.3,
            popularity_in=0.2,
            popularity_out=-0.1,
            n_power_iterations=12,
        ),
    ],
)
def test_scores_are_those_of_the_exact_decomposition(world, settings):
    model = SpectralSVD(settings).fit(world.interactions, world.catalogue, seed=4)
    profile = model.profile([100, 101, 205])
    exact = exact_scores(world, settings, profile.picks)
    settled = 1e-3 * np.abs(exact).max()  # the fifth to eighth factors lie close together here
    np.testing.assert_allclose(model.score([profile])[0], exact, atol=settled)


def test_favourites_of_one_taste_bring_the_other_films_of_that_taste(world, night, day):
    model = SpectralSVD().fit(world.interactions, world.catalogue, seed=0)
    scores = model.score([model.profile(night[:5])])[0]
    rest = world.catalogue.rows(list(night[5:]))
    other = world.catalogue.rows(list(day))
    assert scores[rest].min() > scores[other].max()


def test_factors_are_clipped_to_what_the_data_can_carry(world):
    model = SpectralSVD(SpectralSettings(n_factors=500))
    model.fit(world.interactions, world.catalogue, seed=0)
    assert model.item_in.shape == (22, 21)
    assert model.item_out.shape == (21, 22)


def test_a_film_that_nobody_likes_says_nothing_and_answers_nothing(world):
    model = SpectralSVD().fit(world.interactions, world.catalogue, seed=0)
    assert not model.item_in[-1].any()
    assert not model.item_out[:, -1].any()


def test_favourites_that_say_nothing_get_the_popularity_list(world):
    model = SpectralSVD().fit(world.interactions, world.catalogue, seed=0)
    profile = model.profile([301])
    assert profile.blank
    np.testing.assert_array_equal(model.score([profile])[0], model.popularity)
    assert model.shares(profile, np.arange(3, dtype=np.int32)).shape == (3, 0)


def test_a_world_without_likes_gives_finite_scores(world):
    nothing = replace(world.interactions, ratings=np.full_like(world.interactions.ratings, 1.0))
    model = SpectralSVD().fit(nothing, world.catalogue, seed=0)
    assert not model.score([model.profile([100])]).any()


def test_a_single_film_can_be_fitted(world):
    catalogue = Catalogue(world.catalogue.films[:1])
    only = world.interactions.take(world.interactions.films == 0)
    model = SpectralSVD().fit(replace(only, n_films=1), catalogue, seed=0)
    assert model.score([model.profile([100])]).shape == (1, 1)


def test_shares_may_be_negative_and_are_in_the_order_of_the_picks(world, night, day):
    model = SpectralSVD(SpectralSettings(n_factors=3, rating_exponent=0))
    model.fit(world.interactions, world.catalogue, seed=0)
    profile = model.profile([day[0], night[0]])
    shares = model.shares(profile, world.catalogue.rows([night[1]]))
    assert shares[0, 0] > shares[0, 1]  # night films stand before day films in the catalogue
    assert shares[0, 1] < 0


def test_factors_saved_as_one_column_a_film_make_the_same_model(world):
    model = SpectralSVD().fit(world.interactions, world.catalogue, seed=0)
    profile = model.profile([100, 205])
    again = SpectralSVD.from_arrays({**model.arrays(), "item_out": model.item_out}, world.catalogue)
    np.testing.assert_array_equal(again.score([profile]), model.score([profile]))
