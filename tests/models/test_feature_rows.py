"""Films as sparse rows of features."""

import numpy as np
import pytest

from cinq.models.feature_rows import FeatureRows, checked, resemblance

N_FILMS, N_FEATURES = 60, 25


@pytest.fixture(scope="module")
def dense() -> np.ndarray:
    random = np.random.default_rng(4)
    values = random.normal(size=(N_FILMS, N_FEATURES)).astype(np.float32)
    return np.where(random.random(values.shape) < 0.2, values, np.float32(0))


@pytest.fixture(scope="module")
def rows(dense) -> FeatureRows:
    films, features = np.nonzero(dense)
    starts = np.searchsorted(films, np.arange(N_FILMS + 1)).astype(np.int64)
    return checked(starts, features.astype(np.int32), dense[films, features], N_FILMS)


def test_products_are_the_same_bits_film_by_film_and_feature_by_feature(rows):
    person = rows.sum_of(np.array([3, 17, 40], np.int32))
    one, other = np.empty(N_FILMS, np.float32), np.empty(N_FILMS, np.float32)
    resemblance(rows.starts, rows.features, rows.values, person, one)
    rows.products(person, other)
    np.testing.assert_array_equal(one.view(np.int32), other.view(np.int32))


def test_products_and_pairs_are_those_of_the_dense_rows(rows, dense):
    picks = np.array([3, 17, 40], np.int32)
    asked = np.array([0, 3, 59], np.int32)
    sums = np.empty(N_FILMS, np.float32)
    rows.products(rows.sum_of(picks), sums)
    np.testing.assert_allclose(sums, dense @ dense[picks].sum(axis=0), atol=1e-5)
    weights = np.linspace(1, 2, N_FILMS, dtype=np.float32)
    expected = dense[asked] @ dense[picks].T * weights[asked, np.newaxis]
    np.testing.assert_allclose(rows.pairs(asked, picks, weights), expected, atol=1e-5)


def test_without_any_feature_nobody_resembles_anybody():
    none = checked(np.zeros(4, np.int64), np.empty(0, np.int32), np.empty(0, np.float32), 3)
    sums = np.ones(3, np.float32)
    none.products(none.sum_of(np.array([1], np.int32)), sums)
    assert sums.tolist() == [0, 0, 0]
