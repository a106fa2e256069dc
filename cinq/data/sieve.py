"""Which rows of a source are left, and why the others are not."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cinq import schema


class Sieve:
    """Collects rejected rows; the first reason given for a row stays.

    Parameters
    ----------
    n_rows
        How many rows there are.
    rows
        Shape (n_rows,), int64: number of each row in the source, 0 for the first after the header;
        None if they are the source's own rows, one after another.
    """

    def __init__(self, n_rows: int, rows: NDArray[np.int64] | None = None) -> None:
        self._rows = rows
        self._rejected: list[pa.Table] = []
        self.keep: NDArray[np.bool_] = np.ones(n_rows, np.bool_)
        """Shape (n_rows,): whether the row is left."""

    def reject(self, mask: NDArray[np.bool_], reason: str) -> int:
        """Leave out the rows of ``mask`` (n_rows,); how many of them were left until now."""
        fresh = np.flatnonzero(mask & self.keep)
        if len(fresh):
            self.keep[fresh] = False
            fresh = fresh if self._rows is None else self._rows[fresh]
            self._rejected.append(rejected_rows(fresh, reason))
        return len(fresh)

    def rejected(self) -> pa.Table:
        """The rejected rows and reasons (schema.REJECTED)."""
        return pa.concat_tables([schema.REJECTED.empty_table(), *self._rejected])


def rejected_rows(rows: NDArray[np.int64], reason: str) -> pa.Table:
    """These rows with one reason (schema.REJECTED)."""
    reasons = pa.repeat(pa.scalar(reason, pa.string()), len(rows))
    return pa.table([pa.array(rows, pa.int64()), reasons], schema=schema.REJECTED)
