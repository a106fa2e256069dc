"""From the user database to the data that a training learns from."""

import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from cinq.accounts.pseudonyms import existing_key, key_of
from cinq.data.manifest import Manifest
from cinq.database import open_database, reading, writing
from cinq.learning import tombstones
from cinq.learning.join import Joining, join
from cinq.learning.voices import Voices, read_voices
from cinq.settings import LearningSettings


def join_accounts(
    prepared: Path,
    database: str,
    rules: LearningSettings,
    out: Path,
    forget_earlier: Callable[[], None],
    now: float | None = None,
) -> Joining:
    """Join what the user database holds, and see to it that those who left are gone.

    Parameters
    ----------
    prepared, rules, out
        As for `cinq.learning.join.join`.
    database
        SQLAlchemy URL.
    forget_earlier
        Removes what earlier trainings joined; tombstones are cleared once it has.
    now
        Seconds since 1970; the clock if left out.

    Raises
    ------
    DatabaseError, DataError
        If either cannot be read; tombstones stay then.
    """
    engine = open_database(database)
    try:
        voices, gone = _read(engine, Manifest.read(prepared).dataset)
        at = int(time.time() if now is None else now)
        joining = join(prepared, voices, rules, out, at)
        forget_earlier()
        tombstones.clear(engine, gone)
    finally:
        engine.dispose()
    return joining.model_copy(update={"buried": len(gone)})


def _read(engine: Engine, dataset: str) -> tuple[Voices, list[int]]:
    """What stands, and who left, at one moment."""
    with reading(engine) as session:
        key = existing_key(session)
    if key is None:
        with writing(engine) as session:
            key = key_of(session)
    with reading(engine) as session:
        # who left is read first: somebody who leaves in between keeps their tombstone
        gone = tombstones.tombstones(session)
        return read_voices(session, dataset, key), gone
