"""What the arrays that metrics take must look like."""

import numpy as np
from numpy.typing import NDArray


def same_length(first: NDArray[np.generic], second: NDArray[np.generic]) -> None:
    """Two arrays with as many entries each, and at least one.

    Raises
    ------
    ValueError
        If they are not; a mean over nothing is not a figure.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} entries against {len(second)}")
    if not len(first):
        raise ValueError("a mean over nothing is not a figure")
