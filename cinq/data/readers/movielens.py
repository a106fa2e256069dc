"""Archives of GroupLens: ratings.csv, movies.csv, tags.csv, links.csv and Tag Genome in a zip."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from cinq import schema
from cinq.data.findings import Finding
from cinq.data.readers.columns import find_columns
from cinq.data.readers.films import film_rows, films_table, optional_ids
from cinq.data.readers.genome import read_genome
from cinq.data.readers.raw import RawData
from cinq.data.readers.scores import read_scores
from cinq.data.readers.source import Source, members
from cinq.data.readers.tags import film_tags
from cinq.data.readers.text import header
from cinq.errors import IntegrityError

RATING_COLUMNS = {
    schema.USER_ID: "userId",
    schema.FILM_ID: "movieId",
    schema.RATING: "rating",
    schema.TIMESTAMP: "timestamp",
}
"""Our columns of ratings.csv and its own."""


def read_movielens(path: Path) -> RawData:
    """Read an archive without unpacking it.

    Raises
    ------
    IntegrityError
        If the archive is damaged, or lacks ratings.csv or movies.csv, or one of their columns.
    """
    files = members(path)
    for needed in ("ratings.csv", "movies.csv"):
        if needed not in files:
            raise IntegrityError(f"{path.name} holds no {needed}: it is no MovieLens archive")
    ratings = files["ratings.csv"]
    with ratings.open() as stream:
        names, separator = header(stream.readline(), ratings.name)
    columns = find_columns(names, dict(RATING_COLUMNS), list(RATING_COLUMNS), [], ratings.name)
    scores = read_scores(ratings, columns, separator, numbered=False)
    films, findings, genome = describe(files)
    return RawData(
        ratings=scores.ratings,
        films=films,
        n_rows=scores.n_rows,
        rejected=scores.rejected,
        findings=(*scores.findings, *findings),
        genome=genome,
    )


def describe(files: dict[str, Source]) -> tuple[pa.Table, list[Finding], pa.Table | None]:
    """All but the ratings: films (schema.FILMS), findings, and the Tag Genome where there is one.

    Parameters
    ----------
    files
        The archive's members, ``movies.csv`` among them.
    """
    films, findings = _films(files)
    if "genome-scores.csv" not in files:
        return films, findings, None
    film_ids = films[schema.FILM_ID].to_numpy()
    tags = files.get("genome-tags.csv")
    genome, finding = read_genome(files["genome-scores.csv"], tags, film_ids)
    return films, [*findings, finding], genome


def _films(files: dict[str, Source]) -> tuple[pa.Table, list[Finding]]:
    source = files["movies.csv"]
    wanted = {schema.FILM_ID: "movieId", schema.TITLE: "title", schema.GENRES: "genres"}
    table, findings = film_rows(source, wanted, list(wanted))
    films = films_table(table)
    film_ids = films[schema.FILM_ID].to_numpy()
    if "links.csv" in files:
        wanted = {schema.FILM_ID: "movieId", schema.IMDB_ID: "imdbId", schema.TMDB_ID: "tmdbId"}
        links, _ = film_rows(files["links.csv"], wanted, list(wanted))
        films = _with_links(films, links)
    if "tags.csv" in files:
        films = _replaced(films, schema.TAGS, film_tags(files["tags.csv"], film_ids))
    return films, findings


def _with_links(films: pa.Table, links: pa.Table) -> pa.Table:
    linked = links[schema.FILM_ID].to_numpy()
    film_ids = films[schema.FILM_ID].to_numpy()
    if not len(linked):
        return films
    places = np.minimum(np.searchsorted(linked, film_ids), len(linked) - 1)
    chosen = links.take(pa.array(places, mask=linked[places] != film_ids))
    for name in (schema.IMDB_ID, schema.TMDB_ID):
        films = _replaced(films, name, optional_ids(chosen[name]))
    return films


def _replaced(films: pa.Table, name: str, column: pa.Array) -> pa.Table:
    return films.set_column(films.schema.get_field_index(name), films.schema.field(name), column)
