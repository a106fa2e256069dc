"""From favourites to a list, before it is put into words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cinq import wire
from cinq.errors import CinqError
from cinq.models.bundle import ModelBundle
from cinq.models.recommender import Profile, rows_of_picks
from cinq.serving.filters import FilmFilter
from cinq.serving.lists import ListMaker
from cinq.serving.topk import best_rows

SCORES_AT_ONCE = 160_000
"""Scores made together: what stays in a processor's own cache until lists are made of it."""

FEWEST_AT_ONCE = 16
"""Requests scored together however large the catalogue: so often a factor is used when it is read;
with sixty thousand films that takes some ten milliseconds, in which nobody else is answered."""

FILMS_AT_ONCE = 1_000
"""About so many films are told of together, which takes no longer."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """A list for somebody.

    Parameters
    ----------
    rows
        Shape (n_found,), int32: catalogue rows, in the order of the list.
    scores, ratings
        Shape (n_found,): of these films; the ratings as they are predicted.
    picks
        Shape (n_picks,), int32: rows of the favourites, ascending.
    shares
        Shape (n_found, n_picks): what each favourite adds to a score; (n_found, 0) without reasons.
    source
        What ranked them.
    """

    rows: NDArray[np.int32]
    scores: Floats
    ratings: Floats
    picks: NDArray[np.int32]
    shares: Floats
    source: str


@dataclass(frozen=True)
class Finder:
    """Makes lists; may be shared by threads.

    Parameters
    ----------
    bundle
        The model.
    films
        Masks over its catalogue.
    lists
        Makes lists of scores.
    """

    bundle: ModelBundle
    films: FilmFilter
    lists: ListMaker

    def find(self, request: wire.RecommendRequest) -> Found:
        """The list of one request; errors as `cinq.serving.engine.Engine.recommend_one`."""
        profile, mask = self._read(request)
        return self._found(request, profile, mask, self.bundle.ranker.score([profile])[0])

    def find_all(
        self, requests: Sequence[wire.RecommendRequest]
    ) -> Iterator[list[Found | CinqError]]:
        """The lists of many, in order and part by part; an error stands in its place.

        A list is bit for bit what its request gets alone. Those of a part are scored together,
        which reads the model's factors once for all of them.
        """
        at_once = max(FEWEST_AT_ONCE, SCORES_AT_ONCE // max(1, len(self.bundle.catalogue)))
        start = 0
        while start < len(requests):
            stop, films = start + 1, requests[start].k
            while stop < min(len(requests), start + at_once) and films <= FILMS_AT_ONCE:
                films += requests[stop].k
                stop += 1
            yield self._part(requests[start:stop])
            start = stop

    def _part(self, requests: Sequence[wire.RecommendRequest]) -> list[Found | CinqError]:
        read: list[tuple[Profile, NDArray[np.bool_]] | CinqError] = []
        for request in requests:
            try:
                read.append(self._read(request))
            except CinqError as error:
                read.append(error)
        profiles = [each[0] for each in read if not isinstance(each, CinqError)]
        scores = iter(self.bundle.ranker.score(profiles))
        return [
            each if isinstance(each, CinqError) else self._found(request, *each, next(scores))
            for request, each in zip(requests, read, strict=True)
        ]

    def _read(self, request: wire.RecommendRequest) -> tuple[Profile, NDArray[np.bool_]]:
        """Who asks, and which films must not come."""
        rows = rows_of_picks(self.bundle.catalogue, request.favourites)
        mask = self.films.excluded(rows, request.exclude, request.genres, request.years)
        return self.bundle.ranker.profile_of_rows(rows), mask

    def _found(
        self,
        request: wire.RecommendRequest,
        profile: Profile,
        mask: NDArray[np.bool_],
        scores: Floats,
    ) -> Found:
        ranker, rater = self.bundle.ranker, self.bundle.rater
        if profile.blank:
            rows = best_rows(scores, mask, request.k)
        else:
            rows = self.lists.rows(scores, mask, request.k, request.diversity)
        return Found(
            rows=rows,
            scores=scores[rows],
            ratings=rater.predicted(rater.profile_of_rows(profile.picks), rows),
            picks=profile.picks,
            shares=ranker.shares(profile, rows),
            source="popularity" if profile.blank else ranker.name,
        )
