"""Requests as flat arrays: of people of the data set, simulated, or as they were served."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.traffic.sample import REFUSED, Served

LIST = 5
"""Films of a list that are looked at."""

ALIKE = 3
"""Who asks with the same favourites again, so many or more, is taken for the same person."""

NOBODY = -1
"""A place in a list that holds no film, and the likes of a film that the catalogue lacks."""

POPULARITY = "popularity"


@dataclass(frozen=True)
class Requests:
    """Requests, one a row.

    Parameters
    ----------
    people
        Shape (n,), int64: whose each is; rows of one person hang together.
    bounds
        Shape (n + 1,), int64: request ``r`` has favourites ``bounds[r]:bounds[r + 1]``.
    favourites, likes
        Flat, int32 and int64: catalogue rows, and how many training people like each film, the
        person aside. Both are -1 for a film that the catalogue lacks.
    shown
        Shape (n, 5), int32: rows of the list, -1 where it is shorter or there is none.
    score
        Shape (n,), float64: mean score of the list a favourite; NaN without list or favourites.
    cold
        Shape (n,), bool: there are favourites, but popularity made the list.
    """

    people: NDArray[np.int64]
    bounds: NDArray[np.int64]
    favourites: NDArray[np.int32]
    likes: NDArray[np.int64]
    shown: NDArray[np.int32]
    score: NDArray[np.float64]
    cold: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.people)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Favourites asked for, shape (n,)."""
        return np.diff(self.bounds)

    @property
    def listed(self) -> NDArray[np.bool_]:
        """Whether a list is known, shape (n,)."""
        return np.asarray(self.shown[:, 0] != NOBODY)


def distinct(served: Sequence[Served]) -> list[Served]:
    """The requests that count: of equal lists of `ALIKE` favourites or more only the last."""
    last = {
        tuple(sorted(each.favourites)): place
        for place, each in enumerate(served)
        if len(each.favourites) >= ALIKE
    }
    return [
        each
        for place, each in enumerate(served)
        if len(each.favourites) < ALIKE or last[tuple(sorted(each.favourites))] == place
    ]


def of_served(served: Sequence[Served], catalogue: Catalogue, likes: NDArray[np.int64]) -> Requests:
    """Served requests, each of a person of its own; `likes` of all films, shape (n_films,)."""
    n = len(served)
    sizes = [len(each.favourites) + each.unknown for each in served]
    asked = [film for each in served for film in (*each.favourites, *[NOBODY] * each.unknown)]
    favourites = _rows(np.array(asked, np.int64), catalogue)
    shown = np.full((n, LIST), NOBODY, np.int32)
    score, cold = np.full(n, np.nan), np.zeros(n, np.bool_)
    for place, each in enumerate(served):
        films = each.films[:LIST]
        shown[place, : len(films)] = _rows(np.array(films, np.int64), catalogue)
        if each.favourites and films:
            cold[place] = each.source == POPULARITY
            score[place] = np.mean(each.scores[:LIST]) / len(each.favourites)
    score[cold | np.array([each.source == REFUSED for each in served], np.bool_)] = np.nan
    return Requests(
        people=np.arange(n),
        bounds=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        favourites=favourites,
        likes=np.where(favourites == NOBODY, NOBODY, likes[favourites]),
        shown=shown,
        score=score,
        cold=cold,
    )


def _rows(film_ids: NDArray[np.int64], catalogue: Catalogue) -> NDArray[np.int32]:
    """Catalogue rows; -1 for what it lacks."""
    all_ids = catalogue.film_ids
    places = np.minimum(np.searchsorted(all_ids, film_ids), len(all_ids) - 1)
    return np.where(all_ids[places] == film_ids, places, NOBODY).astype(np.int32)
