"""One CSV of 13 columns: who, which film, what is known of it, and how relevant it is to them."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cinq import schema
from cinq.data.declarations import Dataset
from cinq.data.findings import Finding, outcome, passed
from cinq.data.readers.columns import RELEVANCE, find_columns
from cinq.data.readers.films import films_table
from cinq.data.readers.raw import RawData
from cinq.data.readers.scores import scores_of
from cinq.data.readers.source import Source
from cinq.data.readers.text import Strings, as_utf8, header, read_strings
from cinq.data.readers.values import ids

_REQUIRED = (schema.USER_ID, schema.FILM_ID, schema.TITLE, RELEVANCE)
_FACTS = (schema.TITLE, schema.DIRECTORS, schema.ACTORS, schema.DESCRIPTION)
_EXTRA_FACTS = (schema.YEAR, schema.GENRES, schema.TAGS)
_UNUSED = ("user_name", "movielens_rating", "movielens_rating_10", "imdb_mean", "imdb_votes")
_OPTIONAL = (*_FACTS[1:], *_EXTRA_FACTS, *_UNUSED, "raw_relevance")


def read_relevance(dataset: Dataset, path: Path, films: pa.Table | None = None) -> RawData:
    """Read such a file; its films come from its own columns, and it knows no times.

    Where a film is spelled in several ways the most frequent one stays.

    Parameters
    ----------
    dataset
        Its declaration; ``columns`` names the file's columns.
    path
        The CSV file.
    films
        Table of schema.FILMS that describes the films in place of the file's own columns.

    Raises
    ------
    IntegrityError
        If a needed column is missing, or the file cannot be taken apart.
    """
    source = Source(path)
    data, encoding = as_utf8(source.read(), source.name)
    names, separator = header(data, source.name)
    columns = find_columns(names, dataset.columns, _REQUIRED, _OPTIONAL, source.name)
    told = (*_FACTS, *_EXTRA_FACTS) if films is None else ()
    facts = {name: columns[name] for name in told if name in columns}
    target = {
        schema.USER_ID: columns[schema.USER_ID],
        schema.FILM_ID: columns[schema.FILM_ID],
        schema.RATING: columns[RELEVANCE],
    }
    read = list(dict.fromkeys([*target.values(), *facts.values()]))
    strings = read_strings(data, read, separator, source.name)
    scores = scores_of(strings, target, (encoding, _absent(columns)))
    spellings = passed("spellings")
    if films is None:
        films, spellings = _films(strings, target[schema.FILM_ID], facts)
    return RawData(
        ratings=scores.ratings,
        films=films,
        n_rows=scores.n_rows,
        rejected=scores.rejected,
        findings=(*scores.findings, spellings),
        user_names=scores.users and scores.users.names,
        film_names=scores.films and scores.films.names,
    )


def _absent(columns: dict[str, str]) -> Finding:
    absent = [name for name in (*_FACTS, *_UNUSED, "raw_relevance") if name not in columns]
    if not absent:
        return passed("columns of the file", "all there")
    return outcome("columns of the file", len(absent), f"not there: {', '.join(absent)}", "info")


def _films(strings: Strings, id_column: str, facts: dict[str, str]) -> tuple[pa.Table, Finding]:
    """Each film in its most frequent spelling."""
    column = ids(strings.table[id_column]).column
    table = strings.table.select(list(facts.values())).rename_columns(list(facts))
    table = table.append_column(schema.FILM_ID, pa.array(column.values))
    table = table.filter(pa.array(~column.missing & ~column.malformed))
    chosen = {schema.FILM_ID: np.unique(table[schema.FILM_ID].to_numpy())}
    finding = passed("spellings")
    for name in facts:
        spelled = _spellings(table, name)
        first = np.searchsorted(spelled[schema.FILM_ID].to_numpy(), chosen[schema.FILM_ID])
        chosen[name] = spelled[name].take(pa.array(first))
        if name == schema.TITLE:
            finding = _several(spelled.filter(pc.not_equal(spelled[name], "")))
    return films_table(pa.table(chosen)), finding


def _several(titles: pa.Table) -> Finding:
    """How many films have several titles."""
    film_ids = titles[schema.FILM_ID].to_numpy()
    again = np.flatnonzero(np.diff(film_ids) == 0)
    if not len(again):
        return passed("spellings")
    first, second = titles[schema.TITLE].slice(again[0], 2).to_pylist()
    detail = f"films have several titles, such as {first!r} and {second!r}; the most frequent stays"
    return outcome("spellings", len(np.unique(film_ids[again])), detail)


def _spellings(table: pa.Table, name: str) -> pa.Table:
    """Every spelling of each film, the most frequent first, none at all last."""
    trimmed = pc.fill_null(pc.utf8_trim_whitespace(table[name]), "")
    pairs = pa.table({schema.FILM_ID: table[schema.FILM_ID], name: trimmed})
    used = pairs.group_by([schema.FILM_ID, name]).aggregate([([], "count_all")])
    used = used.append_column("empty", pc.equal(used[name], ""))
    return used.sort_by(
        [
            (schema.FILM_ID, "ascending"),
            ("empty", "ascending"),
            ("count_all", "descending"),
            (name, "ascending"),
        ]
    )
