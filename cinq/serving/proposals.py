"""What to offer next to somebody who is choosing favourites."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from cinq.models.bundle import ModelBundle
from cinq.serving.filters import FilmFilter
from cinq.serving.topk import best_rows

POOL = 600
"""How many of the most popular films are spread; past them comes popularity alone."""

GENRE_WEIGHT = 0.6
DECADE_WEIGHT = 0.3


class Proposals:
    """Well-known films of all kinds, bent towards what has been chosen.

    Parameters
    ----------
    bundle
        Its popularity tells who is well known, its ranker what resembles the chosen films.
    film_filter
        Masks over the same catalogue.
    """

    def __init__(self, bundle: ModelBundle, film_filter: FilmFilter) -> None:
        self._ranker = bundle.ranker
        self._filter = film_filter
        popularity = bundle.popularity
        self._popular = popularity.score([popularity.profile([])])[0]
        nothing = np.zeros(len(self._popular), np.bool_)
        known = best_rows(self._popular, nothing, POOL)
        films = bundle.catalogue.films
        order = _spread(
            self._popular[known],
            [films[row].genres for row in known],
            [(films[row].year or 0) // 10 for row in known],
        )
        self._spread = known[order]

    def next_rows(self, chosen: Sequence[int], skipped: Sequence[int], k: int) -> NDArray[np.int32]:
        """Catalogue rows of films to offer, shape (≤ k,), without repeats; always the same.

        With nothing chosen, popular films spread over genres and decades. Otherwise every other
        one is of the films closest to those chosen. Neither chosen nor skipped films return.

        Raises
        ------
        UnknownFilm
            Naming every chosen film that the catalogue lacks; unknown skipped ones do no harm.
        """
        profile = self._ranker.profile(chosen)
        mask = self._filter.excluded(profile.picks, skipped)
        spread: list[int] = self._spread[~mask[self._spread]].tolist()
        close: list[int] = []
        if not profile.blank:
            close = best_rows(self._ranker.score([profile])[0], mask, k).tolist()
        popular: list[int] = best_rows(self._popular, mask, k).tolist()
        rows = dict.fromkeys([*_in_turn(close, spread), *popular])
        return np.array(list(rows)[:k], np.int32)


def _in_turn(first: Sequence[int], second: Sequence[int]) -> Iterator[int]:
    for place in range(max(len(first), len(second))):
        yield from first[place : place + 1]
        yield from second[place : place + 1]


def _spread(
    scores: NDArray[np.float32], genres: Sequence[Sequence[str]], decades: Sequence[int]
) -> NDArray[np.intp]:
    """An order of films in which genres and decades come up in turn, popular films first.

    Greedy: each place goes to the film whose popularity (0 to 1), less what its genres and decade
    have had already, is highest; of equals to the one further ahead.

    Parameters
    ----------
    scores
        Shape (n,): popularity, descending.
    genres, decades
        Of the same films.
    """
    n_films = len(scores)
    if not n_films:
        return np.empty(0, np.intp)
    worth = scores.astype(np.float64) / max(float(scores[0]), 1e-9)
    names = sorted({genre for kinds in genres for genre in kinds})
    place_of = {name: place for place, name in enumerate(names)}
    kinds = np.zeros((n_films, len(names)))
    for film, of_film in enumerate(genres):
        for genre in of_film:
            kinds[film, place_of[genre]] = 1 / len(of_film)
    _, decade = np.unique(np.asarray(decades), return_inverse=True)
    had_genre = np.zeros(len(names))
    had_decade = np.zeros(decade.max() + 1)
    order = np.empty(n_films, np.intp)
    open_ = np.ones(n_films, np.bool_)
    for place in range(n_films):
        fatigue = GENRE_WEIGHT * (kinds @ had_genre) + DECADE_WEIGHT * had_decade[decade]
        film = int(np.argmax(np.where(open_, worth - fatigue / (1 + place / 12), -np.inf)))
        order[place] = film
        open_[film] = False
        had_genre += kinds[film]
        had_decade[decade[film]] += 1
    return order
