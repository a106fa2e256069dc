"""Sessions: opaque tokens, of which only a hash is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from cinq.accounts.tables import PersonRow, SessionRow
from cinq.database import exclusively

TOKEN_BYTES = 32
MAX_TOKEN = 200
"""Longest text that is looked up at all."""
MAX_DEVICE = 60
"""Characters that are kept of what a browser is."""


@dataclass(frozen=True)
class SessionRules:
    """How long a session lasts.

    Attributes
    ----------
    lasts
        After sign-in, whatever happens.
    idle
        After its last use.
    """

    lasts: timedelta
    idle: timedelta

    @property
    def noted_after(self) -> timedelta:
        """How stale the kept time of last use may be: writing it each time would be dear."""
        return min(self.idle / 20, timedelta(minutes=5))


def token_hash(token: str) -> str:
    """Return what is kept of a token; 256 random bits need no slow hash."""
    return hashlib.sha256(token[:MAX_TOKEN].encode("utf-8", "replace")).hexdigest()


def begin(
    session: Session, person: PersonRow, rules: SessionRules, now: datetime, device: str = ""
) -> str:
    """Begin a session and return its token; sessions that have expired are cleared away."""
    exclusively(session, "sessions")
    session.execute(
        delete(SessionRow).where(
            or_(SessionRow.expires_at <= now, SessionRow.seen_at <= now - rules.idle)
        )
    )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        SessionRow(
            token_hash=token_hash(token),
            person_id=person.id,
            created_at=now,
            seen_at=now,
            expires_at=now + rules.lasts,
            device=device[:MAX_DEVICE],
        )
    )
    return token


def find(
    session: Session, token: str, rules: SessionRules, now: datetime
) -> tuple[SessionRow, PersonRow] | None:
    """Return the live session of a token with its person, or None."""
    live = (
        select(SessionRow, PersonRow)
        .join(PersonRow, PersonRow.id == SessionRow.person_id)
        .where(
            SessionRow.token_hash == token_hash(token),
            SessionRow.expires_at > now,
            SessionRow.seen_at > now - rules.idle,
        )
    )
    found = session.execute(live).one_or_none()
    return None if found is None else (found[0], found[1])


def end(session: Session, token: str) -> None:
    """End the session of a token; an unknown one is no error."""
    session.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash(token)))
