import numpy as np
import pytest

from cinq.hyperparameters import PureSVDSettings
from cinq.models.pure_svd import PureSVD
from tests.models.small_tables import likes, rated, shares


@pytest.mark.parametrize("values", ["likes", "ratings"])
def test_scores_are_the_projection_of_the_favourites(world, values):
    settings = PureSVDSettings(values=values, n_factors=3, n_power_iterations=12)
    model = PureSVD(settings).fit(world.interactions, world.catalogue, seed=4)
    matrix = likes(world.interactions) if values == "likes" else shares(world.interactions)
    v = np.linalg.svd(matrix).Vh[:3].T
    profile = model.profile([100, 101, 205])
    expected = v[profile.picks].sum(axis=0) @ v.T
    np.testing.assert_allclose(model.score([profile])[0], expected, atol=1e-5)


def test_with_one_factor_a_favourite_answers_with_fame():
    # the leading direction of [[1, 1], [1, 0]] is the golden ratio's
    settings = PureSVDSettings(values="likes", n_factors=1)
    model = PureSVD(settings).fit(*rated([[5, 5], [5, 1]]), seed=0)
    golden = (1 + np.sqrt(5)) / 2
    scores = model.score([model.profile([20])])[0]
    assert scores[0] / scores[1] == pytest.approx(golden, rel=1e-5)


def test_a_rating_that_is_no_like_counts_where_ratings_are_decomposed():
    ratings = rated([[5, 3, 1], [5, 3, 1], [1, 3, 5]])
    on_likes = PureSVD(PureSVDSettings(values="likes")).fit(*ratings, seed=0)
    on_ratings = PureSVD(PureSVDSettings(values="ratings")).fit(*ratings, seed=0)
    assert on_likes.profile([20]).blank  # nobody likes the second film
    assert not on_ratings.profile([20]).blank


def test_factors_are_clipped_to_what_the_data_can_carry(world):
    model = PureSVD(PureSVDSettings(n_factors=500))
    model.fit(world.interactions, world.catalogue, seed=0)
    assert model.item_in.shape == (22, 21)
    assert model.item_out.shape == (21, 22)
