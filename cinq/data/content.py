"""The version of a data set: a hash of what it holds, not of how it is stored."""

import hashlib
import json

import numpy as np
import pyarrow as pa

from cinq import schema
from cinq.data.interactions import Scale

CHUNK = 1 << 20


def content_version(ratings: pa.Table, films: pa.Table, scale: Scale) -> str:
    """SHA-256, in hexadecimal, over the values of every column in canonical order.

    Parameters
    ----------
    ratings
        Table of schema.RATINGS, in its order.
    films
        Table of schema.FILMS, in its order.
    scale
        The rating scale; another ``liked_from`` makes another version.
    """
    ends = [float(scale.low), float(scale.high), float(scale.liked_from)]
    digest = hashlib.sha256(f"{ends}\n".encode())
    for field in schema.RATINGS:
        digest.update(f"{field.name} {field.type} {len(ratings)}\n".encode())
        for start in range(0, len(ratings), CHUNK):
            values = ratings[field.name].slice(start, CHUNK).to_numpy()
            digest.update(np.ascontiguousarray(values, values.dtype.newbyteorder("<")).tobytes())
    for batch in films.select(schema.FILMS.names).to_batches(max_chunksize=10_000):
        for film in batch.to_pylist():
            digest.update(json.dumps(list(film.values()), ensure_ascii=False).encode() + b"\n")
    return digest.hexdigest()
