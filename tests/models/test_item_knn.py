import math
from dataclasses import replace

import numpy as np
import pytest

from cinq.data.interactions import Scale
from cinq.hyperparameters import (
    AdjustedCosineSettings,
    AsymmetricSettings,
    CosineSettings,
    PearsonSettings,
)
from cinq.models.item_knn import ItemKNN
from tests.models.small_tables import likes, rated

EVERY = [
    CosineSettings(),
    AsymmetricSettings(),
    AdjustedCosineSettings(),
    PearsonSettings(),
]
_ = np.nan
LIKES = rated([[5, 5, 1], [5, 4, 4], [4, _, _], [_, 2, 5]])
"""Films A, B and C are liked by 3, 2 and 2 people; A and B by 2, A and C as B and C by one."""


def similarities(settings, ratings) -> np.ndarray:
    model = ItemKNN(settings).fit(*ratings, seed=0)
    every = np.arange(len(model.popularity), dtype=np.int32)
    return model.item_weights.between(every, every).T


def test_cosine_of_likes_is_the_one_reckoned_by_hand():
    ab, ac, bc = 2 / (math.sqrt(6) + 1), 1 / (math.sqrt(6) + 1), 1 / (2 + 1)
    expected = [[0, ab, ac], [ab, 0, bc], [ac, bc, 0]]
    np.testing.assert_allclose(similarities(CosineSettings(shrinkage=1), LIKES), expected, 1e-6)


def test_asymmetric_cosine_counts_busy_people_less_and_films_by_their_side():
    settings = AsymmetricSettings(
        shrinkage=0, pick_exponent=0.6, film_exponent=0.2, user_exponent=0.5
    )
    found = similarities(settings, LIKES)
    both = 2**-0.5 + 3**-0.5  # one person likes two films, the other three
    assert found[0, 1] == pytest.approx(both / (3**0.6 * 2**0.2))
    assert found[1, 0] == pytest.approx(both / (2**0.6 * 3**0.2))
    assert found[2, 0] == pytest.approx(3**-0.5 / (2**0.6 * 3**0.2))


def test_adjusted_cosine_is_the_one_reckoned_by_hand():
    ratings = rated([[5, 5, 2], [5, 4, 3], [_, 4, 4]])
    # less each person's 4: A is +1 +1, B is +1 0 0, C is -2 -1 0; two people rated A and B
    ab = 1 / math.sqrt(2) * 2 / (2 + 2)
    expected = [[0, ab, 0], [ab, 0, 0], [0, 0, 0]]  # C is unlike both
    found = similarities(AdjustedCosineSettings(shrinkage=2), ratings)
    np.testing.assert_allclose(found, expected, 1e-6)


def test_pearson_is_the_one_reckoned_by_hand():
    ratings = rated([[5, 5, 2], [3, 4, _], [_, 3, 4]])
    # less each film's mean: A is +1 -1, B is +1 0 -1, C is -1 +1; two people rated A and B
    ab = 1 / 2 * 2 / (2 + 2)
    expected = [[0, ab, 0], [ab, 0, 0], [0, 0, 0]]  # C is unlike both
    np.testing.assert_allclose(similarities(PearsonSettings(shrinkage=2), ratings), expected, 1e-6)


def test_without_shrinkage_cosine_is_that_of_the_columns(world):
    found = similarities(CosineSettings(shrinkage=0), (world.interactions, world.catalogue))
    columns = likes(world.interactions)
    norms = np.maximum(np.linalg.norm(columns, axis=0), 1)
    expected = (columns.T @ columns) / np.outer(norms, norms)
    np.fill_diagonal(expected, 0)
    np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize("settings", EVERY, ids=lambda settings: type(settings).__name__)
def test_the_unit_of_the_ratings_is_of_no_matter(world, settings):
    stars = world.interactions
    percent = replace(stars, ratings=stars.ratings * 20, scale=Scale(10.0, 100.0, 80.0))
    np.testing.assert_allclose(
        similarities(settings, (percent, world.catalogue)),
        similarities(settings, (stars, world.catalogue)),
        atol=1e-6,
    )


@pytest.mark.parametrize("settings", EVERY, ids=lambda settings: type(settings).__name__)
def test_a_favourite_brings_the_other_films_of_its_taste(world, night, day, settings):
    model = ItemKNN(settings).fit(world.interactions, world.catalogue, seed=0)
    scores = model.score([model.profile(night[:5])])[0]
    rest, other = world.catalogue.rows(list(night[5:])), world.catalogue.rows(list(day))
    assert scores[rest].min() > scores[other].max()


def test_only_the_nearest_neighbours_are_kept(world):
    settings = CosineSettings(n_neighbours=3)
    whole = similarities(CosineSettings(), (world.interactions, world.catalogue))
    found = similarities(settings, (world.interactions, world.catalogue))
    assert ((found > 0).sum(axis=1) <= 3).all()
    np.testing.assert_allclose(found.max(axis=1), whole.max(axis=1))


def test_people_who_rate_everything_alike_say_nothing_of_likeness():
    ratings = rated([[5, 5], [3, 3], [4, 4]])
    assert not similarities(AdjustedCosineSettings(), ratings).any()


def test_favourites_without_a_neighbour_get_the_popularity_list():
    model = ItemKNN().fit(*rated([[5, 5, _], [_, _, 5]]), seed=0)
    profile = model.profile([30])
    assert profile.blank
    np.testing.assert_array_equal(model.score([profile])[0], model.popularity)
