"""One pass over the films for many people, bit-equal however the people are grouped.

A matrix product of BLAS sums in an order that depends on the shapes, so a person's scores would
change in their last bits with the batch they come in. Here every score is summed factor by factor
in float32, without reordering and without fused multiply-add: the same bits in any batch, for any
number of threads, and on any processor.
"""

import numpy as np
from numpy.typing import NDArray

from cinq.models.compiled import Compiled

FloatArray = NDArray[np.float32]

BLOCK = 1024
"""Films a block: with 64 factors the block stays in the second-level cache for all people."""


def _add_products(weights: FloatArray, factors: FloatArray, sums: FloatArray) -> None:
    """Add the products of all factors to ``sums``, four factors a pass over a block of films.

    People go two by two, so that what is read of the factors serves both.
    """
    n_people, n_factors = weights.shape
    n_films = factors.shape[1]
    for start in range(0, n_films, BLOCK):
        stop = min(start + BLOCK, n_films)
        for person in range(0, n_people - 1, 2):
            row, other = sums[person, start:stop], sums[person + 1, start:stop]
            for f in range(0, n_factors, 4):
                a, b = weights[person, f], weights[person, f + 1]
                c, d = weights[person, f + 2], weights[person, f + 3]
                p, q = weights[person + 1, f], weights[person + 1, f + 1]
                r, s = weights[person + 1, f + 2], weights[person + 1, f + 3]
                fa, fb = factors[f, start:stop], factors[f + 1, start:stop]
                fc, fd = factors[f + 2, start:stop], factors[f + 3, start:stop]
                for j in range(stop - start):
                    row[j] = (((row[j] + a * fa[j]) + b * fb[j]) + c * fc[j]) + d * fd[j]
                    other[j] = (((other[j] + p * fa[j]) + q * fb[j]) + r * fc[j]) + s * fd[j]
        if n_people % 2:
            row = sums[n_people - 1, start:stop]
            for f in range(0, n_factors, 4):
                a, b = weights[n_people - 1, f], weights[n_people - 1, f + 1]
                c, d = weights[n_people - 1, f + 2], weights[n_people - 1, f + 3]
                fa, fb = factors[f, start:stop], factors[f + 1, start:stop]
                fc, fd = factors[f + 2, start:stop], factors[f + 3, start:stop]
                for j in range(stop - start):
                    row[j] = (((row[j] + a * fa[j]) + b * fb[j]) + c * fc[j]) + d * fd[j]


_MATRIX = "Array(float32, 2, 'C', readonly=True)"

add_products = Compiled(f"void({_MATRIX}, {_MATRIX}, float32[:, ::1])", _add_products)


def weighted_sums(weights: FloatArray, factors: FloatArray) -> FloatArray:
    """Sums of factors by person and film.

    Parameters
    ----------
    weights
        Shape (n_people, n_factors), float32, C-contiguous: each person in the model's space.
    factors
        Shape (n_factors, n_films), float32, C-contiguous: one film a column.

    Returns
    -------
    numpy.ndarray
        Shape (n_people, n_films), float32. Cost: n_people · n_factors · n_films multiply-adds.
    """
    sums = np.zeros((weights.shape[0], factors.shape[1]), np.float32)
    whole = weights.shape[1] - weights.shape[1] % 4
    add_products(np.ascontiguousarray(weights[:, :whole]), factors[:whole], sums)
    for f in range(whole, weights.shape[1]):
        sums += weights[:, f, np.newaxis] * factors[f]
    return sums
