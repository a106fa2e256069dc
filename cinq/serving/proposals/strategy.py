"""What every way of proposing films keeps to."""

from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray


class Strategy(Protocol):
    """Chooses which films to offer; the same state gives the same films.

    ``chosen`` are favourites. ``skipped`` were shown and not taken: most often because they have
    not been seen, so a skip is weak evidence about taste, and never a dislike.
    """

    name: ClassVar[str]

    def next_rows(
        self, chosen: NDArray[np.int32], skipped: NDArray[np.int32], k: int
    ) -> NDArray[np.int32]:
        """Catalogue rows to offer next, without repeats, none of them chosen or skipped.

        Parameters
        ----------
        chosen, skipped
            Shapes (n_chosen,) and (n_skipped,): catalogue rows.
        k
            How many films a screen holds.

        Returns
        -------
        Shape (≤ k,): fewer than k only if no other films are left.
        """
        ...


def not_offered(
    n_films: int, chosen: NDArray[np.int32], skipped: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Films that may not come, shape (n_films,)."""
    mask = np.zeros(n_films, np.bool_)
    mask[chosen] = True
    mask[skipped] = True
    return mask


def in_order(
    order: NDArray[np.int32], chosen: NDArray[np.int32], skipped: NDArray[np.int32], k: int
) -> NDArray[np.int32]:
    """The first k of `order` (n_films,), all rows in a fixed order, that may come."""
    return order[~not_offered(len(order), chosen, skipped)[order]][:k]
