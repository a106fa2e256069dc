"""The keys that one server process takes, in memory: no request waits for the database."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError

from cinq.database import utc_now
from cinq.errors import CinqError
from cinq.keys.key import Key
from cinq.keys.secret import digest_of, matches, prefix_of
from cinq.keys.store import COARSE
from cinq.repeating import Repeating

_logger = logging.getLogger("cinq.keys")

_NOBODYS = digest_of("")
"""Compared with where no key has the prefix, so that this takes as long as with one that has."""


class KeySource(Protocol):
    """Where keys are kept; `cinq.keys.store.Keys` is one."""

    def list(self) -> list[Key]:
        """Return all keys."""

    def note_used(self, prefix: str, at: datetime) -> None:
        """Keep when a key was last used."""


class Keyring:
    """Finds keys by their secret, and looks every few seconds for those made or revoked.

    While the database is away the keys known so far go on being taken, and expire in time; what is
    revoked then is refused once it is back.

    Parameters
    ----------
    configured
        Keys that stand in the settings.
    source
        Where the others are; None for a server without a database, which has no others.
    poll_seconds
        Between two looks.
    clock
        Gives the time, in UTC.
    """

    def __init__(
        self,
        configured: Iterable[Key] = (),
        source: KeySource | None = None,
        poll_seconds: float = 2.0,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._configured = {key.prefix: key for key in configured}
        self._keys = dict(self._configured)
        self._source = source
        self._clock = clock
        self._used: dict[str, datetime] = {}
        self._told = ""
        self._looks = Repeating(
            self.refresh, poll_seconds, "cinq-keyring", "reading API keys", _logger
        )
        self.complete = source is None
        """Whether the database's keys were read at least once."""

    @property
    def has_source(self) -> bool:
        """Whether keys can be made for this server while it runs."""
        return self._source is not None

    def find(self, secret: str) -> Key | None:
        """Return the key with this secret, in whatever state it is; None if there is none."""
        key = self._keys.get(prefix_of(secret) or "")
        if not matches(secret, key.digest if key else _NOBODYS) or key is None:
            return None
        return key

    def is_live(self, key: Key) -> bool:
        """Tell whether a key is taken now, and remember that it was used."""
        now = self._clock()
        if key.state(now) != "live":
            return False
        self._used[key.prefix] = now
        return True

    def refresh(self) -> None:
        """Read the keys anew and write down which were used; a database that is away is told."""
        if self._source is None:
            return
        try:
            kept = {key.prefix: key for key in self._source.list()}
            self._keys = kept | self._configured
            self.complete = True
            self._note_used(self._source, kept)
        except (CinqError, SQLAlchemyError) as error:
            self._tell(f"the database of API keys does not answer: {' '.join(str(error).split())}")
            return
        self._told = ""

    def start(self) -> None:
        """Refresh from a thread of its own, until `stop`."""
        if self._source is None or self._looks.is_running:
            return
        self.refresh()
        self._looks.start()

    def stop(self) -> None:
        """End the thread; a look under way is waited for."""
        self._looks.stop()

    def _note_used(self, source: KeySource, kept: dict[str, Key]) -> None:
        used, self._used = self._used, {}
        for prefix, at in used.items():
            key = kept.get(prefix)
            if key is not None and (key.used_at is None or at - key.used_at > COARSE):
                source.note_used(prefix, at)

    def _tell(self, message: str) -> None:
        """Log once, not at every look."""
        if message != self._told:
            self._told = message
            _logger.warning("%s; those known go on being taken", message)
