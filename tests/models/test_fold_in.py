from itertools import pairwise

import numpy as np
import pytest

from cinq.models.fold_in import ridges


@pytest.mark.parametrize("n_rated", [0, 1, 5, 7, 8, 30])
def test_people_are_placed_by_ridge_regression_with_a_bias_column(n_rated):
    random = np.random.default_rng(n_rated)
    factors = random.standard_normal((40, 7)).astype(np.float32)
    films = random.choice(40, n_rated, replace=False).astype(np.int32)
    residuals = random.standard_normal(n_rated)
    placed = ridges(factors, films, residuals, np.array([0, n_rated]), 5.0)
    columns = np.hstack([np.ones((n_rated, 1)), factors[films]]).astype(np.float64)
    exact = np.linalg.solve(columns.T @ columns + 5.0 * np.eye(8), columns.T @ residuals)
    assert placed.shape == (1, 8)
    np.testing.assert_allclose(placed[0], exact, atol=1e-6)


def test_everybody_is_placed_by_their_own_ratings_alone():
    random = np.random.default_rng(1)
    factors = random.standard_normal((20, 4)).astype(np.float32)
    indptr = np.array([0, 3, 3, 12])
    films = random.integers(0, 20, 12).astype(np.int32)
    residuals = random.standard_normal(12)
    together = ridges(factors, films, residuals, indptr, 2.0)
    for person, (start, stop) in enumerate(pairwise(indptr)):
        own = slice(start, stop)
        alone = ridges(factors, films[own], residuals[own], np.array([0, stop - start]), 2.0)
        np.testing.assert_array_equal(alone[0], together[person])
    assert not together[1].any()


def test_threads_change_no_bit(monkeypatch):
    random = np.random.default_rng(2)
    factors = random.standard_normal((50, 6)).astype(np.float32)
    indptr = np.concatenate([[0], np.cumsum(random.integers(0, 15, 40))])
    films = random.integers(0, 50, indptr[-1]).astype(np.int32)
    residuals = random.standard_normal(indptr[-1])
    at_once = ridges(factors, films, residuals, indptr, 0.5)
    monkeypatch.setattr("cinq.models.fold_in.AT_ONCE", 3)
    np.testing.assert_array_equal(ridges(factors, films, residuals, indptr, 0.5), at_once)
