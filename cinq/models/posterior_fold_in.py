"""Placing people by the mean of what their ratings leave possible: a compiled loop."""

import numpy as np
from numpy.typing import NDArray

from cinq.models.compiled import Compiled

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


def _place(  # noqa: C901, PLR0912 - a compiled loop: loops for vectors, no keywords
    films: NDArray[np.int32],
    ratings: Singles,
    indptr: NDArray[np.int64],
    mean: float,
    factors: Singles,
    bias: Singles,
    penalty: Floats,
    placed: Singles,
) -> None:
    """``(penalty + XᵀX) w = Xᵀ r`` for each person, by Cholesky's factor.

    X is the factors of what they rated beside a column of ones, r the ratings less mean and bias.
    """
    width = penalty.shape[0]
    system, right, x = np.empty((width, width)), np.empty(width), np.ones(width)
    for person in range(len(indptr) - 1):
        system[:] = 0.0
        right[:] = 0.0
        for entry in range(indptr[person], indptr[person + 1]):
            film = films[entry]
            for i in range(1, width):
                x[i] = factors[i - 1, film]
            left = np.float64(ratings[entry]) - mean - np.float64(bias[film])
            for i in range(width):
                line, times = system[i], x[i]
                for c in range(width):
                    line[c] += times * x[c]
                right[i] += left * x[i]
        for i in range(width):
            for c in range(width):
                system[i, c] += penalty[i, c]
        for j in range(width):
            for i in range(j):
                times = system[i, j]
                for c in range(j, width):
                    system[j, c] -= times * system[i, c]
                right[j] -= times * right[i]
            scale = 1.0 / np.sqrt(system[j, j])
            for c in range(j, width):
                system[j, c] *= scale
            right[j] *= scale
        for j in range(width - 1, -1, -1):
            for c in range(j + 1, width):
                right[j] -= system[j, c] * right[c]
            right[j] /= system[j, j]
        placed[person] = right


_MATRIX = "Array({}, 2, 'C', readonly=True)"
_LIST = "Array({}, 1, 'C', readonly=True)"

place_by_posterior = Compiled(
    f"void({_LIST.format('int32')}, {_LIST.format('float32')}, {_LIST.format('int64')}, float64, "
    f"{_MATRIX.format('float32')}, {_LIST.format('float32')}, {_MATRIX.format('float64')}, "
    "float32[:, ::1])",
    _place,
)
"""Fills ``placed``, shape (n_people, width): bias, then factors; zeros without ratings.

Cost per person: n_ratings · width² + width³ / 6 multiply-adds.
"""
