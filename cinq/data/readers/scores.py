"""The columns user, film, rating and time of a CSV file."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from cinq import schema
from cinq.data.findings import Finding, outcome, passed
from cinq.data.readers.raw import RAW_RATINGS
from cinq.data.readers.source import Source
from cinq.data.readers.text import Strings, as_utf8, read_strings
from cinq.data.readers.values import Ids, ids, numbers, times
from cinq.data.sieve import Sieve

_IDS = (schema.USER_ID, schema.FILM_ID)
_KINDS = {
    schema.USER_ID: "whole number from 0",
    schema.FILM_ID: "whole number from 0",
    schema.RATING: "number",
    schema.TIMESTAMP: "time",
}


@dataclass(frozen=True)
class Scores:
    """Ratings as read, and what could not be read.

    Parameters
    ----------
    ratings
        Table of RAW_RATINGS.
    n_rows
        Rows of the file.
    rejected
        Unreadable rows (schema.REJECTED).
    findings
        What was mended.
    users, films
        How ids were read; None where the fast way was taken, which keeps whole numbers.
    """

    ratings: pa.Table
    n_rows: int
    rejected: pa.Table
    findings: tuple[Finding, ...]
    users: Ids | None = None
    films: Ids | None = None


def read_scores(
    source: Source, columns: Mapping[str, str], separator: str, numbered: bool | None = None
) -> Scores:
    """Read ratings: at full speed if every field is a number, else string by string.

    Parameters
    ----------
    source
        The CSV file.
    columns
        Our USER_ID, FILM_ID, RATING and perhaps TIMESTAMP to the file's names.
    separator
        Between columns.
    numbered
        Whether ids are to be numbered, as for `ids`.
    """
    fast = _read_numbers(source, columns, separator)
    if fast is not None:
        return fast
    data, encoding = as_utf8(source.read(), source.name)
    strings = read_strings(data, list(columns.values()), separator, source.name)
    return scores_of(strings, columns, (encoding,), numbered)


def _read_numbers(source: Source, columns: Mapping[str, str], separator: str) -> Scores | None:
    """The whole file as typed columns in one pass, or None if anything in it is amiss."""
    amiss = False

    def note(row: pacsv.InvalidRow) -> str:  # noqa: ARG001 - the shape pyarrow asks for
        nonlocal amiss
        amiss = True
        return "skip"

    types = {name: schema.RATINGS.field(ours).type for ours, name in columns.items()}
    try:
        with source.open() as stream:
            table = pacsv.read_csv(
                stream,
                parse_options=pacsv.ParseOptions(delimiter=separator, invalid_row_handler=note),
                convert_options=pacsv.ConvertOptions(
                    include_columns=list(types), column_types=types
                ),
            )
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return None
    if amiss or any(column.null_count for column in table.columns):
        return None
    values = {ours: table[name] for ours, name in columns.items()}
    if len(table) and min(pc.min(values[name]).as_py() for name in _IDS) < 0:
        return None
    if not pc.all(pc.is_finite(values[schema.RATING]), min_count=0).as_py():
        return None
    values.setdefault(schema.TIMESTAMP, pa.array(np.full(len(table), schema.NO_TIME)))
    values[schema.ROW] = pa.array(np.arange(len(table)))
    ratings = pa.table([values[name] for name in RAW_RATINGS.names], schema=RAW_RATINGS)
    return Scores(
        ratings,
        len(table),
        schema.REJECTED.empty_table(),
        (passed("encoding", f"{source.name} holds nothing but numbers"),),
    )


def scores_of(
    strings: Strings,
    columns: Mapping[str, str],
    findings: tuple[Finding, ...],
    numbered: bool | None = None,
) -> Scores:
    """Ratings from columns of strings; rows with a missing or malformed field are rejected."""
    table = {ours: strings.table[name] for ours, name in columns.items()}
    users, films = (ids(table[name], numbered) for name in _IDS)
    ratings = numbers(table[schema.RATING])
    read = {schema.USER_ID: users.column, schema.FILM_ID: films.column, schema.RATING: ratings}
    if schema.TIMESTAMP in table:
        read[schema.TIMESTAMP] = times(table[schema.TIMESTAMP])
    sieve = Sieve(strings.rows)
    n_missing = n_malformed = 0
    for name, column in read.items():
        n_missing += sieve.reject(column.missing, f"{name} is missing")
        n_malformed += sieve.reject(column.malformed, f"{name} is no {_KINDS[name]}")
    values = {name: column.values[sieve.keep] for name, column in read.items()}
    values.setdefault(schema.TIMESTAMP, np.full(int(sieve.keep.sum()), schema.NO_TIME))
    values[schema.ROW] = strings.rows[sieve.keep]
    arrays = [pa.array(values[field.name]).cast(field.type) for field in RAW_RATINGS]
    n_short = len(strings.rejected)
    return Scores(
        ratings=pa.table(arrays, schema=RAW_RATINGS),
        n_rows=strings.n_rows,
        rejected=pa.concat_tables([strings.rejected, sieve.rejected()]),
        findings=(
            *findings,
            outcome("columns", n_short, "rows of a wrong number of columns were left out"),
            outcome("missing values", n_missing, "rows with an empty field were left out"),
            outcome("malformed values", n_malformed, "rows with a field of another type left out"),
            outcome("decimal commas", ratings.n_mended, "ratings such as 3,5 were read as 3.5"),
        ),
        users=users,
        films=films,
    )
