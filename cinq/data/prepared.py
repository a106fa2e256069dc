"""A prepared data set in memory."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from cinq import schema
from cinq.data.catalogue import Catalogue
from cinq.data.content import version_of_pieces
from cinq.data.interactions import Interactions
from cinq.data.manifest import Manifest
from cinq.data.ratings_file import Filling, RatingsFile
from cinq.errors import DataError, UnknownFilm


@dataclass(frozen=True)
class Prepared:
    """A data set, ready to be trained on.

    Parameters
    ----------
    manifest
        What is known of it.
    interactions
        All its ratings; ``interactions.films`` are rows of ``catalogue``.
    catalogue
        All its films, unrated ones included.
    """

    manifest: Manifest
    interactions: Interactions
    catalogue: Catalogue


def load_prepared(folder: Path) -> Prepared:
    """Load what `cinq.data.prepare.prepare` wrote; cost grows with the number of ratings.

    Raises
    ------
    DataError
        If a file is missing or damaged, or is not the one that the manifest describes.
    """
    manifest = Manifest.read(folder)
    films = _table(folder / schema.FILMS_FILE, schema.FILMS)
    file = folder / schema.GENOME_FILE
    genome = _table(file, schema.GENOME) if file.exists() else None
    catalogue = Catalogue.from_table(films)
    with RatingsFile(folder / schema.RATINGS_FILE) as ratings:
        if (ratings.n_ratings, len(films)) != (manifest.n_ratings, manifest.n_films):
            raise DataError(
                f"{folder} holds {ratings.n_ratings} ratings of {len(films)} films, its manifest "
                f"says {manifest.n_ratings} of {manifest.n_films}: prepare the data again"
            )
        filling = Filling(catalogue.film_ids, ratings.n_ratings)
        pieces = filling.pieces(ratings)
        found = version_of_pieces(pieces, ratings.n_ratings, films, manifest.scale, genome)
    if found != manifest.version:
        raise DataError(f"{folder} is not what its manifest describes: prepare the data again")
    if genome is not None:
        catalogue = replace(catalogue, genome=_dense(genome, catalogue))
    if filling.unknown:
        error = UnknownFilm(filling.unknown)
        raise DataError(f"{folder}: ratings of {error}; prepare the data again")
    return Prepared(manifest, filling.interactions(len(catalogue), manifest.scale), catalogue)


def load_rejected(folder: Path) -> pa.Table:
    """Rows of the source that were left out and why (schema.REJECTED)."""
    return _table(folder / schema.REJECTED_FILE, schema.REJECTED)


def _dense(genome: pa.Table, catalogue: Catalogue) -> NDArray[np.float32]:
    """Relevance by film and tag, shape (n_films, n_tags); NaN where there is no score."""
    tags, columns = np.unique(genome[schema.TAG_ID].to_numpy(), return_inverse=True)
    dense = np.full((len(catalogue), len(tags)), np.nan, np.float32)
    rows = catalogue.rows(genome[schema.FILM_ID].to_numpy())
    dense[rows, columns] = genome[schema.RELEVANCE].to_numpy()
    return dense


def _table(file: Path, expected: pa.Schema) -> pa.Table:
    try:
        table = pq.read_table(file)
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{file} is missing or damaged: prepare the data again") from error
    if not table.schema.equals(expected):
        raise DataError(f"{file} has other columns than it should: prepare the data again")
    return table
