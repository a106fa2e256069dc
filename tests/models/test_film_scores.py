import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cinq.models.film_scores import BLOCK, LINE, PAGE, n_columns, padded, weighted_sums


def drawn(n_people: int, n_factors: int, n_films: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(n_people + 100 * n_factors + n_films)
    factors = random.standard_normal((n_factors, n_films)).astype(np.float32)
    factors.flags.writeable = False
    return random.standard_normal((n_people, n_factors)).astype(np.float32), factors


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 9), st.integers(0, 11), st.integers(0, 50))
def test_agrees_with_a_matrix_product(n_people, n_factors, n_films):
    weights, factors = drawn(n_people, n_factors, n_films)
    exact = weights.astype(np.float64) @ factors.astype(np.float64)
    np.testing.assert_allclose(weighted_sums(weights, factors), exact, atol=1e-4)


@pytest.mark.parametrize("n_films", [BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 7])
def test_bits_do_not_depend_on_the_batch_across_blocks(n_films):
    weights, factors = drawn(7, 13, n_films)
    together = weighted_sums(weights, factors)
    for person in range(7):
        alone = weighted_sums(weights[person : person + 1], factors)
        np.testing.assert_array_equal(alone[0], together[person])


def test_bits_are_those_of_a_sum_factor_by_factor_in_float32():
    weights, factors = drawn(5, 9, 33)
    sums = np.zeros((5, 33), np.float32)
    for factor in range(9):
        sums = sums + weights[:, factor, np.newaxis] * factors[factor]
    np.testing.assert_array_equal(weighted_sums(weights, factors), sums)


@pytest.mark.parametrize("n_films", [1, 385, 1024, 2000, 4096 - 16])
def test_more_columns_than_films_change_no_bit(n_films):
    weights, factors = drawn(6, 9, n_films)
    wide = padded(factors)
    assert wide.shape == (9, n_columns(n_films))
    assert wide.ctypes.data % 64 == wide.strides[0] % 64 == 0
    sums = weighted_sums(weights, wide)
    np.testing.assert_array_equal(sums[:, :n_films], weighted_sums(weights, factors))
    assert not sums[:, n_films:].any()


@given(st.integers(1, 10_000))
def test_factors_lie_apart_in_the_cache(n_films):
    columns = n_columns(n_films)
    assert n_films <= columns <= n_films + 127
    assert columns % LINE == 0
    assert 4 * LINE <= columns % PAGE <= PAGE - 4 * LINE
