"""The best k of many scores in one pass."""

import numpy as np
from numpy.typing import NDArray

from cinq.models.compiled import Compiled

BLOCK = 64
"""Films that are passed over together where none of them reaches the list."""


def _scan(scores: NDArray[np.float32], excluded: NDArray[np.bool_], k: int) -> NDArray[np.int32]:
    best = np.empty(k, np.float32)
    rows = np.empty(k, np.int32)
    count = 0
    for start in range(0, scores.shape[0], BLOCK):
        block = scores[start : start + BLOCK]
        if count == k:
            least, above = best[k - 1], 0
            for score in block:
                above += score > least
            if above == 0:
                continue
        for offset in range(len(block)):
            row, score = start + offset, block[offset]
            if excluded[row] or score != score:  # noqa: PLR0124 - NaN is unequal to itself alone
                continue
            if count == k:
                if score <= best[k - 1]:
                    continue
                place = k - 1
            else:
                place = count
                count += 1
            while place > 0 and best[place - 1] < score:
                best[place] = best[place - 1]
                rows[place] = rows[place - 1]
                place -= 1
            best[place] = score
            rows[place] = row
    return rows[:count]


scan = Compiled(
    "int32[::1](Array(float32, 1, 'C', readonly=True),"
    " Array(boolean, 1, 'C', readonly=True), int64)",
    _scan,
)


def best_rows(
    scores: NDArray[np.float32], excluded: NDArray[np.bool_], k: int
) -> NDArray[np.int32]:
    """Rows of the k highest scores that are not excluded, best first.

    Parameters
    ----------
    scores
        Shape (n_films,). NaN never wins.
    excluded
        Shape (n_films,): true where a row must not be returned.
    k
        How many rows to return at most.

    Returns
    -------
    Shape (≤ k,): fewer than k only if fewer remain. Of equal scores the lower row comes first.

    Notes
    -----
    One pass over the scores, no copy of them; a film that enters the list moves at most k places.
    """
    return scan(scores, excluded, k)
