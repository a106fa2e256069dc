"""Onboarding cases: some liked films of a person go in, the other liked ones are sought."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cinq.data.interactions import Interactions
from cinq.settings import JudgingSettings


@dataclass(frozen=True)
class Cases:
    """Cases sorted by person, then draw.

    Parameters
    ----------
    user_ids
        Shape (n_people,), int64: the people that are judged on.
    people
        Shape (n_cases,), int32: place of each case's person in ``user_ids``.
    favourites
        Shape (n_cases, n_favourites), int32: catalogue rows, ascending in a row.
    targets
        Shape (n_targets,), int32: the other liked films of all cases, one case after another,
        ascending within a case.
    bounds
        Shape (n_cases + 1,), int64: case ``c`` has ``targets[bounds[c]:bounds[c + 1]]``.
    """

    user_ids: NDArray[np.int64]
    people: NDArray[np.int32]
    favourites: NDArray[np.int32]
    targets: NDArray[np.int32]
    bounds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.people)

    @property
    def n_people(self) -> int:
        """How many people there are."""
        return len(self.user_ids)

    @property
    def n_targets(self) -> NDArray[np.int64]:
        """Films to be found in each case, shape (n_cases,)."""
        return np.diff(self.bounds)


def draw_cases(people: Interactions, judging: JudgingSettings) -> Cases:
    """Draw ``draws`` cases for every person with at least ``min_liked`` liked films.

    The draw hangs on the seed, the person's id and the number of the draw alone: who else is in
    the data, and how many draws are made, is of no effect. Of more than ``max_people`` those stay
    whose hash under ``split_key`` is lowest, so that mostly the same people judge when the data
    grows.

    Parameters
    ----------
    people
        All ratings of the people to judge on.
    judging
        ``n_favourites``, ``min_liked``, ``draws``, ``seed``, ``max_people`` and ``split_key``.
    """
    liked = people.take(people.liked)
    bounds = liked.indptr()
    least = max(judging.min_liked, judging.n_favourites + 1)
    chosen = _capped(liked.user_ids, np.flatnonzero(np.diff(bounds) >= least), judging)
    favourites, targets = [], []
    for place in chosen.tolist():
        films = np.sort(liked.films[bounds[place] : bounds[place + 1]])
        picked = _picked(int(liked.user_ids[place]), len(films), judging)
        favourites.append(films[np.nonzero(picked)[1]].reshape(judging.draws, -1))
        targets.append(np.broadcast_to(films, picked.shape)[~picked].reshape(judging.draws, -1))
    sizes = [part.shape[1] for part in targets]
    empty = np.empty((0, judging.n_favourites), np.int32)
    return Cases(
        user_ids=liked.user_ids[chosen],
        people=np.repeat(np.arange(len(chosen), dtype=np.int32), judging.draws),
        favourites=np.concatenate([empty, *favourites]),
        targets=np.concatenate([np.empty(0, np.int32), *(part.ravel() for part in targets)]),
        bounds=np.concatenate([[0], np.cumsum(np.repeat(sizes, judging.draws))]).astype(np.int64),
    )


def _picked(user_id: int, n_films: int, judging: JudgingSettings) -> NDArray[np.bool_]:
    """Which of a person's liked films each draw takes, shape (draws, n_films)."""
    generator = np.random.default_rng([judging.seed % 2**64, user_id % 2**64])
    keys = generator.random((judging.draws, n_films))
    lowest = np.argpartition(keys, judging.n_favourites - 1, axis=1)[:, : judging.n_favourites]
    picked = np.zeros(keys.shape, np.bool_)
    np.put_along_axis(picked, lowest, values=True, axis=1)
    return picked


def _capped(
    user_ids: NDArray[np.int64], places: NDArray[np.int64], judging: JudgingSettings
) -> NDArray[np.int64]:
    if len(places) <= judging.max_people:
        return places
    hashes = [
        hashlib.blake2b(f"{judging.split_key} judges {user_id}".encode(), digest_size=8).digest()
        for user_id in user_ids[places].tolist()
    ]
    order = sorted(range(len(hashes)), key=hashes.__getitem__)
    return np.sort(places[order[: judging.max_people]])
