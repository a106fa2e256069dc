"""The version of a data set: a hash of what it holds, not of how it is stored."""

import hashlib
import json

import numpy as np
import pyarrow as pa

from cinq import schema
from cinq.data.interactions import Scale

CHUNK = 1 << 20


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
    ends = [float(scale.low), float(scale.high), float(scale.liked_from)]
    digest = hashlib.sha256(f"{ends}\n".encode())
    _add_columns(digest, ratings, schema.RATINGS)
    for batch in films.select(schema.FILMS.names).to_batches(max_chunksize=10_000):
        for film in batch.to_pylist():
            digest.update(json.dumps(list(film.values()), ensure_ascii=False).encode() + b"\n")
    if genome is not None:
        _add_columns(digest, genome, schema.GENOME)
    return digest.hexdigest()


def _add_columns(digest: "hashlib._Hash", table: pa.Table, columns: pa.Schema) -> None:
    for field in columns:
        digest.update(f"{field.name} {field.type} {len(table)}\n".encode())
        for start in range(0, len(table), CHUNK):
            values = table[field.name].slice(start, CHUNK).to_numpy()
            digest.update(np.ascontiguousarray(values, values.dtype.newbyteorder("<")).tobytes())
