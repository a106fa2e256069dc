"""Products of a large sparse matrix with narrow blocks, on all cores and in little memory.

The matrix times itself never lies anywhere: each row is taken in turn, multiplied by the block, and
what comes out is added to the rows of the product that it touches. Rows are cut into `PARTS` ranges
with about as many entries each, and every range adds to sums of its own, so the result hangs on the
matrix alone and not on how many threads there are.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from cinq.models.cache_lines import from_a_line
from cinq.models.compiled import Compiled

if TYPE_CHECKING:
    from scipy.sparse import csr_array

T = TypeVar("T")

PARTS = 4
"""Ranges of rows that are added up at once, and so the most cores that are of use."""

ROWS_AT_ONCE = 16_384
"""Rows whose products are held together while their triangle is made: 13 MB with 96 columns."""


def _add_gram(
    first: int,
    stop: int,
    indptr: NDArray[np.int64],
    columns: NDArray[np.int32],
    values: NDArray[Any],
    block: NDArray[Any],
    sums: NDArray[Any],
) -> None:
    """Add the rows' part of the transpose times the matrix times the block."""
    width = block.shape[1]
    said = np.empty_like(block[0])
    for row in range(first, stop):
        said[:] = 0
        for place in range(indptr[row], indptr[row + 1]):
            value, line = values[place], block[columns[place]]
            for c in range(width):
                said[c] += value * line[c]
        for place in range(indptr[row], indptr[row + 1]):
            value, line = values[place], sums[columns[place]]
            for c in range(width):
                line[c] += value * said[c]


def _multiply(
    first: int,
    indptr: NDArray[np.int64],
    columns: NDArray[np.int32],
    values: NDArray[np.float64],
    block: NDArray[np.float64],
    product: NDArray[np.float64],
) -> None:
    """The rows from ``first`` on times the block, as many as the product has."""
    width = block.shape[1]
    for row in range(product.shape[0]):
        said = product[row]
        said[:] = 0
        for place in range(indptr[first + row], indptr[first + row + 1]):
            value, line = values[place], block[columns[place]]
            for c in range(width):
                said[c] += value * line[c]


def _arrays(number: str) -> str:
    read = "Array({}, {}, 'C', readonly=True)"
    line, matrix = read.format(number, 1), read.format(number, 2)
    places = f"{read.format('int64', 1)}, {read.format('int32', 1)}"
    return f"int64, {places}, {line}, {matrix}, {number}[:, ::1]"


add_gram_roughly = Compiled(f"void(int64, {_arrays('float32')})", _add_gram, reordered=True)
add_gram_exactly = Compiled(f"void(int64, {_arrays('float64')})", _add_gram, reordered=True)
multiply = Compiled(f"void({_arrays('float64')})", _multiply, reordered=True)


class SparseProducts:
    """The products that a subspace iteration asks for.

    Parameters
    ----------
    matrix
        Shape (n_rows, n_columns), float64, any order within a row.
    """

    def __init__(self, matrix: "csr_array") -> None:
        self._matrix = matrix
        self._indptr = matrix.indptr.astype(np.int64, copy=False)
        self._columns = matrix.indices.astype(np.int32, copy=False)
        self._rough_values = matrix.data.astype(np.float32)
        shares = np.arange(1, PARTS) * (matrix.nnz / PARTS)
        inner = np.searchsorted(self._indptr, shares).clip(0, matrix.shape[0])
        self._bounds = [0, *inner.tolist(), matrix.shape[0]]

    def gram_roughly(self, block: NDArray[np.float64]) -> NDArray[np.float64]:
        """`gram` with seven digits, in less than half the time."""
        found = self._gram(add_gram_roughly, self._rough_values, block, np.float32)
        return found.astype(np.float64)

    def gram(self, block: NDArray[np.float64]) -> NDArray[np.float64]:
        """The transpose times the matrix times a block (n_columns, width), of its shape.

        Cost: 4 · width operations an entry; `PARTS` times the memory of the block.
        """
        return self._gram(add_gram_exactly, self._matrix.data, block, np.float64)

    def triangle(self, block: NDArray[np.float64]) -> NDArray[np.float64]:
        """R of the QR decomposition of the matrix times a block, shape (≤ width, width).

        Made range by range and joined (Demmel and others: Communication-optimal parallel and
        sequential QR and LU factorizations, 2012).
        """
        multiply.make()
        block = np.ascontiguousarray(block)
        starts = range(0, self._matrix.shape[0], ROWS_AT_ONCE)

        def of_range(start: int) -> NDArray[np.float64]:
            n_rows = min(ROWS_AT_ONCE, self._matrix.shape[0] - start)
            product = np.empty((n_rows, block.shape[1]))
            multiply(start, self._indptr, self._columns, self._matrix.data, block, product)
            return _triangle(product)

        return _triangle(np.vstack(_in_threads(of_range, starts)))

    def _gram(
        self,
        add: Compiled[..., None],
        values: NDArray[Any],
        block: NDArray[np.float64],
        dtype: type[np.floating[Any]],
    ) -> NDArray[Any]:
        add.make()
        n_rows, n_columns = block.shape
        lines = from_a_line(n_rows, n_columns, dtype)
        lines[:] = block

        def of_part(part: int) -> NDArray[Any]:
            sums = from_a_line(n_rows, n_columns, dtype)
            sums[:] = 0
            first, stop = self._bounds[part], self._bounds[part + 1]
            add(first, stop, self._indptr, self._columns, values, lines, sums)
            return sums

        first, *others = _in_threads(of_part, range(PARTS))
        for sums in others:
            first += sums
        return first


def _triangle(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """R of the QR decomposition; numpy says wrongly what it returns."""
    return cast("NDArray[np.float64]", np.linalg.qr(matrix, mode="r"))


def _in_threads(work: Callable[[int], T], places: Iterable[int]) -> list[T]:
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
        return list(threads.map(work, places))
