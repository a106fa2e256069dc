"""CSV files of unknown encoding and separator as columns of strings."""

import codecs
import csv
import io
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from cinq import schema
from cinq.data.findings import Finding, outcome, passed
from cinq.data.sieve import rejected_rows
from cinq.errors import IntegrityError

SEPARATORS = ",;\t|"


@dataclass(frozen=True)
class Strings:
    """A CSV file as strings.

    Parameters
    ----------
    table
        The columns asked for, all strings, without rows of a wrong number of columns.
    rows
        Shape (len(table),), int64: number of each row in the file, 0 for the first after the
        header; empty lines are not counted.
    n_rows
        Rows of the file.
    rejected
        Rows of a wrong number of columns (schema.REJECTED).
    """

    table: pa.Table
    rows: NDArray[np.int64]
    n_rows: int
    rejected: pa.Table


def as_utf8(data: bytes, name: str) -> tuple[bytes, Finding]:
    """The text as UTF-8 without a byte order mark.

    UTF-16 is told by its mark. Lines that are no UTF-8 are read as Windows-1252, the superset of
    Latin-1 that spreadsheets write, and counted.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
        return text.encode(), outcome("encoding", 1, f"{name} was UTF-16")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        data.decode()
    except UnicodeDecodeError:
        return _mended(data, name)
    return data, passed("encoding", f"{name} is UTF-8")


def _mended(data: bytes, name: str) -> tuple[bytes, Finding]:
    lines = data.split(b"\n")
    n_mended, example = 0, ""
    for place, line in enumerate(lines):
        try:
            line.decode()
        except UnicodeDecodeError:
            text = _windows_1252(line)
            lines[place] = text.encode()
            n_mended += 1
            example = example or text.strip()[:60]
    detail = f"lines of {name} that are no UTF-8 were read as Latin-1, such as {example!r}"
    return b"\n".join(lines), outcome("encoding", n_mended, detail)


def _windows_1252(line: bytes) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def header(start: bytes, name: str) -> tuple[list[str], str]:
    """Column names and separator, from a file's first line or all of it.

    Raises
    ------
    IntegrityError
        If the line is empty.
    """
    end = start.find(b"\n")
    first_line = start if end < 0 else start[:end]
    line = first_line.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace").strip("\r")
    if not line.strip():
        raise IntegrityError(f"{name} is empty or begins with an empty line: it needs a header")
    separator = max(SEPARATORS, key=line.count)
    return next(csv.reader(io.StringIO(line), delimiter=separator)), separator


def read_strings(data: bytes, names: list[str], separator: str, name: str) -> Strings:
    """Read these columns of a CSV file in UTF-8.

    Parameters
    ----------
    data
        The whole file.
    names
        Columns to read, as the header spells them.
    separator
        Between columns.
    name
        What to call the file in messages.

    Raises
    ------
    IntegrityError
        If the file cannot be taken apart at all.
    """
    invalid: list[tuple[int, str]] = []

    def note(row: pacsv.InvalidRow) -> str:
        expected, actual = row.expected_columns, row.actual_columns
        invalid.append(((row.number or 0) - 2, f"{actual} columns instead of {expected}"))
        return "skip"

    def parse(threads: bool) -> pa.Table:
        return pacsv.read_csv(
            pa.BufferReader(data),
            read_options=pacsv.ReadOptions(use_threads=threads),
            parse_options=pacsv.ParseOptions(
                delimiter=separator, newlines_in_values=True, invalid_row_handler=note
            ),
            convert_options=pacsv.ConvertOptions(
                include_columns=names,
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
            ),
        )

    try:
        table = parse(threads=True)
        if invalid:  # only a single thread knows their numbers
            invalid.clear()
            table = parse(threads=False)
    except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
        reason = " ".join(str(error).split())[:120]
        raise IntegrityError(f"{name} cannot be read as CSV: {reason}") from error
    bad = np.array([row for row, _ in invalid], np.int64)
    reasons = np.array([reason for _, reason in invalid], object)
    tables = [rejected_rows(bad[reasons == reason], reason) for reason in sorted(set(reasons))]
    n_rows = len(table) + len(bad)
    return Strings(
        table=table,
        rows=np.setdiff1d(np.arange(n_rows), bad, assume_unique=True),
        n_rows=n_rows,
        rejected=pa.concat_tables([schema.REJECTED.empty_table(), *tables]),
    )
