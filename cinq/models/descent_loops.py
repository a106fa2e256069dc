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
    """One epoch over the users ``first`` to ``stop`` and the films of one column."""
    n_factors = user_factors.shape[1]
    for user in range(first, stop):
        p = user_factors[user]
        own = user_bias[user]
        for place in range(indptr[user], indptr[user + 1]):
            film = films[place]
            q = item_factors[film]
            dot = p[0] * q[0]
            for f in range(1, n_factors):
                dot += p[f] * q[f]
            error = values[place] - (mean + own + item_bias[film] + dot)
            if biased:
                own += rate * (error - penalty * own)
                item_bias[film] += rate * (error - penalty * item_bias[film])
            for f in range(n_factors):
                pf, qf = p[f], q[f]
                p[f] = pf + rate * (error * qf - penalty * pf)
                q[f] = qf + rate * (error * pf - penalty * qf)
        user_bias[user] = own


descend_block = Compiled(
    f"void(int64, int64, {_READ_INDPTR}, {_READ_FILMS}, Array(float32, 1, 'C', readonly=True),"
    " float32, float32, float32, boolean, float32[::1], float32[::1], float32[:, ::1],"
    " float32[:, ::1])",
    _descend_block,
    reordered=True,
)
