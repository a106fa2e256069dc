import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cinq.models.item_weights import ItemWeights, strongest


def dense(weights: ItemWeights) -> np.ndarray:
    every = np.arange(weights.n_films, dtype=np.int32)
    return weights.between(every, every).T


def drawn(seed: int, n_films: int) -> np.ndarray:
    """Weights of few different sizes, so that many are equal, and some are 0."""
    return np.random.default_rng(seed).integers(-3, 4, (n_films, n_films)).astype(np.float64)


@given(st.integers(0, 1000), st.integers(1, 9))
def test_with_room_for_all_every_weight_is_kept(seed, n_films):
    matrix = drawn(seed, n_films)
    weights = ItemWeights.strongest([matrix], n_films)
    np.testing.assert_array_equal(dense(weights), matrix)
    picks = np.flatnonzero(matrix.any(axis=1)).astype(np.int32)
    np.testing.assert_array_equal(weights.sums(picks), matrix.sum(axis=0))
    np.testing.assert_array_equal(
        weights.speaks(np.arange(n_films, dtype=np.int32)), matrix.any(axis=1)
    )


@given(st.integers(0, 1000), st.integers(1, 9), st.integers(1, 9))
def test_what_is_kept_is_the_strongest(seed, n_films, n_kept):
    matrix = drawn(seed, n_films)
    for row, kept in zip(matrix, strongest(matrix, n_kept), strict=True):
        order = np.lexsort((np.arange(n_films), -np.abs(row)))[:n_kept]
        np.testing.assert_array_equal(np.flatnonzero(kept), np.sort(order[row[order] != 0]))


@pytest.mark.parametrize("n_rows", [1, 2, 7])
def test_blocks_make_no_difference(n_rows):
    matrix = drawn(5, 7)
    whole = ItemWeights.strongest([matrix], 3)
    parts = ItemWeights.strongest([matrix[at : at + n_rows] for at in range(0, 7, n_rows)], 3)
    for name, array in vars(whole).items():
        np.testing.assert_array_equal(getattr(parts, name), array)


def test_entries_take_eight_bytes_and_ascend_within_a_row():
    weights = ItemWeights.strongest([drawn(1, 9)], 4)
    assert weights.weight_films.dtype == np.int32
    assert weights.weights.dtype == np.float32
    assert all(np.all(np.diff(weights.row(film)[0]) > 0) for film in range(9))
