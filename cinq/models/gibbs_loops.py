"""The inner loop of the Gibbs sampler: every row's vector given all vectors of the other side."""

import numpy as np
from numpy.typing import NDArray

from cinq.models.compiled import Compiled

Floats = NDArray[np.float64]


def _draw_rows(  # noqa: C901, PLR0912, PLR0917 - a compiled loop: loops for vectors, no keywords
    indptr: NDArray[np.int64],
    others: NDArray[np.int32],
    values: Floats,
    features: Floats,
    offsets: Floats,
    precision: Floats,
    pull: Floats,
    alpha: float,
    noise: Floats,
    start: int,
    stop: int,
    means: Floats,
    draws: Floats,
) -> None:
    """Mean and draw of Normal(A⁻¹ b, A⁻¹) for rows ``start`` to ``stop``, by Cholesky's factor.

    ``A = precision + alpha Σ x xᵀ`` and ``b = pull + alpha Σ x (value - offset)`` over the row's
    ratings, x the features of the other side.
    """
    width = precision.shape[0]
    system = np.empty((width, width))
    right = np.empty(width)
    for row in range(start, stop):
        system[:] = 0.0
        right[:] = 0.0
        for entry in range(indptr[row], indptr[row + 1]):
            x = features[others[entry]]
            left = values[entry] - offsets[others[entry]]
            for i in range(width):
                line, times = system[i], x[i]
                for c in range(width):
                    line[c] += times * x[c]
            for c in range(width):
                right[c] += left * x[c]
        for i in range(width):
            right[i] = alpha * right[i] + pull[i]
            for c in range(width):
                system[i, c] = alpha * system[i, c] + precision[i, c]
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
            mean, draw = right[j], right[j] + noise[row, j]
            for c in range(j + 1, width):
                mean -= system[j, c] * means[row, c]
                draw -= system[j, c] * draws[row, c]
            means[row, j] = mean / system[j, j]
            draws[row, j] = draw / system[j, j]


_LIST = "Array(float64, 1, 'C', readonly=True)"
_MATRIX = "Array(float64, 2, 'C', readonly=True)"

draw_rows = Compiled(
    "void(Array(int64, 1, 'C', readonly=True), Array(int32, 1, 'C', readonly=True),"
    f" {_LIST}, {_MATRIX}, {_LIST}, {_MATRIX}, {_LIST}, float64, {_MATRIX}, int64, int64,"
    " float64[:, ::1], float64[:, ::1])",
    _draw_rows,
)
"""Fills ``means`` and ``draws``; rows do not depend on each other, so threads may share them out.

Cost per row: n_ratings · width² + width³ / 6 multiply-adds.
"""
