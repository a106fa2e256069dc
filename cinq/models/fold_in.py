"""Placing people in a factor space from their ratings, without retraining."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cinq.models.compiled import Compiled

Floats = NDArray[np.float64]


def _solve_ridge(rows: Floats, right: Floats, regularization: float) -> Floats:
    """Gauss' elimination on the upper triangle of a positive definite system."""
    n = right.shape[0]
    system = np.zeros((n, n))
    for k in range(rows.shape[0]):
        for i in range(n):
            line, tail, times = system[i, i:], rows[k, i:], rows[k, i]
            for c in range(n - i):
                line[c] += times * tail[c]
    for i in range(n):
        system[i, i] += regularization
    solution = right.copy()
    for j in range(n):
        for i in range(j + 1, n):
            line, tail, times = system[i, i:], system[j, i:], system[j, i] / system[j, j]
            for c in range(n - i):
                line[c] -= times * tail[c]
            solution[i] -= times * solution[j]
    for j in range(n - 1, -1, -1):
        for c in range(j + 1, n):
            solution[j] -= system[j, c] * solution[c]
        solution[j] /= system[j, j]
    return solution


# Thousands of systems of a hundred unknowns: BLAS would spend its time on waking threads.
solve_ridge = Compiled(
    "float64[::1](Array(float64, 2, 'C', readonly=True), Array(float64, 1, 'C', readonly=True),"
    " float64)",
    _solve_ridge,
)
"""The x of ``(rowsᵀ rows + λI) x = right``; rows of shape (m, n), right of shape (n,), λ > 0."""


def ridges(
    factors: NDArray[np.float32],
    films: NDArray[np.int32],
    residuals: Floats,
    indptr: NDArray[np.int64],
    regularization: float,
) -> NDArray[np.float32]:
    """Bias and factors of people by their ratings: least squares with a penalty, one by one.

    Minimises ``sum (r_i - w_0 - w_1: · q_i)² + regularization · |w|²``. For people with fewer
    ratings than factors the equivalent system over ratings is solved, Cᵀ (C Cᵀ + λI)⁻¹ r instead
    of (CᵀC + λI)⁻¹ Cᵀ r, where C is the factors beside a column of ones.

    Parameters
    ----------
    factors
        Shape (n_films, n_factors), float32.
    films
        Shape (n_ratings,), int32: rows of ``factors``, person after person.
    residuals
        Shape (n_ratings,), float64: ratings less the mean and the films' biases.
    indptr
        Shape (n_people + 1,), int64: where each person's ratings start and stop.
    regularization
        λ, above 0.

    Returns
    -------
    numpy.ndarray
        Shape (n_people, n_factors + 1), float32, in the unit of the residuals: bias, then
        factors; zeros for people without ratings. Cost per person: n_ratings · n_factors times
        the smaller of both, and the cube of the smaller.
    """
    width = factors.shape[1] + 1
    placed = np.zeros((len(indptr) - 1, width), np.float32)
    for person, (start, stop) in enumerate(pairwise(indptr.tolist())):
        columns = np.ones((stop - start, width))
        columns[:, 1:] = factors[films[start:stop]]
        right = residuals[start:stop]
        if stop - start < width:
            parts = solve_ridge(np.ascontiguousarray(columns.T), right, regularization)
            placed[person] = _combined(columns, parts)
        else:
            placed[person] = solve_ridge(columns, _combined(columns, right), regularization)
    return placed


def _combined(columns: Floats, parts: Floats) -> Floats:
    """``columnsᵀ parts``, added up row by row."""
    combined: Floats = (columns * parts[:, np.newaxis]).sum(axis=0)
    return combined
