"""Reading ``ratings.parquet`` column by column, a piece at a time, straight into arrays."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from cinq import schema
from cinq.data.content import Pieces
from cinq.data.interactions import Interactions, Scale
from cinq.data.rating_columns import BLOCK
from cinq.errors import DataError


class RatingsFile:
    """An open file of ratings.

    Raises
    ------
    DataError
        If it is missing, damaged, or has other columns than schema.RATINGS.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            self._parquet = pq.ParquetFile(file)
        except (OSError, pa.ArrowException) as error:
            raise self._damaged() from error
        if not self._parquet.schema_arrow.equals(schema.RATINGS):
            self._parquet.close()
            raise DataError(f"{file} has other columns than it should: prepare the data again")
        self.n_ratings: int = self._parquet.metadata.num_rows

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._parquet.close()

    def pieces(self, name: str) -> Iterator[NDArray[Any]]:
        """The values of a column, some at a time."""
        try:
            for batch in self._parquet.iter_batches(batch_size=BLOCK, columns=[name]):
                yield batch.column(0).to_numpy()
        except (OSError, pa.ArrowException) as error:
            raise self._damaged() from error

    def _damaged(self) -> DataError:
        return DataError(f"{self._file} is missing or damaged: prepare the data again")


class Filling:
    """Arrays of `Interactions` that are filled while the file is read.

    Each value is in memory once: 20 bytes a rating.

    Parameters
    ----------
    film_ids
        Shape (n_films,), ascending: the catalogue's.
    n_ratings
        How many there will be.
    """

    def __init__(self, film_ids: NDArray[np.int64], n_ratings: int) -> None:
        self._film_ids = film_ids
        self._user_ids: list[NDArray[np.int64]] = []
        self._users = np.empty(n_ratings, np.int32)
        self._films = np.empty(n_ratings, np.int32)
        self._ratings = np.empty(n_ratings, np.float32)
        self._times = np.empty(n_ratings, np.int64)
        self.unknown: set[int] = set()
        """Films of ratings that the catalogue lacks."""

    def pieces(self, file: RatingsFile) -> Pieces:
        """The columns of a file, as they are hashed; what passes is kept."""
        return {
            schema.USER_ID: self._of_users(file.pieces(schema.USER_ID)),
            schema.FILM_ID: self._of_films(file.pieces(schema.FILM_ID)),
            schema.RATING: _kept(file.pieces(schema.RATING), self._ratings),
            schema.TIMESTAMP: _kept(file.pieces(schema.TIMESTAMP), self._times),
        }

    def interactions(self, n_films: int, scale: Scale) -> Interactions:
        """What was kept, once all pieces have passed."""
        return Interactions(
            user_ids=np.concatenate([np.empty(0, np.int64), *self._user_ids]),
            users=self._users,
            films=self._films,
            ratings=self._ratings,
            timestamps=self._times,
            n_films=n_films,
            scale=scale,
        )

    def _of_users(self, pieces: Iterator[NDArray[np.int64]]) -> Iterator[NDArray[np.int64]]:
        start, n_users = 0, 0
        before: NDArray[np.int64] = np.empty(0, np.int64)
        for piece in pieces:
            first = np.ones(len(piece), np.bool_)
            first[1:] = piece[1:] != piece[:-1]
            first[:1] = piece[:1] != before if len(before) else True
            self._users[start : start + len(piece)] = np.cumsum(first) + (n_users - 1)
            self._user_ids.append(piece[first])
            n_users += len(self._user_ids[-1])
            start += len(piece)
            before = piece[-1:].copy()
            yield piece

    def _of_films(self, pieces: Iterator[NDArray[np.int64]]) -> Iterator[NDArray[np.int64]]:
        known, start = self._film_ids, 0
        for piece in pieces:
            rows = np.minimum(np.searchsorted(known, piece), max(len(known) - 1, 0))
            absent = known[rows] != piece if len(known) else np.ones(len(piece), np.bool_)
            self.unknown.update(piece[absent].tolist())
            self._films[start : start + len(piece)] = rows
            start += len(piece)
            yield piece


def _kept(pieces: Iterator[NDArray[Any]], whole: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """The same pieces, each copied into its place in the whole."""
    start = 0
    for piece in pieces:
        whole[start : start + len(piece)] = piece
        start += len(piece)
        yield piece
