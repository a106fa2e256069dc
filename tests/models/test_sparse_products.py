import os

import numpy as np
import pytest
from scipy.sparse import csr_array

from cinq.models import sparse_products
from cinq.models.sparse_products import SparseProducts


def a_matrix(n_rows: int, n_columns: int, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    return random.standard_normal((n_rows, n_columns)) * (random.random((n_rows, n_columns)) < 0.3)


@pytest.mark.parametrize("shape", [(200, 30), (30, 200), (3, 5), (1, 1)])
def test_products_are_those_of_the_dense_matrix(shape):
    dense = a_matrix(*shape)
    block = np.random.default_rng(1).standard_normal((shape[1], 6))
    products = SparseProducts(csr_array(dense))
    np.testing.assert_allclose(products.gram(block), dense.T @ dense @ block, atol=1e-11)
    np.testing.assert_allclose(products.gram_roughly(block), dense.T @ dense @ block, atol=1e-3)


def test_the_triangle_made_of_ranges_is_that_of_the_whole(monkeypatch):
    monkeypatch.setattr(sparse_products, "ROWS_AT_ONCE", 7)  # ranges lower than they are wide, too
    dense = a_matrix(60, 20)
    block = np.random.default_rng(1).standard_normal((20, 9))
    found = SparseProducts(csr_array(dense)).triangle(block)
    np.testing.assert_allclose(found.T @ found, (dense @ block).T @ (dense @ block), atol=1e-11)
    np.testing.assert_array_equal(found, np.triu(found))


def test_a_matrix_without_entries_gives_zeros():
    products = SparseProducts(csr_array((5, 4)))
    assert not products.gram(np.ones((4, 2))).any()
    assert not products.triangle(np.ones((4, 2))).any()


def test_the_order_within_a_row_is_free():
    columns = np.array([2, 0, 1, 2], np.int32)
    unsorted = csr_array((np.array([3.0, 1.0, 2.0, 4.0]), columns, np.array([0, 2, 4])), (2, 3))
    dense = np.array([[1.0, 0.0, 3.0], [0.0, 2.0, 4.0]])
    np.testing.assert_array_equal(SparseProducts(unsorted).gram(np.eye(3)), dense.T @ dense)


def test_the_number_of_cores_is_of_no_effect(monkeypatch):
    matrix = csr_array(a_matrix(500, 40))
    block = np.random.default_rng(1).standard_normal((40, 8))
    on_all = SparseProducts(matrix).gram_roughly(block)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    np.testing.assert_array_equal(SparseProducts(matrix).gram_roughly(block), on_all)
