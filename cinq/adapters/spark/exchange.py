"""Ratings on their way from the driver to Spark: as Parquet files, never row by row."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from cinq.data.interactions import Interactions

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

USER, FILM, RATING = "user", "film", "rating"
"""Place of the user, row of the film, and the rating in the data's own unit."""

ROW_GROUP = 1 << 20
"""Ratings that one task reads: Spark divides a Parquet file at its row groups."""


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """An empty folder that is gone after the block."""
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="spark-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def handed_over(
    spark: "SparkSession", interactions: Interactions, parent: Path
) -> "Iterator[DataFrame]":
    """These ratings as a frame of USER, FILM (int32) and RATING (float32), within the block.

    Parameters
    ----------
    spark
        A running session.
    interactions
        On the driver.
    parent
        A folder that driver and executors see; 5 to 12 bytes a rating are written there.
    """
    with scratch_folder(parent) as folder:
        table = pa.table(
            {
                USER: interactions.users,
                FILM: interactions.films,
                RATING: interactions.ratings,
            }
        )
        pq.write_table(table, folder / "ratings.parquet", row_group_size=ROW_GROUP)
        yield spark.read.parquet(f"file://{folder / 'ratings.parquet'}")
