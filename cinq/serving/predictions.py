"""Lists for every known user as one Parquet file, written in pieces and whole or not at all."""

import fcntl
import glob
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict

from cinq import schema
from cinq.data.catalogue import Catalogue
from cinq.data.progress import Progress, silent
from cinq.disk import says_full
from cinq.errors import SettingsError
from cinq.models.bundle import ModelBundle
from cinq.serving.known_users import KnownUsers, UserList

ROWS_AT_ONCE = 100_000
"""Rows of a row group: some 3 MB of memory."""

_UNFINISHED = ".unfinished"

COLUMNS = pa.schema(
    [
        pa.field(schema.USER_ID, pa.int64(), nullable=False),
        pa.field("rank", pa.int32(), nullable=False),
        pa.field(schema.FILM_ID, pa.int64(), nullable=False),
        pa.field("title", pa.string(), nullable=False),
        pa.field("score", pa.float32(), nullable=False),
        pa.field("predicted_rating", pa.float32(), nullable=False),
    ]
)
"""One row a user and film, in order of user and rank (from 1)."""


class Predictions(BaseModel):
    """What was written.

    Parameters
    ----------
    file
        Absolute path.
    release, model_version
        Of the model that ranked.
    dataset, data_version
        Whose users.
    n_users, n_rows, n_bytes
        How much.
    seconds
        How long ranking and writing took.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    release: int
    model_version: str
    dataset: str
    data_version: str
    k: int
    n_users: int
    n_rows: int
    n_bytes: int
    seconds: float

    @property
    def users_per_second(self) -> float:
        """Pace of ranking and writing together."""
        return self.n_users / self.seconds if self.seconds else 0.0


def write_predictions(
    bundle: ModelBundle,
    file: Path,
    k: int,
    *,
    release: int,
    model_version: str,
    progress: Progress = silent,
) -> Predictions:
    """Write the best k unseen films of every known user; memory does not grow with the users.

    The file's metadata say which model ranked which data: ``cinq.release``, ``cinq.model_version``,
    ``cinq.dataset``, ``cinq.data_version``, ``cinq.rater``, ``cinq.ranker``, ``cinq.k``,
    ``cinq.created_at`` and others.

    Parameters
    ----------
    bundle
        The model.
    file
        Takes the place of an older one at once, when everything is written.
    k
        Films a user; fewer where fewer are unseen.
    release, model_version
        Kept in the metadata.
    progress
        Is told how many users are done.

    Raises
    ------
    SettingsError
        If there can be no such file, or its disk is full; an older file stays as it was.
    """
    started = time.perf_counter()
    file = file.expanduser().absolute()
    known = KnownUsers(bundle)
    user_ids = known.user_ids.tolist()
    info = bundle.info
    told = {
        "release": release,
        "model_version": model_version,
        "dataset": info.dataset,
        "data_version": info.data_version,
        "rater": info.rater,
        "ranker": info.ranker,
        "k": k,
        "trained_at": info.trained_at,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    lists = known.lists(user_ids, k)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _sweep(file)
        handle, name = tempfile.mkstemp(_UNFINISHED, f".{file.name}.", file.parent)
    except OSError as error:
        raise SettingsError(f"{file} cannot be written: {error.strerror}") from error
    made = Path(name)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        at_once = max(1, ROWS_AT_ONCE // k)
        n_rows = _write(made, lists, len(user_ids), at_once, bundle, told, progress)
        made.chmod(0o644)
        made.replace(file)
    except IsADirectoryError as error:
        raise SettingsError(f"{file} is a folder: name a file") from error
    except OSError as error:
        if says_full(error):
            what_to_do = "free some, or name a file on another disk with --out"
            line = f"no space left on the disk of {file.parent}: {what_to_do}"
            raise SettingsError(line) from error
        raise SettingsError(f"{file} cannot be written: {error.strerror or error}") from error
    finally:
        made.unlink(missing_ok=True)
        os.close(handle)
    return Predictions(
        file=str(file),
        release=release,
        model_version=model_version,
        dataset=info.dataset,
        data_version=info.data_version,
        k=k,
        n_users=len(user_ids),
        n_rows=n_rows,
        n_bytes=file.stat().st_size,
        seconds=round(time.perf_counter() - started, 3),
    )


def _sweep(file: Path) -> None:
    """Remove what writers left that were killed; one that still writes holds its file locked."""
    for left in file.parent.glob(f".{glob.escape(file.name)}.*{_UNFINISHED}"):
        with left.open("rb") as stream, suppress(BlockingIOError):
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink(missing_ok=True)


def _write(
    file: Path,
    lists: Iterator[UserList],
    n_users: int,
    users_at_once: int,
    bundle: ModelBundle,
    told: Mapping[str, object],
    progress: Progress,
) -> int:
    metadata = {f"cinq.{name}": str(value) for name, value in told.items()}
    n_rows = done = 0
    with file.open("wb") as stream:
        with pq.ParquetWriter(stream, COLUMNS.with_metadata(metadata), compression="zstd") as to:
            while block := list(islice(lists, users_at_once)):
                table = _table(block, bundle.catalogue).cast(COLUMNS.with_metadata(metadata))
                to.write_table(table)
                n_rows += len(table)
                done += len(block)
                progress("ranking what users have not seen", done / n_users)
        stream.flush()
        os.fsync(stream.fileno())
    return n_rows


def _table(block: list[UserList], catalogue: Catalogue) -> pa.Table:
    films = catalogue.films
    columns: dict[str, list[object]] = {name: [] for name in COLUMNS.names}
    for found in block:
        columns[schema.USER_ID] += [found.user_id] * len(found.rows)
        columns["rank"] += range(1, len(found.rows) + 1)
        columns[schema.FILM_ID] += [films[row].film_id for row in found.rows]
        columns["title"] += [films[row].title for row in found.rows]
        columns["score"] += found.scores.tolist()
        columns["predicted_rating"] += found.ratings.tolist()
    return pa.table(columns, schema=COLUMNS)
