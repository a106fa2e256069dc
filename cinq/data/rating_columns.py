"""Ratings on their way from a file to a prepared data set: flat columns, as narrow as they fit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cinq import schema

BLOCK = 1 << 20
"""Ratings that are looked at together, so that what is made in passing stays small."""

Whole = NDArray[np.int32] | NDArray[np.int64]


@dataclass
class RatingColumns:
    """Parallel arrays of shape (n_ratings,), 16 bytes a rating where numbers fit 32 bits.

    Parameters
    ----------
    users, films
        The source's ids, int32 or int64.
    ratings
        float32.
    times
        Seconds since 1970, or schema.NO_TIME; int32 or int64.
    rows
        int64: number of each rating's row in the source; None if rating i stands in row i.
    """

    users: Whole
    films: Whole
    ratings: NDArray[np.float32]
    times: Whole
    rows: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.ratings)

    def blocks(self) -> Iterator[slice]:
        """Places of `BLOCK` ratings each, one after another."""
        for start in range(0, len(self), BLOCK):
            yield slice(start, min(start + BLOCK, len(self)))

    def rows_at(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Numbers of the rows of these ratings in the source."""
        return places if self.rows is None else self.rows[places]

    def take(self, places: NDArray[np.int64]) -> None:
        """Keep these ratings, in this order; column by column, so that none is there twice."""
        self.rows = self.rows_at(places)
        self.users = self.users[places]
        self.films = self.films[places]
        self.ratings = self.ratings[places]
        self.times = self.times[places]

    def put(self, start: int, places: NDArray[np.int64]) -> None:
        """Write the ratings of `places` over those from `start` on; ``rows`` stay as they are."""
        end = start + len(places)
        for column in (self.users, self.films, self.ratings, self.times):
            column[start:end] = column[places]

    def cut(self, n_ratings: int) -> None:
        """Keep the first `n_ratings`, which stand in no row of a source from then on."""
        self.users, self.films = self.users[:n_ratings], self.films[:n_ratings]
        self.ratings, self.times = self.ratings[:n_ratings], self.times[:n_ratings]
        self.rows = None

    def table(self, places: slice = slice(None)) -> pa.Table:
        """These ratings as a table of schema.RATINGS."""
        columns = (self.users, self.films, self.ratings, self.times)
        arrays = [
            pa.array(column[places].astype(field.type.to_pandas_dtype(), copy=False))
            for column, field in zip(columns, schema.RATINGS, strict=True)
        ]
        return pa.table(arrays, schema=schema.RATINGS)


def narrow(values: NDArray[np.int64]) -> Whole:
    """The same whole numbers as int32 if all of them fit."""
    if len(values) and not _FITS.min <= values.min() <= values.max() <= _FITS.max:
        return values
    return values.astype(np.int32)


_FITS = np.iinfo(np.int32)


def joined(blocks: list[RatingColumns], n_rows: list[int]) -> RatingColumns:
    """One after another; `blocks` are emptied column by column, so that none is there twice.

    Parameters
    ----------
    blocks
        At least one; their ``rows`` count from the first row of each.
    n_rows
        From how many rows of the source each was read.
    """
    rows = None
    if any(block.rows is not None for block in blocks):
        first_rows = np.cumsum([0, *n_rows[:-1]]).tolist()
        rows = np.concatenate(
            [
                first + block.rows_at(np.arange(len(block)))
                for first, block in zip(first_rows, blocks, strict=True)
            ]
        )
    columns: dict[str, Any] = {}
    for name in ("users", "films", "times", "ratings"):
        columns[name] = np.concatenate([getattr(block, name) for block in blocks])
        for block in blocks:
            setattr(block, name, columns[name][:0])
    return RatingColumns(rows=rows, **columns)
