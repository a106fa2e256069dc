"""Arrays that begin a cache line; numpy's own begin 16 bytes into a page.

A processor reads and writes up to a line at once. Where rows begin in the midst of one, every
second or every vector lies in two lines and takes as long as two.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

LINE_BYTES = 64

Number = TypeVar("Number", bound=np.number)


def from_a_line(n_rows: int, n_columns: int, dtype: type[Number]) -> NDArray[Number]:
    """An array, not set, whose first row begins a cache line."""
    size = np.dtype(dtype).itemsize
    room = np.empty(n_rows * n_columns + LINE_BYTES // size, dtype)
    address = room.__array_interface__["data"][0]
    first = -address % LINE_BYTES // size
    return room[first : first + n_rows * n_columns].reshape(n_rows, n_columns)
