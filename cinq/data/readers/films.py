"""Files and columns about films to the table of films."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cinq import schema
from cinq.data.findings import Finding, outcome
from cinq.data.readers.columns import find_columns
from cinq.data.readers.source import Source
from cinq.data.readers.text import as_utf8, header, read_strings
from cinq.data.readers.values import ids, whole_numbers
from cinq.data.titles import FIRST_YEAR, LAST_YEAR, parse_title

NO_GENRES = "(no genres listed)"
_LISTS = (schema.GENRES, schema.DIRECTORS, schema.ACTORS, schema.TAGS)
_TEXTS = (schema.TITLE, schema.DESCRIPTION, *_LISTS)
_LINKS = (schema.IMDB_ID, schema.TMDB_ID)
_SEPARATORS = "|;,"


def film_rows(
    source: Source,
    mapping: Mapping[str, str | list[str]],
    required: Sequence[str],
    optional: Sequence[str] = (),
    numbered: bool = False,
) -> tuple[pa.Table, list[Finding]]:
    """Columns of a CSV file about films under our names, one row per film.

    Parameters
    ----------
    source
        The file.
    mapping, required, optional
        As for `find_columns`; FILM_ID must be the first of ``required``.
    numbered
        Whether ids are no whole numbers, as for `ids`.

    Returns
    -------
    FILM_ID as int64, ascending, the rest strings; and what was left out.
    """
    data, encoding = as_utf8(source.read(), source.name)
    names, separator = header(data, source.name)
    columns = find_columns(names, mapping, required, optional, source.name)
    strings = read_strings(data, list(columns.values()), separator, source.name)
    film_ids = ids(strings.table[columns[schema.FILM_ID]], numbered).column
    usable = np.flatnonzero(~film_ids.missing & ~film_ids.malformed)
    places = usable[np.unique(film_ids.values[usable], return_index=True)[1]]
    table = strings.table.select(list(columns.values())).rename_columns(list(columns)).take(places)
    table = table.set_column(0, schema.FILM_ID, pa.array(film_ids.values[places]))
    n_unusable, n_again = strings.n_rows - len(usable), len(usable) - len(places)
    return table, [
        encoding,
        outcome("unreadable films", n_unusable, f"rows of {source.name} were left out"),
        outcome("films twice", n_again, f"rows of {source.name}; the first of each film stays"),
    ]


def films_table(facts: pa.Table) -> pa.Table:
    """Films from columns of strings.

    Parameters
    ----------
    facts
        One row per film, under our names: FILM_ID as int64 and any other columns as strings; what
        is left out stays empty. Titles are parsed; a column of years goes before a year in the
        title. Lists are separated by ``|``, else ``;``, else ``,``: by the first of these that
        occurs in the column.

    Returns
    -------
    Table of schema.FILMS, sorted by film_id.
    """
    columns = dict(zip(facts.column_names, facts.columns, strict=True))
    film_ids = columns.pop(schema.FILM_ID)
    empty = pa.repeat(pa.scalar("", pa.string()), len(facts))
    texts = {name: _texts(columns.get(name, empty)) for name in _TEXTS}
    parsed = [parse_title(text) for text in texts[schema.TITLE]]
    titles = [
        title or f"Film {film_id}"
        for (title, _), film_id in zip(parsed, film_ids.to_pylist(), strict=True)
    ]
    arrays = {
        schema.FILM_ID: film_ids,
        schema.TITLE: titles,
        schema.YEAR: _years([year for _, year in parsed], columns.get(schema.YEAR)),
        schema.DESCRIPTION: texts[schema.DESCRIPTION],
        **{name: _lists(texts[name]) for name in _LISTS},
        **{name: optional_ids(columns.get(name, empty)) for name in _LINKS},
    }
    ordered = [_array(arrays[field.name], field.type) for field in schema.FILMS]
    return pa.table(ordered, schema=schema.FILMS).sort_by(schema.FILM_ID)


def optional_ids(strings: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Whole numbers as int64, null where there is none."""
    column = whole_numbers(strings)
    return pa.array(column.values, pa.int64(), mask=column.missing | column.malformed)


def _array(values: Any, kind: pa.DataType) -> Any:
    return values if isinstance(values, pa.ChunkedArray | pa.Array) else pa.array(values, kind)


def _texts(column: pa.ChunkedArray) -> list[str]:
    return [" ".join(text.split()) for text in pc.fill_null(column, "").to_pylist()]


def _years(of_titles: list[int | None], column: pa.ChunkedArray | None) -> pa.Array:
    years = pa.array(of_titles, pa.int16())
    if column is None:
        return years
    given = whole_numbers(column)
    usable = (given.values >= FIRST_YEAR) & (given.values <= LAST_YEAR)
    own = pa.array(np.where(usable, given.values, 0).astype(np.int16), mask=~usable)
    return pc.coalesce(own, years)


def _lists(texts: list[str]) -> list[list[str]]:
    separator = next((s for s in _SEPARATORS if any(s in text for text in texts)), "|")
    split = ((part.strip() for part in text.split(separator)) for text in texts)
    return [list(dict.fromkeys(p for p in parts if p and p != NO_GENRES)) for parts in split]
