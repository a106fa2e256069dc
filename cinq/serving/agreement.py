"""From several people's scores to one list.

People's scores are not on one scale, so each person's are first read as a *fit*: 0 for the median
film, 1 for the best film that the list may hold.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from cinq.serving.topk import best_rows

Floats = NDArray[np.float32]
Method = Callable[[Floats, NDArray[np.bool_], int], tuple[NDArray[np.int32], Floats]]
"""Fits (n_people, n_films), excluded (n_films,) and k in; rows, best first, and scores out."""

BELIEVED = 0.3
"""The chance that a film of fit 1 is one that a person wants."""

POOL = 100
"""Each person's best films, 2k or so many if that is more, that `fair` chooses from."""


def fits(scores: Floats, excluded: NDArray[np.bool_]) -> Floats:
    """How well films suit each person, 0 to 1; shape (n_people, n_films).

    ``(score - median) / (best - median)`` over the films that are not excluded, at least 0; 0 for
    excluded ones. Who scores all alike fits all.

    Parameters
    ----------
    scores
        Shape (n_people, n_films).
    excluded
        Shape (n_films,).
    """
    found = np.zeros_like(scores)
    open_ = ~excluded
    if not open_.any():
        return found
    left = scores[:, open_].astype(np.float64)
    best, middle = left.max(axis=1, keepdims=True), np.median(left, axis=1, keepdims=True)
    flat = best <= middle
    scale = np.where(flat, 1.0, best - middle)
    found[:, open_] = np.where(flat, left >= best, np.maximum((left - middle) / scale, 0.0))
    return found


def average(fits: Floats, excluded: NDArray[np.bool_], k: int) -> tuple[NDArray[np.int32], Floats]:
    """The highest mean fits."""
    return _highest(fits.mean(axis=0), excluded, k)


def least_misery(
    fits: Floats, excluded: NDArray[np.bool_], k: int
) -> tuple[NDArray[np.int32], Floats]:
    """The highest of the lowest fits: what nobody minds (O'Connor and others, PolyLens, 2001)."""
    return _highest(fits.min(axis=0), excluded, k)


def fair(fits: Floats, excluded: NDArray[np.bool_], k: int) -> tuple[NDArray[np.int32], Floats]:
    """A list in which everybody finds something.

    A film of fit f is wanted with the chance `BELIEVED` · f². Each place goes to the film that
    raises the expected number of people who find one they want the most; its score is by how
    much, over the number of people. So those who have been served less weigh more (as in GFAR:
    Kaya, Bridge and Tintarev, Ensuring fairness in group recommendations by rank-sensitive
    balancing of relevance, 2020, with chances from scores in place of ranks).
    """
    n_people = len(fits)
    own = [best_rows(one, excluded, max(POOL, 2 * k)) for one in fits]
    candidates = np.unique(np.concatenate([np.empty(0, np.int32), *own])).astype(np.int32)
    chances = BELIEVED * fits[:, candidates].astype(np.float64) ** 2
    unserved = np.ones(n_people)
    free = np.ones(len(candidates), np.bool_)
    order, scores = [], []
    for _ in range(min(k, len(candidates))):
        gains = np.where(free, unserved @ chances, -1.0)
        place = int(np.argmax(gains))
        order.append(place)
        scores.append(gains[place] / n_people)
        free[place] = False
        unserved = unserved * (1 - chances[:, place])
    return candidates[order], np.array(scores, np.float32)


METHODS: Mapping[str, Method] = {"fair": fair, "average": average, "least_misery": least_misery}
"""By the names that requests use; figures in ``docs/together.md``."""


def _highest(
    values: Floats, excluded: NDArray[np.bool_], k: int
) -> tuple[NDArray[np.int32], Floats]:
    rows = best_rows(values, excluded, k)
    return rows, values[rows]
