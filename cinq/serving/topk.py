"""The best k of many scores in one pass."""

import numpy as np
from numpy.typing import NDArray

from cinq.models.compiled import Compiled

BLOCK = 64
"""Films that are passed over together where none of them reaches the list."""

SAMPLED = 32
"""One of so many blocks tells beforehand what score a film of the list must have."""

FEW = 8
"""So many films are found sooner without that."""


def _scan(  # noqa: C901, PLR0912 - a compiled loop: loops for vectors
    scores: NDArray[np.float32], excluded: NDArray[np.bool_], k: int
) -> NDArray[np.int32]:
    n = scores.shape[0]
    best = np.empty(k, np.float32)
    rows = np.empty(k, np.int32)
    # a bound that twice as many films reach as are wanted, most probably
    n_sampled = 2 * k // SAMPLED + 4
    bound = np.float32(-np.inf)
    if k > FEW and n > 4 * SAMPLED * n_sampled:
        sample = np.full(n_sampled, -np.inf, np.float32)
        for start in range(0, n, SAMPLED * BLOCK):
            block = scores[start : start + BLOCK]
            reached, least = False, sample[n_sampled - 1]
            for offset in range(len(block)):  # by place: only so the processor takes many at once
                reached |= block[offset] > least
            if not reached:
                continue
            for offset in range(len(block)):
                score = block[offset]
                if score > sample[n_sampled - 1] and not excluded[start + offset]:
                    place = n_sampled - 1
                    while place > 0 and sample[place - 1] < score:
                        sample[place] = sample[place - 1]
                        place -= 1
                    sample[place] = score
        bound = sample[n_sampled - 1]
    while True:
        count, least = 0, bound
        for start in range(0, n, BLOCK):
            block = scores[start : start + BLOCK]
            reached = False
            for offset in range(len(block)):
                reached |= block[offset] >= least
            if not reached:
                continue
            for offset in range(len(block)):
                row, score = start + offset, block[offset]
                if not score >= least or excluded[row]:  # so NaN never enters
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
                if count == k:
                    least = best[k - 1]
        if count == k or bound == -np.inf:
            return rows[:count]
        bound = np.float32(-np.inf)  # the sample was not like the rest


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
