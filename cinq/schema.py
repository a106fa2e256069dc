"""Column names and table schemas: the one place where they are spelled."""

import pyarrow as pa

USER_ID = "user_id"
FILM_ID = "film_id"
RATING = "rating"
TIMESTAMP = "timestamp"
TITLE = "title"
YEAR = "year"
GENRES = "genres"
DIRECTORS = "directors"
ACTORS = "actors"
TAGS = "tags"
DESCRIPTION = "description"
IMDB_ID = "imdb_id"
TMDB_ID = "tmdb_id"
TAG_ID = "tag_id"
RELEVANCE = "relevance"
ROW = "row"
REASON = "reason"

RATINGS_FILE = "ratings.parquet"
FILMS_FILE = "films.parquet"
GENOME_FILE = "genome.parquet"
REJECTED_FILE = "rejected.parquet"
MANIFEST_FILE = "manifest.json"

NO_TIME = 0
"""Timestamp of a rating whose source knows no time."""

RATINGS = pa.schema(
    [
        pa.field(USER_ID, pa.int64(), nullable=False),
        pa.field(FILM_ID, pa.int64(), nullable=False),
        pa.field(RATING, pa.float32(), nullable=False),
        pa.field(TIMESTAMP, pa.int64(), nullable=False),
    ]
)
"""One row per rating, sorted by user, then time, then film; seconds since 1970, or NO_TIME."""

FILMS = pa.schema(
    [
        pa.field(FILM_ID, pa.int64(), nullable=False),
        pa.field(TITLE, pa.string(), nullable=False),
        pa.field(YEAR, pa.int16()),
        pa.field(GENRES, pa.list_(pa.string()), nullable=False),
        pa.field(DIRECTORS, pa.list_(pa.string()), nullable=False),
        pa.field(ACTORS, pa.list_(pa.string()), nullable=False),
        pa.field(TAGS, pa.list_(pa.string()), nullable=False),
        pa.field(DESCRIPTION, pa.string(), nullable=False),
        pa.field(IMDB_ID, pa.int64()),
        pa.field(TMDB_ID, pa.int64()),
    ]
)
"""One row per film, sorted by film_id."""

GENOME = pa.schema(
    [
        pa.field(FILM_ID, pa.int64(), nullable=False),
        pa.field(TAG_ID, pa.int64(), nullable=False),
        pa.field(RELEVANCE, pa.float32(), nullable=False),
    ]
)
"""One row per film and tag of the Tag Genome, sorted by both; relevance from 0 to 1."""

REJECTED = pa.schema(
    [
        pa.field(ROW, pa.int64(), nullable=False),
        pa.field(REASON, pa.string(), nullable=False),
    ]
)
"""Rows of the source (0 is the first after the header) that were left out, and why."""
