"""Sums over the people whom two films share, film by film, in bounded memory."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cinq.models.compiled import Compiled

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Rows = NDArray[np.int32]


def _add_pairs(
    film_starts: Places,
    by_film: Places,
    users: Rows,
    left: Floats,
    user_starts: Places,
    films: Rows,
    right: Floats,
    sums: Floats,
) -> None:
    for row in range(sums.shape[0]):
        line = sums[row]
        for place in range(film_starts[row], film_starts[row + 1]):
            user, value = users[place], left[by_film[place]]
            for entry in range(user_starts[user], user_starts[user + 1]):
                line[films[entry]] += value * right[entry]


_PLACES = "Array(int64, 1, 'C', readonly=True)"
_ROWS = "Array(int32, 1, 'C', readonly=True)"
_FLOATS = "Array(float64, 1, 'C', readonly=True)"

add_pairs = Compiled(
    f"void({_PLACES}, {_PLACES}, {_ROWS}, {_FLOATS}, {_PLACES}, {_ROWS}, {_FLOATS}, "
    "float64[:, ::1])",
    _add_pairs,
)


@dataclass(frozen=True)
class PairSums:
    """Who has to do with which film, laid out by user and by film.

    Parameters
    ----------
    user_starts
        Shape (n_users + 1,), int64: user ``u`` has entries ``user_starts[u]:user_starts[u + 1]``.
    films
        Shape (n_entries,), int32: film of each entry.
    film_starts
        Shape (n_films + 1,), int64: as ``user_starts``, in the order of ``by_film``.
    users
        Shape (n_entries,), int32: user of each entry, in the order of ``by_film``.
    by_film
        Shape (n_entries,), int64: the entries film by film.
    """

    user_starts: Places
    films: Rows
    film_starts: Places
    users: Rows
    by_film: Places

    @classmethod
    def of(cls, users: Rows, films: Rows, n_users: int, n_films: int) -> Self:
        """Lay out entries, each a user and a film, both of shape (n_entries,); users ascending."""
        by_film = np.argsort(films, kind="stable")
        return cls(
            user_starts=_starts(users, n_users),
            films=np.ascontiguousarray(films, np.int32),
            film_starts=_starts(films, n_films),
            users=users[by_film].astype(np.int32),
            by_film=by_film,
        )

    @property
    def n_films(self) -> int:
        """Number of films, those without an entry included."""
        return len(self.film_starts) - 1

    def between(self, first: int, last: int, left: Floats, right: Floats) -> Floats:
        """Sum of ``left`` at film i times ``right`` at film j over the users of both.

        Parameters
        ----------
        first, last
            i runs over films ``first`` to ``last`` - 1, j over all.
        left, right
            Shape (n_entries,), float64: a value for each entry.

        Returns
        -------
        numpy.ndarray
            Shape (last - first, n_films), float64. Cost: for all films together as many
            multiply-adds as the squares of the users' numbers of entries add up to.
        """
        sums = np.zeros((last - first, self.n_films))
        add_pairs(
            self.film_starts[first : last + 1],
            self.by_film,
            self.users,
            left,
            self.user_starts,
            self.films,
            right,
            sums,
        )
        return sums


def _starts(places: Rows, length: int) -> Places:
    counts = np.bincount(places, minlength=length)
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]).astype(np.int64)
