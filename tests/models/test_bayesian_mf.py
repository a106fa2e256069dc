from dataclasses import replace

import numpy as np
import pytest

from cinq.data.catalogue import Catalogue, Film
from cinq.data.interactions import Interactions, Scale
from cinq.errors import ModelError
from cinq.evaluation.bias_only import fit_bias_only
from cinq.hyperparameters import BayesianSettings
from cinq.metrics.rating import rmse
from cinq.models.bayesian_mf import BayesianMF

BRIEF = BayesianSettings(n_factors=4, n_chains=2, n_iterations=60, n_samples=15, rank=12)
NOISE = 0.3


def rated_world(
    taste: float, n_users: int = 150, n_films: int = 60, share: float = 0.35, seed: int = 7
) -> tuple[Interactions, np.ndarray]:
    """Ratings ``3 + bias + bias + taste · p q`` with noise, and what they were before the noise."""
    random = np.random.default_rng(seed)
    truth = (
        3
        + 0.4 * random.standard_normal((n_users, 1))
        + 0.4 * random.standard_normal(n_films)
        + taste * random.standard_normal((n_users, 1)) * random.standard_normal(n_films)
    )
    users, films = np.nonzero(random.random((n_users, n_films)) < share)
    ratings = truth[users, films] + NOISE * random.standard_normal(len(users))
    interactions = Interactions(
        user_ids=np.arange(n_users, dtype=np.int64) + 1000,
        users=users.astype(np.int32),
        films=films.astype(np.int32),
        ratings=ratings.astype(np.float32),
        timestamps=np.zeros(len(users), np.int64),
        n_films=n_films,
        scale=Scale(-10.0, 16.0, 4.0),
    )
    return interactions, truth


def films_of(interactions: Interactions) -> Catalogue:
    return Catalogue(
        tuple(Film(n, f"Film {n}", 1990, (), (), (), (), "") for n in range(interactions.n_films))
    )


def everything(model: BayesianMF, n_users: int, n_films: int) -> np.ndarray:
    users, films = np.divmod(np.arange(n_users * n_films), n_films)
    return model.predict(users, films.astype(np.int32)).reshape(n_users, n_films)


@pytest.fixture(scope="module")
def one_taste() -> tuple[Interactions, np.ndarray]:
    return rated_world(taste=0.8)


@pytest.fixture(scope="module")
def model(one_taste) -> BayesianMF:
    return BayesianMF(BRIEF).fit(one_taste[0], films_of(one_taste[0]), seed=1)


def test_one_taste_is_recovered_from_noisy_ratings(one_taste, model):
    interactions, truth = one_taste
    predicted = everything(model, *truth.shape)
    assert rmse(predicted.ravel(), truth.ravel()) < 0.2  # 21 ratings with noise .3 a person
    biases = fit_bias_only(interactions)
    users, films = np.divmod(np.arange(truth.size), truth.shape[1])
    assert rmse(biases.predict(users, films), truth.ravel()) > 0.6


def test_where_there_are_only_biases_only_biases_are_predicted():
    interactions, truth = rated_world(taste=0.0)
    model = BayesianMF(BRIEF).fit(interactions, films_of(interactions), seed=1)
    biases = fit_bias_only(interactions)
    users, films = np.divmod(np.arange(truth.size), truth.shape[1])
    found = everything(model, *truth.shape).ravel()
    assert rmse(found, truth.ravel()) <= rmse(biases.predict(users, films), truth.ravel())
    assert rmse(found, truth.ravel()) < 0.12


def test_another_scale_gives_the_same_predictions_in_its_own_units(one_taste, model):
    interactions, truth = one_taste
    stretched = replace(
        interactions,
        ratings=interactions.ratings * np.float32(20) + np.float32(7),
        scale=Scale(-193.0, 327.0, 87.0),
    )
    wide = BayesianMF(BRIEF).fit(stretched, films_of(stretched), seed=1)
    np.testing.assert_allclose(
        (everything(wide, *truth.shape) - 7) / 20, everything(model, *truth.shape), atol=2e-3
    )


def test_newcomers_are_predicted_better_than_by_biases(one_taste):
    interactions, _ = one_taste
    new = np.arange(interactions.n_users) % 5 == 0
    held_out = new[interactions.users] & (np.arange(len(interactions)) % 3 == 0)
    known = interactions.take(~held_out)
    test = interactions.take(held_out)
    model = BayesianMF(BRIEF).fit(known.of_users(~new), films_of(known), seed=1).knowing(known)
    predicted = model.predict(test.users.astype(np.int64), test.films)
    baseline = fit_bias_only(known).predict(test.users, test.films)
    assert rmse(predicted, test.ratings) < 0.6 * rmse(baseline, test.ratings)


def test_whoever_was_trained_on_is_kept_as_learned(one_taste, model):
    again = model.knowing(one_taste[0])
    np.testing.assert_array_equal(again.learned.user_factors, model.learned.user_factors)
    np.testing.assert_array_equal(again.learned.user_bias, model.learned.user_bias)


def test_nobody_in_particular_is_predicted_what_people_give_on_average(one_taste, model):
    _, truth = one_taste
    rows = np.arange(truth.shape[1], dtype=np.int32)
    average = model.predicted(model.profile([]), rows)
    np.testing.assert_allclose(average, truth.mean(axis=0), atol=0.25)


def test_a_film_never_rated_is_predicted_like_an_unknown_one(world):
    model = BayesianMF(BRIEF).fit(world.interactions, world.catalogue, seed=1)
    predicted = model.predict(np.array([4, 4]), np.array([21, -1], np.int32))
    assert predicted[0] == predicted[1]


def test_more_factors_than_a_world_has_are_no_harm():
    interactions, _ = rated_world(taste=0.5, n_users=3, n_films=4, share=1.0)
    wide = BayesianSettings(n_factors=6, n_chains=1, n_iterations=10, n_samples=5, rank=50)
    model = BayesianMF(wide).fit(interactions, films_of(interactions), seed=1)
    assert len(model.learned.item_factors) <= 3
    assert np.isfinite(everything(model, 3, 4)).all()


@pytest.mark.parametrize("n_ratings", [1, 2])
def test_a_world_of_hardly_a_rating_is_predicted_the_mean(one_taste, n_ratings):
    few = one_taste[0].take(np.arange(len(one_taste[0])) < n_ratings)
    few = replace(few, ratings=np.full(n_ratings, 4.0, np.float32))
    model = BayesianMF(BRIEF).fit(few, films_of(few), seed=1)
    np.testing.assert_allclose(model.predict(np.array([-1]), np.array([-1], np.int32)), 4, atol=1)


def test_no_ratings_end_in_one_line(one_taste):
    nothing = one_taste[0].take(np.zeros(len(one_taste[0]), np.bool_))
    with pytest.raises(ModelError, match="needs ratings"):
        BayesianMF().fit(nothing, films_of(nothing), seed=1)


def test_more_samples_than_a_chain_can_give_end_in_one_line(one_taste):
    greedy = BayesianSettings(n_iterations=10, n_samples=6)
    with pytest.raises(ModelError, match=r"raise training\.bayesian_mf\.n_iterations"):
        BayesianMF(greedy).fit(one_taste[0], films_of(one_taste[0]), seed=1)


def test_ratings_that_are_no_numbers_end_in_one_line(one_taste):
    broken = replace(one_taste[0], ratings=np.full(len(one_taste[0]), np.nan, np.float32))
    with pytest.raises(ModelError, match="no finite numbers"):
        BayesianMF(BRIEF).fit(broken, films_of(broken), seed=1)
