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

TOGETHER = 4
"""People who share what is read of a film, if there are as many."""


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


def _add_products_of_fours(weights: FloatArray, factors: FloatArray, sums: FloatArray) -> None:
    """`_add_products` for people in fours, who share what is read of a film: in the same order."""
    n_people, n_factors = weights.shape
    n_films = factors.shape[1]
    for start in range(0, n_films, BLOCK):
        stop = min(start + BLOCK, n_films)
        for p in range(0, n_people, 4):
            first, second = sums[p, start:stop], sums[p + 1, start:stop]
            third, fourth = sums[p + 2, start:stop], sums[p + 3, start:stop]
            for f in range(0, n_factors, 4):
                a1, b1, c1, d1 = weights[p, f : f + 4]
                a2, b2, c2, d2 = weights[p + 1, f : f + 4]
                a3, b3, c3, d3 = weights[p + 2, f : f + 4]
                a4, b4, c4, d4 = weights[p + 3, f : f + 4]
                fa, fb = factors[f, start:stop], factors[f + 1, start:stop]
                fc, fd = factors[f + 2, start:stop], factors[f + 3, start:stop]
                for j in range(stop - start):
                    a, b, c, d = fa[j], fb[j], fc[j], fd[j]
                    first[j] = (((first[j] + a1 * a) + b1 * b) + c1 * c) + d1 * d
                    second[j] = (((second[j] + a2 * a) + b2 * b) + c2 * c) + d2 * d
                    third[j] = (((third[j] + a3 * a) + b3 * b) + c3 * c) + d3 * d
                    fourth[j] = (((fourth[j] + a4 * a) + b4 * b) + c4 * c) + d4 * d


_MATRIX = "Array(float32, 2, 'C', readonly=True)"

_SIGNATURE = f"void({_MATRIX}, {_MATRIX}, float32[:, ::1])"

add_products = Compiled(_SIGNATURE, _add_products)
add_products_of_fours = Compiled(_SIGNATURE, _add_products_of_fours)


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
    in_fours = weights.shape[0] - weights.shape[0] % TOGETHER
    told = np.ascontiguousarray(weights[:, :whole])
    if in_fours:
        add_products_of_fours(told[:in_fours], factors[:whole], sums[:in_fours])
    if in_fours < len(told):
        add_products(told[in_fours:], factors[:whole], sums[in_fours:])
    for f in range(whole, weights.shape[1]):
        sums += weights[:, f, np.newaxis] * factors[f]
    return sums
