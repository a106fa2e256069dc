"""Numbers that stand for people wherever models learn: no id and no name leaves the database.

A pseudonym is a keyed hash (HMAC-SHA-256) of the account's id. The key lies in the user database
alone, so a number in a file says nothing to whoever has the file; it is the same at every
reading, so that nobody moves from those who judge to those who are learned from.
"""

import hashlib
import hmac
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from cinq.accounts.tables import SecretRow, TombstoneRow
from cinq.database import exclusively

_NAME = "pseudonyms"


def existing_key(session: Session) -> bytes | None:
    """The key of this database; None if nothing has needed one yet."""
    row = session.get(SecretRow, _NAME)
    return None if row is None else bytes.fromhex(row.value)


def key_of(session: Session) -> bytes:
    """The key of this database, made on first use; the session must be one that writes."""
    exclusively(session, _NAME)
    key = existing_key(session)
    if key is None:
        key = secrets.token_bytes(32)
        session.add(SecretRow(name=_NAME, value=key.hex()))
    return key


def pseudonym(
    key: bytes, person_id: UUID | None, client: str = "", subject: str | None = None
) -> int:
    """A number for an account, or for a program's subject: from -2**62 to -1.

    People of a data set have ids from 0 on, so that the two never meet. Of a million people two
    share a number with a probability of about 1e-7.
    """
    name = f"account {person_id}" if subject is None else f"subject {client}\n{subject}"
    digest = hmac.digest(key, name.encode(), hashlib.sha256)
    return -1 - (int.from_bytes(digest[:8], "big") >> 2)


def bury(session: Session, number: int, now: datetime) -> None:
    """Leave a tombstone: the next training sees to it that nothing of this person is left."""
    session.merge(TombstoneRow(pseudonym=number, deleted_at=now))
