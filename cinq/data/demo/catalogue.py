"""The 385 films of the demo: facts about real films, descriptions in our own words."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from cinq import schema
from cinq.errors import IntegrityError
from cinq.settings import ROOT

FOLDER = ROOT / "data" / "demo"
FILMS = FOLDER / "films.csv"
WELL_KNOWN = FOLDER / "well_known.txt"

N_FILMS = 385
FIRST_YEAR, LAST_YEAR = 1888, 2026

COLUMNS = (
    schema.FILM_ID,
    schema.TITLE,
    schema.YEAR,
    schema.GENRES,
    schema.DIRECTORS,
    schema.ACTORS,
    schema.TAGS,
    schema.DESCRIPTION,
)

GENRES = (
    "Action",
    "Adventure",
    "Animation",
    "Children",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Film-Noir",
    "Horror",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western",
)
"""The genre vocabulary of MovieLens."""

_LISTS = (schema.GENRES, schema.DIRECTORS, schema.ACTORS, schema.TAGS)


def demo_films(path: Path = FILMS) -> pa.Table:
    """Read and check the demo's films.

    Parameters
    ----------
    path
        A CSV of `COLUMNS`, lists separated by ``|``.

    Returns
    -------
    pa.Table
        385 rows of `cinq.schema.FILMS`, ascending by film_id; a fact that is not known for sure is
        an empty list, and the ids of IMDb and TMDB are null.

    Raises
    ------
    IntegrityError
        If the file is missing or malformed; the error names the first line that is wrong.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            films = list(_read(csv.reader(file, strict=True), path))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise IntegrityError(
            f"{path} cannot be read ({error}): restore it from the repository"
        ) from error
    _check_catalogue(films, path)
    return pa.Table.from_pylist(films, schema=schema.FILMS)


def well_known(path: Path = WELL_KNOWN) -> frozenset[str]:
    """Titles that the simulated audience has mostly seen: our own choice, no measurement.

    Raises
    ------
    IntegrityError
        If the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise IntegrityError(
            f"{path} cannot be read ({error}): restore it from the repository"
        ) from error
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _read(lines: Iterator[list[str]], path: Path) -> Iterator[dict[str, object]]:
    header = next(lines, [])
    if tuple(header) != COLUMNS:
        raise IntegrityError(f"{path}: the columns must be {','.join(COLUMNS)}")
    for number, cells in enumerate(lines, start=2):
        if len(cells) != len(COLUMNS):
            raise IntegrityError(f"{path}, line {number}: {len(cells)} cells, not {len(COLUMNS)}")
        film: dict[str, object] = dict(zip(COLUMNS, cells, strict=True))
        for column in (schema.FILM_ID, schema.YEAR):
            film[column] = _number(str(film[column]), f"{path}, line {number}, {column}")
        for column in _LISTS:
            text = str(film[column])
            film[column] = text.split("|") if text else []
        _check_film(film, f"{path}, line {number}")
        yield film | {schema.IMDB_ID: None, schema.TMDB_ID: None}


def _number(text: str, place: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise IntegrityError(f"{place}: {text!r} is not a whole number")
    return int(text)


def _check_film(film: dict[str, object], place: str) -> None:
    genres, year, title = film[schema.GENRES], film[schema.YEAR], film[schema.TITLE]
    if not title or not film[schema.DESCRIPTION]:
        raise IntegrityError(f"{place}: a film needs a title and a description")
    if not (isinstance(year, int) and FIRST_YEAR <= year <= LAST_YEAR):
        raise IntegrityError(f"{place}: no film was made in {year}")
    if not (isinstance(genres, list) and genres):
        raise IntegrityError(f"{place}: a film needs a genre")
    unknown = [genre for genre in genres if genre not in GENRES]
    if unknown:
        raise IntegrityError(f"{place}: unknown genre {unknown[0]!r}")


def _check_catalogue(films: list[dict[str, object]], path: Path) -> None:
    ids = [film[schema.FILM_ID] for film in films]
    if ids != list(range(1, N_FILMS + 1)):
        raise IntegrityError(f"{path}: film ids must run from 1 to {N_FILMS}, ascending")
    names = {(film[schema.TITLE], film[schema.YEAR]) for film in films}
    if len(names) != N_FILMS:
        raise IntegrityError(f"{path}: a film stands there twice")
