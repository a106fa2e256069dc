"""Placing people in a factor space from their ratings, without retraining."""

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cinq.models.compiled import Compiled

Floats = NDArray[np.float64]

AT_ONCE = 512
"""People that a thread takes at a time."""


def _place(  # noqa: C901, PLR0912 - a compiled loop: loops for vectors, no keywords
    factors: NDArray[np.float32],
    films: NDArray[np.int32],
    residuals: Floats,
    indptr: NDArray[np.int64],
    regularization: float,
    start: int,
    stop: int,
    placed: NDArray[np.float32],
) -> None:
    """Place people ``start`` to ``stop``: Gauss' elimination on the upper triangle.

    The system is positive definite. Sums run over the ratings one by one.
    """
    width = factors.shape[1] + 1
    for person in range(start, stop):
        first, n_rated = indptr[person], indptr[person + 1] - indptr[person]
        columns = np.ones((n_rated, width))
        for k in range(n_rated):
            columns[k, 1:] = factors[films[first + k]]
        right = residuals[first : first + n_rated].copy()
        rows, combined = columns, np.zeros(width)
        if n_rated < width:
            rows = np.ascontiguousarray(columns.T)
        else:
            for k in range(n_rated):
                for c in range(width):
                    combined[c] += columns[k, c] * right[k]
            right = combined.copy()
        n = right.shape[0]
        system = np.zeros((n, n))
        for k in range(rows.shape[0]):
            for i in range(n):
                line, tail, times = system[i, i:], rows[k, i:], rows[k, i]
                for c in range(n - i):
                    line[c] += times * tail[c]
        for i in range(n):
            system[i, i] += regularization
        for j in range(n):
            for i in range(j + 1, n):
                line, tail, times = system[i, i:], system[j, i:], system[j, i] / system[j, j]
                for c in range(n - i):
                    line[c] -= times * tail[c]
                right[i] -= times * right[j]
        for j in range(n - 1, -1, -1):
            for c in range(j + 1, n):
                right[j] -= system[j, c] * right[c]
            right[j] /= system[j, j]
        if n_rated < width:
            for k in range(n_rated):
                for c in range(width):
                    combined[c] += columns[k, c] * right[k]
            right = combined
        placed[person] = right


# Thousands of systems of a hundred unknowns: BLAS would spend its time on waking threads.
place = Compiled(
    "void(Array(float32, 2, 'C', readonly=True), Array(int32, 1, 'C', readonly=True),"
    " Array(float64, 1, 'C', readonly=True), Array(int64, 1, 'C', readonly=True), float64, int64,"
    " int64, float32[:, ::1])",
    _place,
)
"""Fill rows ``start`` to ``stop`` of ``placed``; see `ridges` for the others."""


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
    n_people = len(indptr) - 1
    placed = np.zeros((n_people, factors.shape[1] + 1), np.float32)
    factors, films = np.ascontiguousarray(factors), np.ascontiguousarray(films)
    residuals, indptr = np.ascontiguousarray(residuals), np.ascontiguousarray(indptr)

    def fill(bounds: tuple[int, int]) -> None:
        place(factors, films, residuals, indptr, regularization, *bounds, placed)

    if n_people <= AT_ONCE:
        fill((0, n_people))
        return placed
    parts = pairwise([*range(0, n_people, AT_ONCE), n_people])
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        list(pool.map(fill, parts))
    return placed
