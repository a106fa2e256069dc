"""The people whose ratings tell what somebody else may know and love."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cinq.data.interactions import Scale
from cinq.models.bundle import SeenFilms

MOST_PEOPLE = 2048
"""People that are looked at one by one; of a larger crowd an evenly spaced part."""

AT_ONCE = 1_000_000
"""Ratings counted together."""

N_BINS = 5
"""Parts of equal width that a rating scale is cut into; on five stars one star each."""


@dataclass(frozen=True)
class Crowd:
    """What a data set's people rated and liked.

    Parameters
    ----------
    n_people
        How many people there are.
    rated
        Shape (N_BINS, n_films), int64: how many people rated each film, by part of the scale.
    likes
        Shape (n_films,), int64: how many people like each film.
    liked_films, liked_people
        Shape (n_likes,), int32: every like of the people looked at one by one, sorted by film;
        rows of the catalogue, and places among those people.
    n_members
        How many people are looked at one by one.
    """

    n_people: int
    rated: NDArray[np.int64]
    likes: NDArray[np.int64]
    liked_films: NDArray[np.int32]
    liked_people: NDArray[np.int32]
    n_members: int

    @classmethod
    def of(
        cls, seen: SeenFilms, scale: Scale, n_films: int, most_people: int = MOST_PEOPLE
    ) -> "Crowd":
        """The people of `seen`, whose films are rows below `n_films`.

        Cost: one pass over the ratings, some 20 ns each; memory beside the result is bounded.
        """
        rated = np.zeros(N_BINS * n_films, np.int64)
        likes = np.zeros(n_films, np.int64)
        width = (scale.high - scale.low) / N_BINS
        for start in range(0, len(seen.ratings), AT_ONCE):
            ratings = seen.ratings[start : start + AT_ONCE]
            films = seen.films[start : start + AT_ONCE]
            part = np.clip((ratings - scale.low) // width, 0, N_BINS - 1).astype(np.int64)
            rated += np.bincount(part * n_films + films, minlength=len(rated))
            likes += np.bincount(films[ratings >= scale.liked_from], minlength=n_films)
        n_people = len(seen.user_ids)
        n_members = min(most_people, n_people)
        members = np.linspace(0, max(n_people - 1, 0), n_members).astype(np.int64)
        liked_films, liked_people = _likes_of(members, seen, scale.liked_from)
        return cls(
            n_people=n_people,
            rated=rated.reshape(N_BINS, n_films),
            likes=likes,
            liked_films=liked_films,
            liked_people=liked_people,
            n_members=n_members,
        )

    @property
    def n_films(self) -> int:
        """How many films the catalogue holds."""
        return len(self.likes)

    def by_likes(self) -> NDArray[np.int32]:
        """All films, the most liked first; of equals the more rated, then the lower row."""
        n_rated = self.rated.sum(axis=0)
        return np.lexsort((-n_rated, -self.likes)).astype(np.int32)


def _likes_of(
    members: NDArray[np.int64], seen: SeenFilms, liked_from: float
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Film and place of the person of every like of these people, sorted by film."""
    films, people = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    for place, row in enumerate(members.tolist()):
        own = slice(int(seen.indptr[row]), int(seen.indptr[row + 1]))
        liked = seen.films[own][seen.ratings[own] >= liked_from]
        films.append(liked)
        people.append(np.full(len(liked), place, np.int32))
    of_films = np.concatenate(films)
    order = np.argsort(of_films, kind="stable")
    return of_films[order], np.concatenate(people)[order]
