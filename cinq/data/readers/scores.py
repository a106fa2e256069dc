"""The columns user, film, rating and time of a CSV file."""

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from cinq import schema
from cinq.data.findings import Finding, outcome, passed
from cinq.data.rating_columns import RatingColumns, joined, narrow
from cinq.data.readers.source import Source
from cinq.data.readers.text import Strings, as_utf8, header, read_strings
from cinq.data.readers.values import Ids, ids, numbers, times, whole_numbers
from cinq.data.sieve import Sieve

BLOCK_BYTES = 1 << 22
"""Of a file, read together: some 160,000 ratings."""

MOST_AMISS = 0.01
"""Share of unreadable rows up to which what a column holds is plain without seeing all of it."""

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
        Those that could be read.
    n_rows
        Rows of the file.
    rejected
        Unreadable rows (schema.REJECTED).
    findings
        What was mended.
    users, films
        How ids were read; None where the fast way was taken, which keeps whole numbers.
    """

    ratings: RatingColumns
    n_rows: int
    rejected: pa.Table
    findings: tuple[Finding, ...]
    users: Ids | None = None
    films: Ids | None = None


def read_scores(
    source: Source, columns: Mapping[str, str], separator: str, numbered: bool | None = None
) -> Scores:
    """Read ratings block by block at full speed; a block with a bad line string by string.

    Where more than `MOST_AMISS` of the rows cannot be read, where ids are no whole numbers, or
    where a field may span lines, the whole file is read again as strings.

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

    Notes
    -----
    Memory: 16 bytes a rating where ids and times fit 32 bits, up to 24 while columns are joined;
    as strings some times that.
    """
    found = None if numbered else _read_blocks(source, columns, separator)
    if found is not None:
        return found
    data, encoding = as_utf8(source.read(), source.name)
    strings = read_strings(data, list(columns.values()), separator, source.name)
    return scores_of(strings, columns, (encoding,), numbered)


def _read_blocks(source: Source, columns: Mapping[str, str], separator: str) -> Scores | None:
    """The file in blocks of whole lines, or None if it must be read as a whole."""
    parts: list[Scores] = []
    n_rows = n_rejected = 0
    with source.open() as stream:
        first_line = stream.readline()
        if first_line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return None
        names, _ = header(first_line, source.name)
        for lines in _whole_lines(stream):
            part = _numbers(lines, names, columns, separator)
            if part is None and b'"' in lines:
                return None
            parts.append(part or _strings(first_line, lines, source.name, columns, separator))
            n_rows += parts[-1].n_rows
            n_rejected += len(parts[-1].rejected)
            if n_rejected > MOST_AMISS * n_rows:
                return None
    if not parts:
        nothing = _columns(dict.fromkeys(schema.RATINGS.names, np.empty(0, np.int64)))
        parts = [Scores(nothing, 0, schema.REJECTED.empty_table(), ())]
    return Scores(
        ratings=joined([part.ratings for part in parts], [part.n_rows for part in parts]),
        n_rows=n_rows,
        rejected=_rejected(parts),
        findings=_summed([part.findings for part in parts if part.findings])
        or (passed("encoding", f"{source.name} holds nothing but numbers"),),
    )


def _whole_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The rest of a stream in blocks that end where a line ends."""
    rest = b""
    while block := stream.read(BLOCK_BYTES):
        lines = rest + block
        end = lines.rfind(b"\n") + 1
        rest = lines[end:]
        if lines[:end].strip():
            yield lines[:end]
    if rest.strip():
        yield rest


def _numbers(
    lines: bytes, names: list[str], columns: Mapping[str, str], separator: str
) -> Scores | None:
    """Lines as typed columns, or None if anything in them is amiss."""
    amiss = False

    def note(row: pacsv.InvalidRow) -> str:  # noqa: ARG001 - the shape pyarrow asks for
        nonlocal amiss
        amiss = True
        return "skip"

    types = {name: schema.RATINGS.field(ours).type for ours, name in columns.items()}
    try:
        table = pacsv.read_csv(
            pa.py_buffer(lines),
            read_options=pacsv.ReadOptions(column_names=names),
            parse_options=pacsv.ParseOptions(delimiter=separator, invalid_row_handler=note),
            convert_options=pacsv.ConvertOptions(include_columns=list(types), column_types=types),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return None
    if amiss or any(column.null_count for column in table.columns):
        return None
    values = {ours: table[name].to_numpy() for ours, name in columns.items()}
    if min(values[name].min(initial=0) for name in _IDS) < 0:
        return None
    if not np.isfinite(values[schema.RATING]).all():
        return None
    return Scores(_columns(values), len(table), schema.REJECTED.empty_table(), ())


def _columns(values: Mapping[str, NDArray[Any]]) -> RatingColumns:
    """Our columns by name, narrowed; none of times where the file has none."""
    users = values[schema.USER_ID]
    no_times = np.full(len(users), schema.NO_TIME, np.int64)
    return RatingColumns(
        users=narrow(users),
        films=narrow(values[schema.FILM_ID]),
        ratings=values[schema.RATING].astype(np.float32, copy=False),
        times=narrow(values.get(schema.TIMESTAMP, no_times)),
    )


def _strings(
    first_line: bytes, lines: bytes, name: str, columns: Mapping[str, str], separator: str
) -> Scores:
    data, encoding = as_utf8(first_line + lines, name)
    strings = read_strings(data, list(columns.values()), separator, name)
    return scores_of(strings, columns, (encoding,), numbered=False, dates=False)


def _rejected(parts: list[Scores]) -> pa.Table:
    """The rejected rows of all parts, numbered through."""
    tables, first = [schema.REJECTED.empty_table()], 0
    for part in parts:
        rows = pc.add(part.rejected[schema.ROW], first)
        tables.append(pa.table([rows, part.rejected[schema.REASON]], schema=schema.REJECTED))
        first += part.n_rows
    return pa.concat_tables(tables)


def _summed(parts: list[tuple[Finding, ...]]) -> tuple[Finding, ...]:
    """The findings of several parts, all of the same checks, as of one."""
    return tuple(
        max(same, key=lambda finding: finding.count > 0).model_copy(
            update={"count": sum(finding.count for finding in same)}
        )
        for same in zip(*parts, strict=True)
    )


def scores_of(
    strings: Strings,
    columns: Mapping[str, str],
    findings: tuple[Finding, ...],
    numbered: bool | None = None,
    dates: bool = True,
) -> Scores:
    """Ratings from columns of strings; rows with a missing or malformed field are rejected.

    Parameters
    ----------
    strings, columns
        The file, and which of its columns are which of ours.
    findings
        Of reading it as strings.
    numbered
        As for `ids`.
    dates
        Whether times may be dates, as for `times`.
    """
    table = {ours: strings.table[name] for ours, name in columns.items()}
    users, films = (ids(table[name], numbered) for name in _IDS)
    ratings = numbers(table[schema.RATING])
    read = {schema.USER_ID: users.column, schema.FILM_ID: films.column, schema.RATING: ratings}
    if schema.TIMESTAMP in table:
        spelled = table[schema.TIMESTAMP]
        read[schema.TIMESTAMP] = times(spelled) if dates else whole_numbers(spelled)
    sieve = Sieve(len(strings.rows), strings.rows)
    n_missing = n_malformed = 0
    for name, column in read.items():
        n_missing += sieve.reject(column.missing, f"{name} is missing")
        n_malformed += sieve.reject(column.malformed, f"{name} is no {_KINDS[name]}")
    kept = _columns({name: column.values[sieve.keep] for name, column in read.items()})
    kept.rows = strings.rows[sieve.keep]
    n_short = len(strings.rejected)
    return Scores(
        ratings=kept,
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
