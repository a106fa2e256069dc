"""What every reader hands on."""

from dataclasses import dataclass, field

import pyarrow as pa

from cinq.data.findings import Finding
from cinq.data.rating_columns import RatingColumns


@dataclass(frozen=True)
class RawData:
    """A source as columns, before its content is checked.

    Parameters
    ----------
    ratings
        In the source's order, without rows that could not be read; checking uses them up.
    films
        Table of schema.FILMS, sorted by film_id, without repeats.
    n_rows
        Rows of the source, unreadable ones included.
    rejected
        The unreadable rows (schema.REJECTED).
    findings
        What was mended while reading.
    genome
        Table of schema.GENOME where the source has a Tag Genome, else None.
    user_names, film_names
        ``id`` and ``source_id`` where the source's own ids are not whole numbers, else None.
    """

    ratings: RatingColumns
    films: pa.Table
    n_rows: int
    rejected: pa.Table
    findings: tuple[Finding, ...] = field(default=())
    genome: pa.Table | None = None
    user_names: pa.Table | None = None
    film_names: pa.Table | None = None
