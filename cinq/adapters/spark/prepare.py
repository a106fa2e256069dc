"""A source to a prepared data set, by Spark: the same rules, files and version as the local engine.

What is done for every rating is done by executors; films, few, are read on the driver as the local
engine reads them. At the end the driver holds 28 bytes a rating, to hash and write them.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cinq import schema
from cinq.adapters.spark.exchange import scratch_folder
from cinq.adapters.spark.films import Described, described
from cinq.adapters.spark.rows import REASON, numbered_rows, parts_of
from cinq.adapters.spark.rules import DUPLICATE, newest, with_reasons
from cinq.data.checksums import file_hash
from cinq.data.content import content_version
from cinq.data.declarations import Dataset
from cinq.data.findings import Finding, outcome
from cinq.data.integrity import MAX_BAD_SHARE
from cinq.data.manifest import Manifest
from cinq.data.progress import Progress, silent
from cinq.data.storage import replaced_folder
from cinq.errors import IntegrityError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def prepare(
    spark: "SparkSession",
    dataset: Dataset,
    source: Path,
    out: Path,
    scratch: Path,
    progress: Progress = silent,
    now: float | None = None,
) -> Manifest:
    """As `cinq.data.prepare.prepare`, for the readers ``movielens`` and ``ratings-csv``.

    Parameters
    ----------
    spark
        A running session.
    dataset, source, out, progress, now
        As there. Ids must be whole numbers, times whole seconds.
    scratch
        A folder that driver and executors see; the ratings are unpacked there, and written once.

    Raises
    ------
    IntegrityError
        Naming what forbids training; ``out`` is left as it was.
    DataError
        If another reader is declared, or the disk is full.
    """
    progress(f"Spark: reading {source.name}", 0.0)
    with scratch_folder(scratch) as folder:
        films = described(dataset, source, folder)
        rows, n_rows = numbered_rows(
            spark, films.ratings, films.columns, films.n_columns, films.separator
        )
        pq.write_table(films.table.select([schema.FILM_ID]), folder / "film_ids.parquet")
        film_ids = spark.read.parquet(f"file://{folder / 'film_ids.parquet'}")
        judged = with_reasons(rows, dataset.scale, film_ids, now).cache()
        progress("Spark: checking every row", 0.2)
        kept = newest(judged)
        fine = kept.where(kept[REASON].isNull()).select(*schema.RATINGS.names)
        order = (schema.USER_ID, schema.TIMESTAMP, schema.FILM_ID)
        fine.orderBy(*order).write.parquet(f"file://{folder / 'ratings'}")
        progress("Spark: listing what was left out", 0.6)
        bad = kept.where(kept[REASON].isNotNull()).select(schema.ROW, REASON)
        bad.orderBy(schema.ROW).write.parquet(f"file://{folder / 'rejected'}")
        judged.unpersist()
        ratings = parts_of(folder / "ratings", schema.RATINGS)
        rejected = parts_of(folder / "rejected", schema.REJECTED)
    _refuse(dataset, ratings, rejected, films, n_rows)
    progress("writing", 0.8)
    manifest = _manifest(dataset, source, ratings, rejected, films)
    with replaced_folder(out) as fresh:
        tables = {
            schema.RATINGS_FILE: ratings,
            schema.FILMS_FILE: films.table,
            schema.REJECTED_FILE: rejected,
            schema.GENOME_FILE: films.genome,
        }
        for name, table in tables.items():
            if table is not None:
                pq.write_table(table, fresh / name, compression="zstd")
        manifest.write(fresh)
    progress(f"prepared {manifest.n_ratings} ratings", 1.0)
    return manifest


def _refuse(
    dataset: Dataset, ratings: pa.Table, rejected: pa.Table, films: Described, n_rows: int
) -> None:
    """Raise for what forbids training."""
    n_bad = len(rejected) - _counted(rejected, DUPLICATE)
    announced = dataset.expected.n_ratings
    if announced is not None and announced != n_rows:
        why = f"counts: the source has {n_rows} ratings instead of {announced}"
    elif dataset.expected.n_films not in (None, len(films.table)):
        n_films = dataset.expected.n_films
        why = f"counts: the source has {len(films.table)} films instead of {n_films}"
    elif n_bad > MAX_BAD_SHARE * n_rows:
        why = (
            f"share of bad rows: {n_bad} of {n_rows} rows cannot be used, more than "
            f"{MAX_BAD_SHARE:.0%}: look whether columns, separator and scale are declared right"
        )
    elif not len(ratings):
        why = "empty input: no rating is left"
    else:
        return
    raise IntegrityError(f"{dataset.name}: {why}")


def _manifest(
    dataset: Dataset, source: Path, ratings: pa.Table, rejected: pa.Table, films: Described
) -> Manifest:
    values = ratings[schema.RATING].to_numpy().astype(np.float64)
    times = ratings[schema.TIMESTAMP].to_numpy()
    has_times = bool(times.any())
    return Manifest(
        dataset=dataset.name,
        version=content_version(ratings, films.table, dataset.scale, films.genome),
        source=dataset.source,
        licence=dataset.licence,
        simulated=dataset.simulated,
        scale=dataset.scale,
        n_users=1 + int(np.count_nonzero(np.diff(ratings[schema.USER_ID].to_numpy()))),
        n_films=len(films.table),
        n_ratings=len(ratings),
        n_rejected=len(rejected),
        mean=float(values.mean()),
        median=float(np.median(values)),
        standard_deviation=float(values.std()),
        first_time=int(times.min()) if has_times else None,
        last_time=int(times.max()) if has_times else None,
        findings=(*films.findings, *_left_out(rejected)),
        archive=source.name,
        archive_sha256=file_hash(source),
    )


def _left_out(rejected: pa.Table) -> list[Finding]:
    """One finding for each reason for which rows were left out."""
    reasons = sorted(pc.unique(rejected[schema.REASON]).to_pylist())
    return [outcome(reason, _counted(rejected, reason), "rows were left out") for reason in reasons]


def _counted(rejected: pa.Table, reason: str) -> int:
    return int(pc.sum(pc.equal(rejected[schema.REASON], reason)).as_py() or 0)
