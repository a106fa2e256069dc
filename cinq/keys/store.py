"""API keys in the database: made, listed, revoked."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine, or_, select, update

from cinq.database import exclusively, exists, reading, utc_now, writing
from cinq.errors import ApiKeyError
from cinq.keys.key import SCOPES, Key, in_order
from cinq.keys.secret import digest_of, new_secret, prefix_of
from cinq.keys.tables import KeyRow

COARSE = timedelta(hours=1)
"""How stale the kept time of last use may be: writing it each time would be dear."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,59}")


class Keys:
    """The keys of one database.

    Parameters
    ----------
    engine
        Of `cinq.database.open_database`.
    clock
        Gives the time, in UTC.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def make(
        self, name: str, scopes: Sequence[str], lasts: timedelta | None = None
    ) -> tuple[Key, str]:
        """Make a key; the second value is its secret, which is nowhere kept.

        Parameters
        ----------
        name
            Whom or what it is for; two live keys never bear the same.
        scopes
            Words of `cinq.keys.key.SCOPES`, at least one.
        lasts
            How long it is taken; None: until it is revoked.

        Raises
        ------
        ApiKeyError
            If the name is taken or malformed, or a scope is unknown.
        """
        if not _NAME.fullmatch(name):
            raise ApiKeyError(
                f"a key cannot be called {name[:60]!r}: "
                "take 1 to 60 letters, digits, blanks or . _ -"
            )
        try:
            wanted = in_order(scopes)
        except ValueError as error:
            raise ApiKeyError(f"there is no scope {error}: take {', '.join(SCOPES)}") from None
        if not wanted:
            raise ApiKeyError(f"a key needs a scope: {', '.join(SCOPES)}")
        secret, now = new_secret(), self._clock()
        row = KeyRow(
            prefix=prefix_of(secret),
            name=name,
            scopes=" ".join(wanted),
            digest=digest_of(secret),
            created_at=now,
            expires_at=now + lasts if lasts else None,
        )
        with writing(self._engine) as session:
            exclusively(session, "keys")
            same = select(KeyRow).where(KeyRow.name == name, KeyRow.revoked_at.is_(None))
            if any(_key(other).state(now) == "live" for other in session.scalars(same)):
                raise ApiKeyError(f"there is a key {name} already: revoke it, or take another name")
            session.add(row)
            session.flush()
            return _key(row), secret

    def list(self) -> list[Key]:
        """Return all keys, the newest first, those that are taken no more included."""
        if not exists(self._engine):
            return []
        with reading(self._engine) as session:
            rows = session.scalars(select(KeyRow).order_by(KeyRow.created_at.desc(), KeyRow.prefix))
            return [_key(row) for row in rows]

    def revoke(self, which: str) -> Key:
        """Take a key out of use for good; servers refuse it within seconds.

        Parameters
        ----------
        which
            Its prefix, or the name of the one that is not revoked yet.

        Raises
        ------
        ApiKeyError
            If there is none.
        """
        with writing(self._engine) as session:
            exclusively(session, "keys")
            named = or_(KeyRow.prefix == which, KeyRow.name == which)
            rows = list(session.scalars(select(KeyRow).where(named, KeyRow.revoked_at.is_(None))))
            if not rows:
                raise ApiKeyError(f"there is no key {which} to revoke: see `cinq keys list`")
            row = max(rows, key=lambda found: (found.prefix == which, found.created_at))
            row.revoked_at = self._clock()
            session.flush()
            return _key(row)

    def note_used(self, prefix: str, at: datetime) -> None:
        """Keep when a key was last used, if what is kept is older than `COARSE`."""
        stale = or_(KeyRow.used_at.is_(None), KeyRow.used_at < at - COARSE)
        with writing(self._engine) as session:
            session.execute(update(KeyRow).where(KeyRow.prefix == prefix, stale).values(used_at=at))


def _key(row: KeyRow) -> Key:
    return Key(
        prefix=row.prefix,
        name=row.name,
        scopes=tuple(scope for scope in SCOPES if scope in row.scopes.split()),
        digest=row.digest,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
    )
