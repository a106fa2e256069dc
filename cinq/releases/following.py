"""A worker's follower, made from the settings."""

from pathlib import Path

from cinq.database import connect
from cinq.measures import Meter
from cinq.releases.follower import Follower
from cinq.releases.newest import newest_of
from cinq.serving.last_good import LastGood
from cinq.settings import Settings

LEDGER_SECONDS = 3
"""How long a worker waits for a ledger that is locked or away, before it serves what it has."""


def follow_releases(
    settings: Settings, packed: Path, meter: Meter, worker: str, *, alone: bool
) -> Follower:
    """What a worker serves from now on.

    Parameters
    ----------
    packed
        The model in the Bento.
    alone
        There is neither a home nor a database: it serves what is packed, for good.
    """
    if alone:
        return Follower(packed, meter=meter, worker=worker)
    newest = newest_of(connect(settings.database, LEDGER_SECONDS))
    last_good = LastGood(settings.home / "data" / "serving")
    return Follower(packed, newest, last_good, settings.api.poll_seconds, meter, worker)
