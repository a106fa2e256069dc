"""The version of a data set: a hash of what it holds, not of how it is stored."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cinq import schema
from cinq.data.interactions import Scale
from cinq.data.rating_columns import BLOCK, RatingColumns

Pieces = Mapping[str, Iterable[NDArray[Any]]]
"""By name of the column: its values, a piece at a time. Each is asked for in turn, once."""


def content_version(
    ratings: pa.Table, films: pa.Table, scale: Scale, genome: pa.Table | None = None
) -> str:
    """SHA-256, in hexadecimal, over the values of every column in canonical order.

    Parameters
    ----------
    ratings
        Table of schema.RATINGS, in its order.
    films
        Table of schema.FILMS, in its order.
    scale
        The rating scale; another ``liked_from`` makes another version.
    genome
        Table of schema.GENOME, in its order; None where there is none, which leaves the version
        as it is without.
    """
    pieces = _of_table(ratings, schema.RATINGS)
    return version_of_pieces(pieces, len(ratings), films, scale, genome)


def version_of_columns(
    ratings: RatingColumns, films: pa.Table, scale: Scale, genome: pa.Table | None = None
) -> str:
    """`content_version` of ratings that are no table."""
    columns = (ratings.users, ratings.films, ratings.ratings, ratings.times)
    pieces = dict(zip(schema.RATINGS.names, map(_in_blocks, columns), strict=True))
    return version_of_pieces(pieces, len(ratings), films, scale, genome)


def version_of_pieces(
    ratings: Pieces,
    n_ratings: int,
    films: pa.Table,
    scale: Scale,
    genome: pa.Table | None = None,
) -> str:
    """`content_version` of ratings that are never all in memory.

    Parameters
    ----------
    ratings
        The columns of schema.RATINGS.
    n_ratings
        How many there are in all.
    films, scale, genome
        As for `content_version`.
    """
    ends = [float(scale.low), float(scale.high), float(scale.liked_from)]
    digest = hashlib.sha256(f"{ends}\n".encode())
    _add_columns(digest, ratings, n_ratings, schema.RATINGS)
    for batch in films.select(schema.FILMS.names).to_batches(max_chunksize=10_000):
        for film in batch.to_pylist():
            digest.update(json.dumps(list(film.values()), ensure_ascii=False).encode() + b"\n")
    if genome is not None:
        _add_columns(digest, _of_table(genome, schema.GENOME), len(genome), schema.GENOME)
    return digest.hexdigest()


def _of_table(table: pa.Table, columns: pa.Schema) -> Pieces:
    return {name: _in_blocks(table[name]) for name in columns.names}


def _in_blocks(column: NDArray[Any] | pa.ChunkedArray) -> Iterator[NDArray[Any]]:
    for start in range(0, len(column), BLOCK):
        block = column[start : start + BLOCK]
        yield block if isinstance(block, np.ndarray) else block.to_numpy()


def _add_columns(
    digest: "hashlib._Hash", columns: Pieces, n_rows: int, described: pa.Schema
) -> None:
    for field in described:
        digest.update(f"{field.name} {field.type} {n_rows}\n".encode())
        kind = np.dtype(field.type.to_pandas_dtype()).newbyteorder("<")
        for piece in columns[field.name]:
            digest.update(np.ascontiguousarray(piece, kind).data)
