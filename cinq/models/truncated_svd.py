"""The leading singular vectors of a large sparse matrix."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cinq.models.sparse_products import SparseProducts

if TYPE_CHECKING:
    from scipy.sparse import csr_array

OVERSAMPLING = 32
"""Columns beyond the rank. With these and 4 power iterations lists are as good as the exact SVD's,
though the last singular values stay a little below its."""

ALIKE = 1e-5
"""Share of the largest pivot below which columns are taken for alike."""


def truncated_svd(
    matrix: "csr_array", rank: int, n_power_iterations: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Leading singular values and right singular vectors, by a randomised range finder.

    A random block is multiplied by the matrix and its transpose in turn and orthonormalised by
    QR; the matrix projected on what comes out is decomposed exactly (Halko, Martinsson and Tropp,
    2011, subspace iteration). The largest entry of every vector is positive, so signs do not hang
    on the way there.

    Parameters
    ----------
    matrix
        Shape (n_rows, n_columns), float64.
    rank
        How many; not above the smaller side of the matrix.
    n_power_iterations
        Times that the spectrum is sharpened; 4 lose nothing on ratings, 0 lose 7 % of NDCG.
    seed
        Of the random block.

    Returns
    -------
    tuple
        Singular values, shape (rank,), falling; right vectors, shape (n_columns, rank).
        Cost: (2 · n_power_iterations + 3) products with rank + OVERSAMPLING columns; memory for
        half of the matrix once more, and for a handful of blocks.
    """
    products = SparseProducts(matrix)
    return subspace_iteration(
        products.gram,
        products.triangle,
        matrix.shape,
        rank,
        n_power_iterations,
        seed,
        rough=products.gram_roughly,
    )


Block = NDArray[np.float64]
"""Some columns, shape (n_columns, width)."""


def subspace_iteration(
    gram: Callable[[Block], Block],
    triangle: Callable[[Block], NDArray[np.float64]],
    shape: tuple[int, int],
    rank: int,
    n_power_iterations: int,
    seed: int,
    rough: Callable[[Block], Block] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """`truncated_svd` of a matrix that only multiplies, wherever it lies.

    Parameters
    ----------
    gram
        The matrix's transpose times the matrix times a block.
    triangle
        R of the QR decomposition of the matrix times a block, shape (width, width).
    shape
        Of the matrix.
    rank, n_power_iterations, seed
        As for `truncated_svd`.
    rough
        `gram` at less precision, for all products but the last: these only turn the block towards
        the leading directions, and the last one takes away what their rounding added.

    Returns
    -------
    As `truncated_svd`.
    """
    n_columns = shape[1]
    width = min(rank + OVERSAMPLING, *shape)
    right = np.random.default_rng(seed % 2**32).standard_normal((n_columns, width))
    for _ in range(n_power_iterations):
        right = nearly_orthonormal((rough or gram)(right))
    right = np.linalg.qr(gram(right)).Q
    _, values, rotation = np.linalg.svd(triangle(right))
    vectors = right @ rotation[:rank].T
    peaks = vectors[np.abs(vectors).argmax(axis=0), np.arange(rank)]
    return values[:rank], vectors * np.where(peaks < 0, -1.0, 1.0)


def nearly_orthonormal(block: Block) -> Block:
    """Columns that span the same, by Cholesky's decomposition of their products.

    Matrix products make it quicker than Householder's QR, which stands in where columns are so
    much alike that squaring them would lose what tells them apart (Yamamoto and others: Roundoff
    error analysis of the CholeskyQR2 algorithm, 2015). Between products that is near enough; the
    last block is made orthonormal by QR.
    """
    with suppress(np.linalg.LinAlgError):
        lower = np.linalg.cholesky(block.T @ block)
        pivots = lower.diagonal()
        if pivots.min() > ALIKE * pivots.max():
            return block @ np.linalg.inv(lower).T
    return np.linalg.qr(block).Q
