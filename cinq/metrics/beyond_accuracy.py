"""What lists of films are like apart from hitting: variety and boldness."""

import numpy as np
from numpy.typing import NDArray


def coverage_at(lists: NDArray[np.int32], k: int, n_films: int) -> float:
    """Share of the catalogue that stands among the first k films of any list, 0 to 1.

    Parameters
    ----------
    lists
        Shape (n_lists, length), length at least k: film rows, -1 where a list is shorter.
    k
        How many films of each list are looked at.
    n_films
        Size of the catalogue.

    Notes
    -----
    It grows with the number of lists: compare on the same people only.
    """
    shown = np.zeros(n_films, np.bool_)
    first = _first(lists, k)
    shown[first[first >= 0]] = True
    return float(shown.mean()) if n_films else 0.0


def novelty_at(
    lists: NDArray[np.int32], k: int, like_counts: NDArray[np.integer], n_people: int
) -> NDArray[np.float64]:
    """Mean surprise of the first k films in bits, -log2 of the share of people who like them.

    (Castells, Hurley and Vargas, Novelty and diversity in recommender systems, 2015: mean
    self-information.) A film that nobody likes counts as liked by one.

    Parameters
    ----------
    lists
        Shape (n_lists, length), length at least k: film rows, -1 where a list is shorter.
    k
        How many films of each list are looked at.
    like_counts
        Shape (n_films,): how many of `n_people` like each film.
    n_people
        Number of people counted.

    Returns
    -------
    numpy.ndarray
        Shape (n_lists,); 0 for an empty list.
    """
    first = _first(lists, k)
    bits = -np.log2(np.maximum(like_counts, 1) / max(n_people, 1))
    told = first >= 0
    surprise = np.where(told, bits[np.where(told, first, 0)], 0.0)
    return np.asarray(surprise.sum(axis=1) / np.maximum(told.sum(axis=1), 1))


def _first(lists: NDArray[np.int32], k: int) -> NDArray[np.int32]:
    if not 1 <= k <= lists.shape[1]:
        raise ValueError(f"the first {k} of lists of {lists.shape[1]} films")
    return lists[:, :k]
