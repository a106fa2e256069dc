"""Numbers that come out the same on every machine.

Logarithms and exponentials may differ in their last digit between processors. Everything random
here is therefore drawn as whole numbers and looked up in tables rounded to six decimals; what
follows is addition, subtraction, multiplication and division, which IEEE 754 fixes to the bit.
No matrix product, whose order of summation depends on the machine, reaches the data.
"""

import math
from collections.abc import Callable
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

N_STEPS = 1 << 16

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def _table(quantile: Callable[[float], float]) -> Floats:
    values = [round(quantile((step + 0.5) / N_STEPS), 6) for step in range(N_STEPS)]
    return np.array(values, np.float64)


@cache
def _normal_table() -> Floats:
    return _table(NormalDist().inv_cdf)


@cache
def _gumbel_table() -> Floats:
    return _table(lambda share: -math.log(-math.log(share)))


def _look_up(table: Floats, generator: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    return table[generator.integers(0, N_STEPS, shape, dtype=np.uint16)]


def normal(generator: np.random.Generator, *shape: int) -> Floats:
    """Draws from the standard normal distribution."""
    return _look_up(_normal_table(), generator, shape)


def gumbel(generator: np.random.Generator, *shape: int) -> Floats:
    """Draws from the standard Gumbel distribution.

    The n highest of log-weights plus such draws are n draws without replacement in proportion to
    the weights (Gumbel-top-k; Kool, van Hoof and Welling 2019).
    """
    return _look_up(_gumbel_table(), generator, shape)


def choices(generator: np.random.Generator, weights: Integers, *shape: int) -> Integers:
    """Draws of places in ``weights``, in proportion to these whole numbers."""
    ends = np.cumsum(weights)
    return np.searchsorted(ends, generator.integers(0, int(ends[-1]), shape), side="right").astype(
        np.int64
    )
