"""Simulated ratings on disk: an archive as MovieLens makes them, and the declaration to use it."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import yaml

from cinq.data.progress import Progress, silent
from cinq.data.simulator import N_DIMENSIONS, Shape, World, make_world, ratings_in_blocks
from cinq.disk import full_line, says_full
from cinq.errors import DataError

GENRES = ("Action", "Comedy", "Drama", "Horror", "Musical", "Romance", "Sci-Fi", "Western")
"""One for each dimension of taste: a film bears those in which it stands out."""

FIRST_YEAR, N_YEARS = 1930, 90


def write_archive(
    name: str, shape: Shape, seed: int, folder: Path, progress: Progress = silent
) -> Path:
    """Write ``<name>.zip`` (ratings.csv, movies.csv) and ``<name>.yaml`` into a folder.

    Parameters
    ----------
    name
        Of the data set.
    shape, seed
        What to simulate; the same give the same bytes.
    folder
        Made if it is missing. Files of these names are replaced, each as a whole.
    progress
        Is told how far it is.

    Returns
    -------
    pathlib.Path
        The declaration, to be given to ``--dataset``. Cost: about 1 µs a rating.

    Raises
    ------
    DataError
        If the folder cannot be written, or the counts do not fit each other.
    """
    world = make_world(shape, seed)
    declaration = folder / f"{name}.yaml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _whole(folder / f"{name}.zip", lambda file: _zip(file, world, seed, progress))
        text = yaml.safe_dump(_declaration(name, shape, seed), sort_keys=False)
        _whole(declaration, lambda file: file.write_text(text, encoding="utf-8"))
    except OSError as error:
        said = full_line(folder) if says_full(error) else f"{folder} cannot be written: {error}"
        raise DataError(said) from error
    progress(f"{shape.n_ratings:,} simulated ratings written", 1.0)
    return declaration


def _whole(file: Path, write: Callable[[Path], object]) -> None:
    """Write beside the file, then put it in its place."""
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        write(unfinished)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def _zip(file: Path, world: World, seed: int, progress: Progress) -> None:
    # stored, not deflated: deflating 20 million lines would take a minute of its own
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        with _member(archive, "movies.csv") as out:
            pc.write_csv(_films(world, seed), out)
        with _member(archive, "ratings.csv") as out:
            out.write(b'"userId","movieId","rating","timestamp"\n')
            for block in ratings_in_blocks(world, seed, progress):
                table = pa.table(
                    {
                        "userId": pa.array(block.users + 1),
                        "movieId": pa.array(block.films + 1),
                        "rating": pa.array(block.half_stars / 2),
                        "timestamp": pa.array(block.timestamps),
                    }
                )
                pc.write_csv(table, out, pc.WriteOptions(include_header=False))


def _member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """A member with a fixed date, so that the same data make the same archive."""
    return archive.open(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), "w", force_zip64=True)


def _films(world: World, seed: int) -> pa.Table:
    n_films = len(world.quality)
    years = FIRST_YEAR + np.random.default_rng([seed, 2]).integers(0, N_YEARS, n_films)
    standing_out = world.tastes > 1.0
    standing_out[np.arange(n_films), world.tastes.argmax(axis=1)] = True
    genres = [
        "|".join(GENRES[place] for place in range(N_DIMENSIONS) if row[place])
        for row in standing_out.tolist()
    ]
    titles = [f"Film {film} ({year})" for film, year in enumerate(years.tolist(), 1)]
    return pa.table({"movieId": np.arange(1, n_films + 1), "title": titles, "genres": genres})


def _declaration(name: str, shape: Shape, seed: int) -> dict[str, object]:
    return {
        "title": f"Simulated: {shape.n_ratings:,} ratings in the shape of MovieLens",
        "reader": "movielens",
        "path": f"{name}.zip",
        "licence": "none needed: nothing in it was measured",
        "source": f"cinq data simulate, seed {seed}; no person and no film in it is real",
        "simulated": True,
        "scale": {"low": 0.5, "high": 5, "liked_from": 4},
        "expected": {
            "n_ratings": shape.n_ratings,
            "n_users": shape.n_users,
            "n_films": shape.n_films,
        },
    }
