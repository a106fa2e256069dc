import numpy as np
import pytest
from scipy.sparse import csr_array

from cinq.models.truncated_svd import nearly_orthonormal, truncated_svd


@pytest.mark.parametrize("shape", [(60, 40), (40, 60), (30, 30)])
def test_agrees_with_the_exact_decomposition(shape):
    random = np.random.default_rng(0)
    dense = random.standard_normal((shape[0], 12)) @ random.standard_normal((12, shape[1]))
    values, vectors = truncated_svd(csr_array(dense), 6, 4, seed=1)
    _, exact_values, exact_vectors = np.linalg.svd(dense)
    np.testing.assert_allclose(values, exact_values[:6], rtol=1e-10)
    np.testing.assert_allclose(np.abs(vectors.T), np.abs(exact_vectors[:6]), atol=1e-8)


def test_vectors_are_orthonormal_and_their_largest_entry_is_positive():
    dense = np.random.default_rng(2).standard_normal((50, 30))
    _, vectors = truncated_svd(csr_array(dense), 10, 4, seed=1)
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(10), atol=1e-12)
    peaks = vectors[np.abs(vectors).argmax(axis=0), np.arange(10)]
    assert (peaks > 0).all()


def test_the_seed_hardly_matters_with_a_falling_spectrum():
    random = np.random.default_rng(3)
    left = np.linalg.qr(random.standard_normal((80, 40))).Q
    right = np.linalg.qr(random.standard_normal((60, 40))).Q
    dense = left * 0.7 ** np.arange(40) @ right.T
    first = truncated_svd(csr_array(dense), 8, 4, seed=1)[1]
    second = truncated_svd(csr_array(dense), 8, 4, seed=2)[1]
    np.testing.assert_allclose(first, second, atol=1e-9)


def test_a_matrix_of_zeros_has_no_spectrum():
    values, vectors = truncated_svd(csr_array((5, 4)), 3, 4, seed=1)
    assert not values.any()
    assert vectors.shape == (4, 3)


@pytest.mark.parametrize("spread", [1e-3, 1e-9, 0.0])
def test_columns_are_made_orthonormal_however_much_they_are_alike(spread):
    random = np.random.default_rng(0)
    block = np.ones((500, 6)) + spread * random.standard_normal((500, 6))
    found = nearly_orthonormal(block)
    np.testing.assert_allclose(found.T @ found, np.eye(6), atol=1e-5)
    np.testing.assert_allclose(found @ (found.T @ block), block, atol=1e-5)


def test_columns_of_zeros_are_made_orthonormal_too():
    found = nearly_orthonormal(np.zeros((9, 3)))
    np.testing.assert_allclose(found.T @ found, np.eye(3), atol=1e-12)
