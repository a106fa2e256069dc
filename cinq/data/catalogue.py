"""The films of a data set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from cinq import schema
from cinq.data.film_table import FilmTable
from cinq.errors import UnknownFilm


@dataclass(frozen=True)
class Film:
    """What is known of one film; empty where the source does not say."""

    film_id: int
    title: str
    year: int | None
    genres: tuple[str, ...]
    directors: tuple[str, ...]
    actors: tuple[str, ...]
    tags: tuple[str, ...]
    description: str


@dataclass(frozen=True)
class Catalogue:
    """Films sorted by id; a film's place in this order is its *row*, used by every model array.

    Parameters
    ----------
    films
        Films in ascending order of ``film_id``; a `FilmTable` where few of them are asked for.
    genome
        Shape (n_films, n_tags), float32, 0 to 1: the Tag Genome's score of every tag, NaN in the
        rows of films that were not scored. None where the data set has none, and in a model that
        was loaded to be served: only training reads it.
    """

    films: Sequence[Film]
    genome: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.films)

    @cached_property
    def film_ids(self) -> NDArray[np.int64]:
        """Ids, shape (n_films,), ascending."""
        if isinstance(self.films, FilmTable):
            return self.films.numbers(schema.FILM_ID)
        return np.fromiter((film.film_id for film in self.films), np.int64, len(self.films))

    def rows(self, film_ids: NDArray[np.int64] | list[int]) -> NDArray[np.int32]:
        """Rows of these films, in the order given.

        Raises
        ------
        UnknownFilm
            If the catalogue lacks one of them; the error names each.
        """
        wanted = np.asarray(film_ids, dtype=np.int64)
        if not len(self.films):
            if wanted.size:
                raise UnknownFilm(wanted.tolist())
            return np.empty(0, np.int32)
        rows = np.minimum(np.searchsorted(self.film_ids, wanted), len(self.films) - 1)
        missing = self.film_ids[rows] != wanted
        if missing.any():
            raise UnknownFilm(wanted[missing].tolist())
        return rows.astype(np.int32)

    @property
    def titles(self) -> list[str]:
        """Every film's title; made when it is asked for."""
        if isinstance(self.films, FilmTable):
            return self.films.texts(schema.TITLE)
        return [film.title for film in self.films]

    @cached_property
    def years(self) -> NDArray[np.int16]:
        """When each film came out, shape (n_films,); 0 where nobody knows."""
        if isinstance(self.films, FilmTable):
            return self.films.numbers(schema.YEAR).astype(np.int16)
        return np.fromiter((film.year or 0 for film in self.films), np.int16, len(self.films))

    @cached_property
    def genres(self) -> tuple[str, ...]:
        """Every genre that occurs, sorted."""
        if isinstance(self.films, FilmTable):
            return tuple(sorted(self.films.words(schema.GENRES)[0]))
        return tuple(sorted({genre for film in self.films for genre in film.genres}))

    @cached_property
    def genre_matrix(self) -> NDArray[np.bool_]:
        """Which film is of which genre, shape (n_films, n_genres), columns as `genres`."""
        columns = {genre: column for column, genre in enumerate(self.genres)}
        matrix = np.zeros((len(self.films), len(columns)), np.bool_)
        if isinstance(self.films, FilmTable):
            names, films, words = self.films.words(schema.GENRES)
            places = np.array([columns[name] for name in names], np.int64)
            matrix[films, places[words]] = True
            return matrix
        for row, film in enumerate(self.films):
            matrix[row, [columns[genre] for genre in film.genres]] = True
        return matrix

    @classmethod
    def from_parquet(cls, path: Path) -> "Catalogue":
        """Read ``films.parquet`` (schema.FILMS); films are made when they are asked for."""
        with pq.ParquetFile(path) as file:  # read_table would import pandas, a second at each start
            return cls(FilmTable(file.read(list(_FACTS)), _film))

    @classmethod
    def from_table(cls, table: pa.Table) -> "Catalogue":
        """Build from a table of schema.FILMS, sorted by film_id."""
        return cls(tuple(map(_film, table.select(list(_FACTS)).to_pylist())))


_FACTS = (
    schema.FILM_ID,
    schema.TITLE,
    schema.YEAR,
    schema.GENRES,
    schema.DIRECTORS,
    schema.ACTORS,
    schema.TAGS,
    schema.DESCRIPTION,
)


def _film(row: Mapping[str, Any]) -> Film:
    return Film(
        film_id=row[schema.FILM_ID],
        title=row[schema.TITLE],
        year=row[schema.YEAR],
        genres=tuple(row[schema.GENRES]),
        directors=tuple(row[schema.DIRECTORS]),
        actors=tuple(row[schema.ACTORS]),
        tags=tuple(row[schema.TAGS]),
        description=row[schema.DESCRIPTION],
    )
