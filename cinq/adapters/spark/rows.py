"""The rows of a CSV file in Spark, each with its number, and files that Spark wrote, as tables."""

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from cinq import schema

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

REASON = schema.REASON
"""Why a row is left out; null while nothing is against it."""

_TORN, _BLOCK, _PLACE = "_torn", "_block", "_place"


def numbered_rows(
    spark: "SparkSession", file: Path, columns: dict[str, int], n_columns: int, separator: str
) -> tuple["DataFrame", int]:
    """Our columns as strings, schema.ROW from 0 after the header, and REASON.

    Parameters
    ----------
    spark
        A running session.
    file
        The CSV file.
    columns
        Place of our columns in it.
    n_columns
        How many it has.
    separator
        Between them.

    Returns
    -------
    tuple
        The frame; how many rows there are. Cost: one pass to number the rows of each block.
    """
    from pyspark.sql import Window  # noqa: PLC0415 - an extra
    from pyspark.sql import functions as f  # noqa: PLC0415

    names = [f"c{place}" for place in range(n_columns)]
    lines = (
        spark.read.schema(", ".join(f"{name} string" for name in [*names, _TORN]))
        .option("header", value=True)
        .option("sep", separator)
        .option("columnNameOfCorruptRecord", _TORN)
        .option("columnPruning", value=False)  # a torn row is only seen by who reads all of it
        .csv(f"file://{file}")
        .select(
            "*",
            f.col("_metadata.file_block_start").alias(_BLOCK),
            f.monotonically_increasing_id().alias(_PLACE),
        )
    )
    # ids rise without gaps within a block; blocks are put in order by where they start
    blocks = lines.groupBy(_BLOCK).agg(f.min(_PLACE).alias("first"), f.count("*").alias("n"))
    before = Window.orderBy(_BLOCK).rowsBetween(Window.unboundedPreceding, -1)
    blocks = blocks.withColumn("before", f.coalesce(f.sum("n").over(before), f.lit(0))).cache()
    n_rows = int(blocks.agg(f.coalesce(f.sum("n"), f.lit(0))).first()[0])
    found = f.size(f.split(_TORN, f"[{separator}]"))
    torn = f.concat(found.cast("string"), f.lit(f" columns instead of {n_columns}"))
    rows = lines.join(f.broadcast(blocks), _BLOCK).select(
        *(f.col(f"c{place}").alias(ours) for ours, place in columns.items()),
        (f.col("before") + f.col(_PLACE) - f.col("first")).alias(schema.ROW),
        f.when(f.col(_TORN).isNotNull(), torn).alias(REASON),
    )
    return rows, n_rows


def parts_of(folder: Path, expected: pa.Schema) -> pa.Table:
    """The parts that Spark wrote, in their order, as one table of this schema."""
    return pq.read_table(folder).select(expected.names).cast(expected)
