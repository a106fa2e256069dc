"""Films as a table, of which single ones are made when they are asked for.

As Python objects the films of a large catalogue take more room than a model's factors, and every
worker of a server has its own; as columns they take a tenth of it.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar, overload

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

F = TypeVar("F")

KEPT = 4096
"""Films that are kept as objects once they were asked for."""

AT_ONCE = 1000
"""Films that are made together when all are looked through."""


class FilmTable(Sequence[F], Generic[F]):
    """A sequence of films, in the order of a table's rows; may be shared by threads.

    Parameters
    ----------
    table
        Any columns, one of each name.
    made
        Makes a film of a row: a mapping by column.
    """

    def __init__(self, table: pa.Table, made: Any) -> None:
        self._table = table.combine_chunks()
        self._made = made
        self._one = lru_cache(KEPT)(self._row)

    def __len__(self) -> int:
        return int(self._table.num_rows)

    @overload
    def __getitem__(self, place: int) -> F: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[F]: ...

    def __getitem__(self, place: int | slice) -> F | Sequence[F]:
        """One film, or a tuple of some."""
        if isinstance(place, slice):
            return tuple(self[row] for row in range(*place.indices(len(self))))
        row = int(place)
        if not -len(self) <= row < len(self):
            raise IndexError(f"there is no film {row} among {len(self)}")
        return self._one(row % len(self))

    def __iter__(self) -> Iterator[F]:
        for start in range(0, len(self), AT_ONCE):
            yield from map(self._made, self._table.slice(start, AT_ONCE).to_pylist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def _row(self, row: int) -> F:
        found: F = self._made(
            {name: self._table.column(name)[row].as_py() for name in self._table.column_names}
        )
        return found

    def numbers(self, name: str, absent: int = 0) -> NDArray[np.int64]:
        """A column of whole numbers, shape (n_films,)."""
        column = self._table.column(name).combine_chunks().fill_null(absent)
        return np.array(column.to_numpy(zero_copy_only=False), np.int64)

    def texts(self, name: str) -> list[str]:
        """A column of texts."""
        found: list[str] = self._table.column(name).to_pylist()
        return found

    def words(self, name: str) -> tuple[list[str], NDArray[np.int32], NDArray[np.int32]]:
        """A column of lists of words: those that occur, and for each entry its film and word."""
        column = self._table.column(name).combine_chunks()
        encoded = column.flatten().dictionary_encode()
        films = np.repeat(np.arange(len(column), dtype=np.int32), column.value_lengths().to_numpy())
        return encoded.dictionary.to_pylist(), films, encoded.indices.to_numpy()
