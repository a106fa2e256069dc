"""A sample of what one model answers, kept beside the answers without slowing them."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from random import random
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FILMS_KEPT = 10
"""Of a list so many films are kept."""

REFUSED = "refused"
"""Source of a request that got no list, because the catalogue lacks one of its favourites."""


class Served(NamedTuple):
    """A request of the sample; the columns of `cinq.traffic.tables.ServedRow` but its id."""

    served_at: datetime
    dataset: str
    release: int
    model_version: str
    source: str
    favourites: list[int]
    unknown: int
    films: list[int]
    scores: list[float]


class _Given(NamedTuple):
    """A list, in catalogue rows."""

    source: str
    picks: NDArray[np.int32]
    rows: NDArray[np.int32]
    scores: NDArray[np.float32]


class _Refused(NamedTuple):
    """Favourites that the catalogue holds, and how many it lacks."""

    known: list[int]
    unknown: int


class TrafficSample:
    """Every request is as likely to be kept as any other of the same interval (Vitter, 1985).

    Nothing is kept until somebody takes the sample for the first time, so a model that only
    calculates keeps nothing. Keeping takes less than a microsecond; what it costs to turn a list
    into a row is paid by whoever takes it. May be shared by threads.

    Parameters
    ----------
    film_ids
        Shape (n_films,): ids by catalogue row.
    dataset, release, model_version
        Of the model.
    """

    def __init__(
        self, film_ids: NDArray[np.int64], dataset: str, release: int, model_version: str
    ) -> None:
        self._film_ids = film_ids
        self._of = (dataset, release, model_version)
        self._lock = Lock()
        self._most = 0
        self._seen = 0
        self._kept: list[tuple[float, _Given | _Refused]] = []

    def keep(
        self,
        source: str,
        picks: NDArray[np.int32],
        rows: NDArray[np.int32],
        scores: NDArray[np.float32],
    ) -> None:
        """A list was given: the catalogue rows of favourites and films, and the films' scores."""
        if self._most:
            self._put(_Given(source, picks, rows, scores))

    def keep_refused(self, favourites: Sequence[int], lacking: Sequence[int]) -> None:
        """No list was given, as the catalogue lacks some of these favourites."""
        if self._most:
            known = [film for film in favourites if film not in lacking]
            self._put(_Refused(known, len(lacking)))

    def _put(self, entry: _Given | _Refused) -> None:
        with self._lock:
            self._seen += 1
            if len(self._kept) < self._most:
                self._kept.append((time.time(), entry))
            elif (place := int(random() * self._seen)) < self._most:  # noqa: S311 - no secret
                self._kept[place] = (time.time(), entry)

    def take(self, most: int) -> list[Served]:
        """What was kept since this was asked last, oldest first; at most `most` from now on."""
        with self._lock:
            kept, self._kept = self._kept, []
            self._seen, self._most = 0, most
        return [self._told(at, entry) for at, entry in sorted(kept, key=lambda pair: pair[0])]

    def _told(self, at: float, entry: _Given | _Refused) -> Served:
        time_of, of = datetime.fromtimestamp(at, UTC), self._of
        if isinstance(entry, _Refused):
            return Served(time_of, *of, REFUSED, entry.known, entry.unknown, [], [])
        films = self._film_ids[entry.rows[:FILMS_KEPT]].tolist()
        scores = [round(score, 5) for score in entry.scores[:FILMS_KEPT].tolist()]
        return Served(
            time_of, *of, entry.source, self._film_ids[entry.picks].tolist(), 0, films, scores
        )
