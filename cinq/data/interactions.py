"""Ratings as flat arrays."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Scale:
    """A rating scale: its two ends, and from which rating on a film counts as liked."""

    low: float
    high: float
    liked_from: float


@dataclass(frozen=True)
class Interactions:
    """Ratings of a data set, or of a part of it, as parallel arrays.

    Parameters
    ----------
    user_ids
        Shape (n_users,), int64, ascending, without repeats: the source's own ids.
    users
        Shape (n_ratings,), int32: place of each rating's user in ``user_ids``; ascending.
    films
        Shape (n_ratings,), int32: row of each rating's film in the catalogue.
    ratings
        Shape (n_ratings,), float32, in units of ``scale``.
    timestamps
        Shape (n_ratings,), int64, seconds since 1970, or 0 where the source knows no time.
    n_films
        Number of films in the catalogue, rated or not.
    scale
        The rating scale.
    """

    user_ids: NDArray[np.int64]
    users: NDArray[np.int32]
    films: NDArray[np.int32]
    ratings: NDArray[np.float32]
    timestamps: NDArray[np.int64]
    n_films: int
    scale: Scale

    def __len__(self) -> int:
        return len(self.ratings)

    @property
    def n_users(self) -> int:
        """Number of users, those without a rating in this part included."""
        return len(self.user_ids)

    @property
    def liked(self) -> NDArray[np.bool_]:
        """Shape (n_ratings,): whether the rating reaches ``scale.liked_from``."""
        return self.ratings >= self.scale.liked_from

    def take(self, mask: NDArray[np.bool_]) -> "Interactions":
        """The ratings where ``mask`` (n_ratings,) holds; users keep their places."""
        return replace(
            self,
            users=self.users[mask],
            films=self.films[mask],
            ratings=self.ratings[mask],
            timestamps=self.timestamps[mask],
        )

    def of_users(self, mask: NDArray[np.bool_]) -> "Interactions":
        """The ratings of the users where ``mask`` (n_users,) holds; other users are dropped."""
        place = np.cumsum(mask, dtype=np.int32) - np.int32(1)
        part = self.take(mask[self.users])
        return replace(part, user_ids=self.user_ids[mask], users=place[part.users])

    @property
    def own(self) -> "Interactions":
        """The ratings of the data set's own people; accounts that joined have ids below 0."""
        if not self.n_users or self.user_ids[0] >= 0:
            return self
        return self.of_users(self.user_ids >= 0)

    def indptr(self) -> NDArray[np.int64]:
        """Shape (n_users + 1,): user ``u`` holds ratings ``indptr[u]:indptr[u + 1]``."""
        places = np.arange(self.n_users + 1, dtype=self.users.dtype)  # others would copy the users
        return np.searchsorted(self.users, places).astype(np.int64)
