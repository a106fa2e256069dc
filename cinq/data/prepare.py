"""A source to a prepared data set: read, check, write."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from cinq import schema
from cinq.data.checksums import file_hash
from cinq.data.content import version_of_columns
from cinq.data.declarations import Dataset
from cinq.data.integrity import Checked, check
from cinq.data.manifest import Manifest
from cinq.data.order import n_distinct
from cinq.data.progress import Progress, silent
from cinq.data.rating_columns import RatingColumns
from cinq.data.readers.raw import RawData
from cinq.data.readers.reading import read
from cinq.data.storage import replaced_folder
from cinq.errors import IntegrityError

USER_NAMES_FILE = "user_names.parquet"
FILM_NAMES_FILE = "film_names.parquet"
"""Written where the source's own ids are no whole numbers: ``id`` and ``source_id``."""


def prepare(
    dataset: Dataset,
    source: Path,
    out: Path,
    progress: Progress = silent,
    now: float | None = None,
) -> Manifest:
    """Write ratings, films, Tag Genome, rejected rows and the manifest into a folder.

    The same source gives the same files' content on every machine. The folder appears, or is
    replaced, as a whole.

    Parameters
    ----------
    dataset
        Its declaration.
    source
        The verified archive or file, from `cinq.data.fetch.obtain`.
    out
        The folder; what it held before is gone afterwards.
    progress
        Told what is being done.
    now
        As for `cinq.data.integrity.check`.

    Raises
    ------
    IntegrityError
        Naming the first fatal finding; ``out`` is left as it was.
    DataError
        If the disk is full or cannot be written.
    """
    progress(f"reading {source.name}", 0.0)
    raw, checked = examine(dataset, source, now)
    if checked.fatal:
        first, *others = checked.fatal
        more = f" (and {len(others)} more)" if others else ""
        raise IntegrityError(f"{dataset.name}: {first.check}: {first.detail}{more}")
    progress("writing", 0.7)
    manifest = _manifest(dataset, source, checked, raw.genome)
    with replaced_folder(out) as fresh:
        _write_ratings(fresh / schema.RATINGS_FILE, checked.ratings)
        _write(fresh / schema.FILMS_FILE, checked.films)
        _write(fresh / schema.REJECTED_FILE, checked.rejected)
        if raw.genome is not None:
            _write(fresh / schema.GENOME_FILE, raw.genome)
        if raw.user_names is not None:
            _write(fresh / USER_NAMES_FILE, raw.user_names)
        if raw.film_names is not None:
            _write(fresh / FILM_NAMES_FILE, raw.film_names)
        manifest.write(fresh)
    progress(f"prepared {manifest.n_ratings} ratings", 1.0)
    return manifest


def examine(dataset: Dataset, source: Path, now: float | None = None) -> tuple[RawData, Checked]:
    """Read and check without writing; fatal findings are listed, not raised.

    Raises
    ------
    IntegrityError
        If the source cannot be read at all.
    """
    raw = read(dataset, source)
    return raw, check(dataset, raw, now)


def _manifest(
    dataset: Dataset, source: Path, checked: Checked, genome: pa.Table | None
) -> Manifest:
    times = checked.ratings.times
    has_times = bool(times.any())
    mean, median, deviation = moments(checked.ratings.ratings)
    return Manifest(
        dataset=dataset.name,
        version=version_of_columns(checked.ratings, checked.films, dataset.scale, genome),
        source=dataset.source,
        licence=dataset.licence,
        simulated=dataset.simulated,
        scale=dataset.scale,
        n_users=n_distinct(checked.ratings.users),
        n_films=len(checked.films),
        n_ratings=len(checked.ratings),
        n_rejected=len(checked.rejected),
        mean=mean,
        median=median,
        standard_deviation=deviation,
        first_time=int(times.min()) if has_times else None,
        last_time=int(times.max()) if has_times else None,
        findings=checked.findings,
        archive=source.name,
        archive_sha256=file_hash(source),
    )


def moments(ratings: NDArray[np.float32]) -> tuple[float, float, float]:
    """Mean, median and standard deviation, in float64."""
    middle = len(ratings) // 2
    places = [middle] if len(ratings) % 2 else [middle - 1, middle]
    median = float(np.partition(ratings, places)[places].astype(np.float64).mean())
    values = ratings.astype(np.float64)
    mean = values.mean()
    values -= mean
    np.multiply(values, values, out=values)
    return float(mean), median, float(np.sqrt(values.mean()))


def _write(file: Path, table: pa.Table) -> None:
    pq.write_table(table, file, compression="zstd")


def _write_ratings(file: Path, ratings: RatingColumns) -> None:
    """Row group by row group; times are all different, so that a dictionary of them is no use."""
    repeating = [schema.USER_ID, schema.FILM_ID, schema.RATING]
    with pq.ParquetWriter(
        file, schema.RATINGS, compression="zstd", use_dictionary=repeating
    ) as writer:
        for block in ratings.blocks():
            writer.write_table(ratings.table(block))
