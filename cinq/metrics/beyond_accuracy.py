"""What lists of films are like apart from hitting: variety and boldness."""

import numpy as np
from numpy.typing import NDArray

TOP = 0.01
"""Share of the catalogue that counts as its most liked films."""


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


def intra_list_diversity_at(
    lists: NDArray[np.int32], k: int, features: NDArray[np.number] | NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Mean distance between two of the first k films, 1 - cosine of their features.

    (Ziegler and others, Improving recommendation lists through topic diversification, 2005, with
    the sum turned into a mean.) 0 for films all alike, 1 for films that share nothing.

    Parameters
    ----------
    lists
        Shape (n_lists, length), length at least k: film rows, -1 where a list is shorter.
    k
        How many films of each list are looked at.
    features
        Shape (n_films, n_features), such as `cinq.data.catalogue.Catalogue.genre_matrix`. A film
        without any is at distance 1 from all others.

    Returns
    -------
    numpy.ndarray
        Shape (n_lists,); 0 for a list of fewer than two films.
    """
    first = _first(lists, k)
    vectors = np.asarray(features, np.float64)
    lengths = np.sqrt((vectors**2).sum(axis=1, keepdims=True))
    units = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    told = first >= 0
    shown = units[np.where(told, first, 0)] * told[:, :, np.newaxis]
    alike = (shown.sum(axis=1) ** 2).sum(axis=1) - (shown**2).sum(axis=(1, 2))
    n_films = told.sum(axis=1)
    n_pairs = n_films * (n_films - 1)
    return np.asarray(np.where(n_pairs > 0, 1.0 - alike / np.maximum(n_pairs, 1), 0.0))


def popularity_share_at(
    lists: NDArray[np.int32], k: int, like_counts: NDArray[np.integer], top: float = TOP
) -> NDArray[np.float64]:
    """Share of the first k films that belong to the most liked of the catalogue, 0 to 1.

    Parameters
    ----------
    lists
        Shape (n_lists, length), length at least k: film rows, -1 where a list is shorter.
    k
        How many films of each list are looked at.
    like_counts
        Shape (n_films,): how many people like each film.
    top
        Which share of the catalogue counts as most liked, at least one film; of equal counts the
        lower row comes first.

    Returns
    -------
    numpy.ndarray
        Shape (n_lists,); 0 for an empty list.
    """
    first = _first(lists, k)
    famous = np.zeros(len(like_counts), np.bool_)
    most = max(1, round(top * len(like_counts)))
    famous[np.argsort(-like_counts, kind="stable")[:most]] = True
    told = first >= 0
    hits = famous[np.where(told, first, 0)] & told
    return np.asarray(hits.sum(axis=1) / np.maximum(told.sum(axis=1), 1))


def _first(lists: NDArray[np.int32], k: int) -> NDArray[np.int32]:
    if not 1 <= k <= lists.shape[1]:
        raise ValueError(f"the first {k} of lists of {lists.shape[1]} films")
    return lists[:, :k]
