"""One epoch of `cinq.models.descent`, compiled: exactly as Surprise, or one block of many."""

import numpy as np
from numpy.typing import NDArray

from cinq.models.compiled import Compiled

_READ_INDPTR = "Array(int64, 1, 'C', readonly=True)"
_READ_FILMS = "Array(int32, 1, 'C', readonly=True)"


def _descend_exactly(  # noqa: PLR0917 - compiled loops know no keywords
    indptr: NDArray[np.int64],
    films: NDArray[np.int32],
    values: NDArray[np.float64],
    mean: float,
    rate: float,
    penalty: float,
    biased: bool,
    user_bias: NDArray[np.float64],
    item_bias: NDArray[np.float64],
    user_factors: NDArray[np.float64],
    item_factors: NDArray[np.float64],
) -> None:
    """One epoch, every operation in the order of Surprise's loop."""
    n_factors = user_factors.shape[1]
    for user in range(indptr.shape[0] - 1):
        p = user_factors[user]
        for place in range(indptr[user], indptr[user + 1]):
            film = films[place]
            q = item_factors[film]
            dot = 0.0
            for f in range(n_factors):
                dot += q[f] * p[f]
            error = values[place] - (mean + user_bias[user] + item_bias[film] + dot)
            if biased:
                user_bias[user] += rate * (error - penalty * user_bias[user])
                item_bias[film] += rate * (error - penalty * item_bias[film])
            for f in range(n_factors):
                pf, qf = p[f], q[f]
                p[f] += rate * (error * qf - penalty * pf)
                q[f] += rate * (error * pf - penalty * qf)


descend_exactly = Compiled(
    f"void({_READ_INDPTR}, {_READ_FILMS}, Array(float64, 1, 'C', readonly=True), float64, float64,"
    " float64, boolean, float64[::1], float64[::1], float64[:, ::1], float64[:, ::1])",
    _descend_exactly,
)


def _descend_block(  # noqa: PLR0917 - compiled loops know no keywords
    first: int,
    stop: int,
    indptr: NDArray[np.int64],
    films: NDArray[np.int32],
    values: NDArray[np.float32],
    mean: float,
    rate: float,
    penalty: float,
    biased: bool,
    user_bias: NDArray[np.float32],
    item_bias: NDArray[np.float32],
    user_factors: NDArray[np.float32],
    item_factors: NDArray[np.float32],
) -> None:
    """One epoch over the users ``first`` to ``stop`` and the films of one column.

    The pass that changes a person's factors also makes their product with the next film's, which
    is nearly twice as fast as a pass of its own: a person rates no film twice, so the next film's
    factors are not those that are being changed.
    """
    n_factors = user_factors.shape[1]
    keep = np.float32(1) - rate * penalty
    for user in range(first, stop):
        begin, end = indptr[user], indptr[user + 1]
        if begin == end:
            continue
        p, q = user_factors[user], item_factors[films[begin]]
        own = user_bias[user]
        dot = p[0] * q[0]
        for f in range(1, n_factors):
            dot += p[f] * q[f]
        for place in range(begin, end):
            film = films[place]
            step = rate * (values[place] - (mean + own + item_bias[film] + dot))
            if biased:
                own = keep * own + step
                item_bias[film] = keep * item_bias[film] + step
            following = item_factors[films[place + 1 if place + 1 < end else begin]]
            dot = np.float32(0)
            for f in range(n_factors):
                pf, qf = p[f], q[f]
                moved = keep * pf + step * qf
                p[f] = moved
                q[f] = keep * qf + step * pf
                dot += moved * following[f]
            q = following
        user_bias[user] = own


descend_block = Compiled(
    f"void(int64, int64, {_READ_INDPTR}, {_READ_FILMS}, Array(float32, 1, 'C', readonly=True),"
    " float32, float32, float32, boolean, float32[::1], float32[::1], float32[:, ::1],"
    " float32[:, ::1])",
    _descend_block,
    reordered=True,
)


def _hand_out(  # noqa: PLR0917 - compiled loops know no keywords
    indptr: NDArray[np.int64],
    films: NDArray[np.int32],
    values: NDArray[np.float32],
    column: NDArray[np.int32],
    place: NDArray[np.int32],
    starts: NDArray[np.int64],
    indptrs: NDArray[np.int64],
    places: NDArray[np.int32],
    columns_values: NDArray[np.float32],
) -> None:
    """Write the ratings column by column, each of which begins at its place of ``starts``.

    Sets ``indptrs`` (n_columns, n_users + 1), counted from there, ``places`` and
    ``columns_values`` (n_ratings,).
    """
    n_users = indptr.shape[0] - 1
    ends = starts.copy()
    for user in range(n_users):
        for number in range(len(starts)):
            indptrs[number, user] = ends[number] - starts[number]
        for rating in range(indptr[user], indptr[user + 1]):
            film = films[rating]
            number = column[film]
            to = ends[number]
            places[to] = place[film]
            columns_values[to] = values[rating]
            ends[number] = to + 1
    for number in range(len(starts)):
        indptrs[number, n_users] = ends[number] - starts[number]


hand_out = Compiled(
    f"void({_READ_INDPTR}, {_READ_FILMS}, Array(float32, 1, 'C', readonly=True), {_READ_FILMS},"
    f" {_READ_FILMS}, {_READ_INDPTR}, int64[:, ::1], int32[::1], float32[::1])",
    _hand_out,
)
