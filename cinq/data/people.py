"""Who is trained on and who judges, and which ratings are held out."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cinq.data.interactions import Interactions
from cinq.data.rating_columns import BLOCK
from cinq.schema import NO_TIME
from cinq.settings import JudgingSettings

TRAINING, VALIDATION, JUDGING = 0, 1, 2


@dataclass(frozen=True)
class Split:
    """The four parts of a data set.

    Parameters
    ----------
    training
        Ratings of training people without their newest share.
    held_out
        The newest share of each training person's ratings, with the same user places.
    validation, judging
        All ratings of the people of these parts, with user places of their own.
    """

    training: Interactions
    held_out: Interactions
    validation: Interactions
    judging: Interactions

    @property
    def own(self) -> "Split":
        """The parts without accounts that joined the data set."""
        parts = (self.training, self.held_out, self.validation, self.judging)
        return Split(*(part.own for part in parts))


def assign(user_ids: NDArray[np.int64], judging: JudgingSettings) -> NDArray[np.int8]:
    """Part of each person: TRAINING, VALIDATION or JUDGING.

    A person's part depends on their id, the key and the shares alone, so that nobody moves
    between parts when the data grows.

    Parameters
    ----------
    user_ids
        Shape (n_users,).
    judging
        ``split_key``, ``validation_share`` and ``judging_share`` are used.

    Returns
    -------
    Shape (n_users,).
    """
    drawn = _uniform(_mixed(user_ids, judging.split_key))
    parts = np.zeros(len(user_ids), np.int8)
    parts[drawn < judging.judging_share + judging.validation_share] = VALIDATION
    parts[drawn < judging.judging_share] = JUDGING
    return parts


def split_name(judging: JudgingSettings) -> str:
    """Says who is in which part: equal names, equal parts, whatever the data."""
    shares = f"{judging.validation_share:g} validate, {judging.judging_share:g} judge"
    return f"key {judging.split_key}: {shares}, {judging.newest_share:g} newest held out"


def newest_mask(interactions: Interactions, share: float, key: str) -> NDArray[np.bool_]:
    """Whether each rating is among the newest of its person, shape (n_ratings,).

    ``floor(n * share)`` of a person's n ratings are, ties broken by film; where the data knows no
    time of any rating of a person, a keyed hash of person and film takes its place. With a share
    of a tenth, people of fewer than ten ratings hold out none.
    """
    users, films, times = interactions.users, interactions.films, interactions.timestamps
    if not times.all():
        times = _with_hashes(interactions, key)
    counts = np.bincount(users, minlength=interactions.n_users)
    held_out = np.floor(counts * share + 1e-9).astype(np.int64)
    newest = _last(counts, held_out)
    if _ordered(users, times, films):
        return newest
    mask = np.empty(len(users), np.bool_)
    mask[np.lexsort((films, times, users))] = newest
    return mask


def _with_hashes(interactions: Interactions, key: str) -> NDArray[np.int64]:
    """Timestamps, with hashes in the place of those of people of whom no time is known."""
    users, films, times = interactions.users, interactions.films, interactions.timestamps
    timed = np.zeros(interactions.n_users, np.bool_)
    timed[users[times != NO_TIME]] = True
    timeless = ~timed[users]
    film_hashes = _mixed(np.arange(interactions.n_films), f"{key} newest")
    people = interactions.user_ids.astype(np.uint64)[users]
    hashes = (splitmix(people ^ film_hashes[films]) >> np.uint64(1)).view(np.int64)
    return np.where(timeless, hashes, times)


def _last(counts: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of `counts` entries in turn the last `wanted` of each, shape (sum of counts,)."""
    ends = np.cumsum(counts)
    turns = np.zeros(int(counts.sum()) + 1, np.int8)
    turns[(ends - wanted)[wanted > 0]] += 1
    turns[ends[wanted > 0]] -= 1
    return np.cumsum(turns[:-1], dtype=np.int8).view(np.bool_)


def split_people(interactions: Interactions, judging: JudgingSettings) -> Split:
    """Split people by `assign`, and training people's ratings by `newest_mask`."""
    parts = assign(interactions.user_ids, judging)
    of_training = interactions.of_users(parts == TRAINING)
    newest = newest_mask(of_training, judging.newest_share, judging.split_key)
    return Split(
        training=of_training.take(~newest),
        held_out=of_training.take(newest),
        validation=interactions.of_users(parts == VALIDATION),
        judging=interactions.of_users(parts == JUDGING),
    )


def _ordered(users: NDArray[np.int32], times: NDArray[np.int64], films: NDArray[np.int32]) -> bool:
    """Whether ratings stand by user, time and film; looked at in blocks."""
    for start in range(0, len(users), BLOCK):
        block = slice(start, start + BLOCK + 1)
        user, time, film = np.diff(users[block]), np.diff(times[block]), np.diff(films[block])
        falls = (user < 0) | ((user == 0) & ((time < 0) | ((time == 0) & (film < 0))))
        if falls.any():
            return False
    return True


def _mixed(ids: NDArray[np.int64], key: str) -> NDArray[np.uint64]:
    first, second = np.frombuffer(hashlib.sha256(key.encode()).digest()[:16], "<u8")
    return splitmix(splitmix(ids.astype(np.uint64) ^ first) ^ second)


def _uniform(hashes: NDArray[np.uint64]) -> NDArray[np.float64]:
    return (hashes >> np.uint64(11)).astype(np.float64) * 2.0**-53


def splitmix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Mix the bits of numbers.

    The finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Generators, 2014).

    Arithmetic is modulo 2**64.
    """
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
