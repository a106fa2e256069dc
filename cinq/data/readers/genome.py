"""The Tag Genome: how strongly each of a fixed set of tags applies to a film.

Jesse Vig, Shilad Sen and John Riedl. 2012. The Tag Genome: Encoding Community Knowledge to Support
Novel Interaction. ACM Transactions on Interactive Intelligent Systems 2, 3.
"""

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from cinq import schema
from cinq.data.findings import Finding, outcome
from cinq.data.readers.columns import find_columns
from cinq.data.readers.source import Source
from cinq.data.readers.text import as_utf8, header, read_strings
from cinq.data.readers.values import ids, numbers

_COLUMNS = {
    schema.FILM_ID: "movieId",
    schema.TAG_ID: "tagId",
    schema.RELEVANCE: "relevance",
}


def read_genome(
    scores: Source, tags: Source | None, film_ids: NDArray[np.int64]
) -> tuple[pa.Table, Finding]:
    """Scores of known films and tags.

    Parameters
    ----------
    scores
        ``genome-scores.csv``: movieId, tagId, relevance from 0 to 1.
    tags
        ``genome-tags.csv``: tagId, tag. Scores of tags that it does not list are left out.
    film_ids
        Shape (n_films,): the films that are known.

    Returns
    -------
    Table of schema.GENOME; and how many scores were left out, for being unreadable, off the scale,
    of an unknown film or tag, or there twice (then the first stays).

    Raises
    ------
    IntegrityError
        If the file lacks one of the columns.
    """
    films, tag_ids, relevance, n_rows = _fields(scores)
    usable = (relevance >= 0) & (relevance <= 1) & np.isin(films, film_ids)
    if tags is not None:
        usable &= np.isin(tag_ids, _tag_ids(tags))
    films, tag_ids, relevance = films[usable], tag_ids[usable], relevance[usable]
    order = np.lexsort((tag_ids, films))
    films, tag_ids, relevance = films[order], tag_ids[order], relevance[order]
    first = np.ones(len(films), np.bool_)
    first[1:] = (np.diff(films) != 0) | (np.diff(tag_ids) != 0)
    arrays = [films[first], tag_ids[first], relevance[first].astype(np.float32)]
    table = pa.table(arrays, schema=schema.GENOME)
    detail = f"rows of {scores.name} were left out"
    return table, outcome("Tag Genome", n_rows - len(table), detail)


Fields = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], int]


def _fields(source: Source) -> Fields:
    """Film, tag and relevance of every readable row, and the number of all rows."""
    with source.open() as stream:
        names, separator = header(stream.readline(), source.name)
    columns = find_columns(names, dict(_COLUMNS), list(_COLUMNS), [], source.name)
    types = dict(zip(columns.values(), (pa.int64(), pa.int64(), pa.float64()), strict=True))
    try:
        with source.open() as stream:
            table = pacsv.read_csv(
                stream,
                parse_options=pacsv.ParseOptions(delimiter=separator),
                convert_options=pacsv.ConvertOptions(
                    include_columns=list(types), column_types=types
                ),
            )
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return _fields_of_strings(source, columns, separator)
    if any(column.null_count for column in table.columns):
        return _fields_of_strings(source, columns, separator)
    films, tag_ids, relevance = (column.to_numpy() for column in table.columns)
    return films, tag_ids, relevance, len(table)


def _fields_of_strings(source: Source, columns: dict[str, str], separator: str) -> Fields:
    data, _ = as_utf8(source.read(), source.name)
    strings = read_strings(data, list(columns.values()), separator, source.name)
    films = ids(strings.table[columns[schema.FILM_ID]], numbered=False).column
    tag_ids = ids(strings.table[columns[schema.TAG_ID]], numbered=False).column
    relevance = numbers(strings.table[columns[schema.RELEVANCE]])
    readable = ~np.logical_or.reduce(
        [column.missing | column.malformed for column in (films, tag_ids, relevance)]
    )
    return (
        films.values[readable],
        tag_ids.values[readable],
        relevance.values[readable].astype(np.float64),
        strings.n_rows,
    )


def _tag_ids(source: Source) -> NDArray[np.int64]:
    data, _ = as_utf8(source.read(), source.name)
    names, separator = header(data, source.name)
    columns = find_columns(names, {schema.TAG_ID: "tagId"}, [schema.TAG_ID], [], source.name)
    strings = read_strings(data, list(columns.values()), separator, source.name)
    column = ids(strings.table[columns[schema.TAG_ID]], numbered=False).column
    known: NDArray[np.int64] = column.values[~column.missing & ~column.malformed]
    return known
