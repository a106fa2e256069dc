"""Tags that people gave to films."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cinq import schema
from cinq.data.readers.source import Source
from cinq.data.readers.text import as_utf8, header, read_strings
from cinq.data.readers.values import ids

MAX_TAGS = 20


def film_tags(source: Source, film_ids: NDArray[np.int64]) -> pa.Array:
    """The tags most used for each film, in lower case, at most MAX_TAGS.

    Parameters
    ----------
    source
        A MovieLens ``tags.csv`` (userId, movieId, tag, timestamp).
    film_ids
        Shape (n_films,), ascending.

    Returns
    -------
    Lists of strings, shape (n_films,); the most used first, equals by alphabet.
    """
    data, _ = as_utf8(source.read(), source.name)
    names, separator = header(data, source.name)
    if not {"movieId", "tag"} <= set(names):
        return pa.array([[]] * len(film_ids), pa.list_(pa.string()))
    table = read_strings(data, ["movieId", "tag"], separator, source.name).table
    films = ids(table["movieId"], numbered=False).column
    tags = pc.utf8_lower(pc.utf8_trim_whitespace(table["tag"].combine_chunks()))
    known = np.isin(films.values, film_ids) & ~films.missing & ~films.malformed
    usable = pc.and_(pa.array(known), pc.not_equal(tags, ""))
    given = pa.table({schema.FILM_ID: films.values, schema.TAGS: tags}).filter(usable)
    used = given.group_by([schema.FILM_ID, schema.TAGS]).aggregate([([], "count_all")])
    used = used.sort_by(
        [(schema.FILM_ID, "ascending"), ("count_all", "descending"), (schema.TAGS, "ascending")]
    )
    of_films = used[schema.FILM_ID].to_numpy()
    place = np.arange(len(of_films)) - np.searchsorted(of_films, of_films)
    top = used.filter(pa.array(place < MAX_TAGS))
    counts = np.searchsorted(top[schema.FILM_ID].to_numpy(), film_ids, "right")
    offsets = np.concatenate([[0], counts]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), top[schema.TAGS].combine_chunks())
