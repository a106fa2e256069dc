"""How well lists of films hit what people like, case by case.

A case is one person with one drawing of favourites: a list of recommended films, best first, and
the targets, the other films that the person likes. All functions return one value per case, so
that intervals can be taken over people (`cinq.metrics.intervals`).
"""

import numpy as np
from numpy.typing import NDArray

from cinq.metrics.shapes import same_length

Hits = NDArray[np.bool_]
PerCase = NDArray[np.float64]


def find_hits(
    lists: NDArray[np.int32], indptr: NDArray[np.int64], targets: NDArray[np.int32]
) -> Hits:
    """Which recommended films are targets.

    Parameters
    ----------
    lists
        Shape (n_cases, length): film rows, best first, none twice in a list; -1 where a list
        is shorter, which never hits.
    indptr
        Shape (n_cases + 1,): case ``c`` has the targets ``targets[indptr[c]:indptr[c + 1]]``.
    targets
        Shape (n_targets,): film rows, none twice in a case.

    Returns
    -------
    numpy.ndarray
        Shape (n_cases, length). Cost: sorting the targets.
    """
    if len(indptr) != len(lists) + 1:
        raise ValueError(f"targets of {len(indptr) - 1} cases against {len(lists)} lists")
    n_films = 1 + max(lists.max(initial=0), targets.max(initial=0))
    cases = np.repeat(np.arange(len(lists), dtype=np.int64), np.diff(indptr))
    wanted = cases * n_films + targets
    shown = np.arange(len(lists), dtype=np.int64)[:, np.newaxis] * n_films + lists
    return np.asarray(np.isin(shown, wanted) & (lists >= 0))


def hit_at(hits: Hits, k: int) -> PerCase:
    """1 where one of the first k films is a target, else 0; shape (n_cases,)."""
    return np.where(_first(hits, k).any(axis=1), 1.0, 0.0)


def precision_at(hits: Hits, k: int) -> PerCase:
    """Share of the first k films that are targets, shape (n_cases,)."""
    return np.asarray(_first(hits, k).sum(axis=1) / k)


def recall_at(hits: Hits, n_targets: NDArray[np.integer], k: int) -> PerCase:
    """Targets among the first k films, over as many as could be there, shape (n_cases,).

    The divisor is min(k, n_targets), so that 1 can be reached whatever the number of targets
    (as in Liang and others, Variational autoencoders for collaborative filtering, 2018).

    Parameters
    ----------
    hits
        Shape (n_cases, length), see `find_hits`.
    n_targets
        Shape (n_cases,), at least 1 each.
    k
        How many films are looked at; at most the length of the lists.

    Raises
    ------
    ValueError
        If a case has no target.
    """
    return np.asarray(_first(hits, k).sum(axis=1) / np.minimum(_some(hits, n_targets), k))


def ndcg_at(hits: Hits, n_targets: NDArray[np.integer], k: int) -> PerCase:
    """Normalised discounted cumulative gain of the first k films, shape (n_cases,).

    A hit at place r (from 1) gains 1 / log2(r + 1); the sum is divided by that of the best
    possible list, min(n_targets, k) hits at the top (Järvelin and Kekäläinen, 2002).

    Parameters
    ----------
    hits
        Shape (n_cases, length), see `find_hits`.
    n_targets
        Shape (n_cases,), at least 1 each.
    k
        How many films are looked at; at most the length of the lists.

    Raises
    ------
    ValueError
        If a case has no target.
    """
    gains = 1.0 / np.log2(np.arange(2, k + 2))
    ideal = np.cumsum(gains)[np.minimum(_some(hits, n_targets), k) - 1]
    return np.asarray(np.where(_first(hits, k), gains, 0.0).sum(axis=1) / ideal)


def _first(hits: Hits, k: int) -> Hits:
    if not 1 <= k <= hits.shape[1]:
        raise ValueError(f"the first {k} of lists of {hits.shape[1]} films")
    return hits[:, :k]


def _some(hits: Hits, n_targets: NDArray[np.integer]) -> NDArray[np.integer]:
    same_length(hits, n_targets)
    if n_targets.min() < 1:
        raise ValueError("a case without a target has no score")
    return n_targets
