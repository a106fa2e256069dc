import numpy as np
import pytest

from cinq.errors import ModelError
from cinq.hyperparameters import EASESettings
from cinq.models.ease import EASE
from tests.models.small_tables import likes, rated

_ = np.nan


def closed_formula(columns: np.ndarray, regularization: float) -> np.ndarray:
    """B = I - P diag(1 / diag P), word for word."""
    gram = columns.T @ columns
    p = np.linalg.inv(gram + regularization * np.eye(len(gram)))
    return np.eye(len(gram)) - p @ np.diag(1 / np.diag(p))


def weights(settings: EASESettings, ratings) -> np.ndarray:
    model = EASE(settings).fit(*ratings, seed=0)
    every = np.arange(len(model.popularity), dtype=np.int32)
    return model.item_weights.between(every, every).T


@pytest.mark.parametrize("regularization", [0.5, 20, 4000])
def test_weights_are_those_of_the_closed_formula(world, regularization):
    found = weights(
        EASESettings(regularization=regularization), (world.interactions, world.catalogue)
    )
    expected = closed_formula(likes(world.interactions), regularization)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-9)


def test_weights_solve_the_least_squares_without_a_diagonal(world):
    columns = likes(world.interactions)
    found = weights(EASESettings(regularization=3), (world.interactions, world.catalogue))
    film = 4
    others = np.delete(np.arange(columns.shape[1]), film)
    gram = columns[:, others].T @ columns[:, others] + 3 * np.eye(len(others))
    expected = np.linalg.solve(gram, columns[:, others].T @ columns[:, film])
    np.testing.assert_allclose(found[others, film], expected, atol=1e-6)


def test_two_films_are_reckoned_by_hand():
    # liked by 2 and 1 people, one of them both: w = 1 / (1 + λ) from B to A, 1 / (2 + λ) back
    found = weights(EASESettings(regularization=1), rated([[5, 5], [5, 1]]))
    np.testing.assert_allclose(found, [[0, 1 / 3], [1 / 2, 0]], rtol=1e-6)


def test_films_beyond_the_most_liked_are_left_out():
    ratings = rated([[5, 5, 5, 5], [5, 5, 1, 4], [5, 4, _, _], [_, _, 5, 5]])
    found = weights(EASESettings(regularization=1, max_films=3), ratings)
    kept = likes(ratings[0])[:, [0, 1, 3]]  # the third film has two likes, the others three
    np.testing.assert_allclose(
        found[np.ix_([0, 1, 3], [0, 1, 3])], closed_formula(kept, 1), rtol=1e-5, atol=1e-9
    )
    assert not found[2].any()
    assert not found[:, 2].any()


def test_the_largest_weights_are_kept_whatever_their_sign(world):
    ratings = (world.interactions, world.catalogue)
    whole = weights(EASESettings(regularization=5), ratings)
    found = weights(EASESettings(regularization=5, n_neighbours=4), ratings)
    for all_, kept in zip(whole, found, strict=True):
        assert np.count_nonzero(kept) <= 4
        assert np.abs(kept).sum() == pytest.approx(np.sort(np.abs(all_))[-4:].sum())


def test_a_system_that_cannot_be_solved_says_what_to_do():
    with pytest.raises(ModelError, match=r"raise training\.ease\.regularization"):
        EASE(EASESettings(regularization=1e-300)).fit(*rated([[5, 5]] * 4), seed=0)
