"""What the driver reads of a source itself: films, and how its file of ratings is laid out."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from cinq import schema
from cinq.data.declarations import Dataset
from cinq.data.findings import Finding
from cinq.data.readers.columns import find_columns
from cinq.data.readers.films import film_rows, films_table
from cinq.data.readers.movielens import RATING_COLUMNS, describe
from cinq.data.readers.source import Source, members
from cinq.data.readers.text import as_utf8, header
from cinq.errors import DataError, IntegrityError

_NEEDED = (schema.USER_ID, schema.FILM_ID, schema.RATING)
_KNOWN = (schema.FILM_ID, schema.TITLE)


@dataclass(frozen=True)
class Described:
    """A source but for its ratings.

    Parameters
    ----------
    table
        The films (schema.FILMS).
    findings
        What was mended in them.
    genome
        Table of schema.GENOME, or None.
    ratings
        The CSV file of ratings, where executors can read it.
    columns
        Place in that file of our columns; TIMESTAMP may be missing.
    n_columns
        How many columns the file has.
    separator
        Between them.
    """

    table: pa.Table
    findings: tuple[Finding, ...]
    genome: pa.Table | None
    ratings: Path
    columns: dict[str, int]
    n_columns: int
    separator: str


def described(dataset: Dataset, source: Path, folder: Path) -> Described:
    """Read films, and unpack the ratings where they lie in an archive.

    Parameters
    ----------
    dataset, source
        As for `cinq.data.readers.reading.read`.
    folder
        Where to unpack to.

    Raises
    ------
    DataError
        If its reader is another, or films are not described.
    IntegrityError
        If the source cannot be read.
    """
    match dataset.reader:
        case "movielens":
            return _movielens(source, folder)
        case "ratings-csv" if dataset.films_path is not None:
            return _ratings_csv(dataset, dataset.films_path, source)
        case _:
            raise DataError(
                f"{dataset.name}: Spark prepares MovieLens archives, and ratings-csv with a "
                "films_path; prepare it with --engine local"
            )


def _movielens(source: Path, folder: Path) -> Described:
    files = members(source)
    for needed in ("ratings.csv", "movies.csv"):
        if needed not in files:
            raise IntegrityError(f"{source.name} holds no {needed}: it is no MovieLens archive")
    films, findings, genome = describe(files)
    unpacked = folder / "ratings.csv"
    with files["ratings.csv"].open() as packed, unpacked.open("wb") as plain:
        shutil.copyfileobj(packed, plain, 1 << 20)
    mapping: dict[str, str | list[str]] = dict(RATING_COLUMNS)
    return _laid_out(films, findings, genome, unpacked, mapping, list(RATING_COLUMNS), [])


def _ratings_csv(dataset: Dataset, films_path: Path, source: Path) -> Described:
    facts_of = tuple(name for name in schema.FILMS.names if name not in _KNOWN)
    facts, findings = film_rows(Source(films_path), dataset.columns, _KNOWN, facts_of, False)
    films = films_table(facts)
    optional = [schema.TIMESTAMP]
    return _laid_out(films, findings, None, source, dataset.columns, list(_NEEDED), optional)


def _laid_out(
    films: pa.Table,
    findings: list[Finding],
    genome: pa.Table | None,
    ratings: Path,
    mapping: dict[str, str | list[str]],
    required: list[str],
    optional: list[str],
) -> Described:
    with Source(ratings).open() as stream:
        first, _ = as_utf8(stream.readline(), ratings.name)
    names, separator = header(first, ratings.name)
    found = find_columns(names, mapping, required, optional, ratings.name)
    return Described(
        table=films,
        findings=tuple(findings),
        genome=genome,
        ratings=ratings,
        columns={ours: names.index(name) for ours, name in found.items()},
        n_columns=len(names),
        separator=separator,
    )
