"""What somebody who is signed in does with their own account.

Every method takes the session's token, so that nobody reaches another's account by it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from cinq.accounts import consent, sessions
from cinq.accounts.consent import Consent
from cinq.accounts.credentials import Credentials
from cinq.accounts.passwords import Passwords, checked_password
from cinq.accounts.sessions import SessionRules
from cinq.accounts.tables import PersonRow, SessionRow
from cinq.database import reading, writing
from cinq.errors import NotSignedIn

ID_LENGTH = 16
"""Characters of a session's id: the first of its token's hash, of no use to open it."""

_ID = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}")


@dataclass(frozen=True)
class OpenSession:
    """A browser in which somebody is signed in.

    Attributes
    ----------
    id
        Names it to its owner; it is not its token.
    device
        Which browser; empty where that is not known.
    created_at, seen_at
        When it was opened, and last used (to a few minutes).
    current
        Whether it is the one that asks.
    """

    id: str
    device: str
    created_at: datetime
    seen_at: datetime
    current: bool


class OwnAccount:
    """A person's sessions, password and consent; each method is one transaction, for any thread.

    Each raises `NotSignedIn` where the session of the token is unknown, ended or expired.
    """

    def __init__(
        self,
        engine: Engine,
        rules: SessionRules,
        credentials: Credentials,
        passwords: Passwords,
        clock: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._rules = rules
        self._credentials = credentials
        self._passwords = passwords
        self._clock = clock

    def sessions(self, token: str) -> list[OpenSession]:
        """Return all open sessions, the last used first."""
        now = self._clock()
        with reading(self._engine) as session:
            own, person = self._signed_in(session, token)
            rows = select(SessionRow).where(
                SessionRow.person_id == person.id,
                SessionRow.expires_at > now,
                SessionRow.seen_at > now - self._rules.idle,
            )
            latest = rows.order_by(SessionRow.seen_at.desc(), SessionRow.token_hash)
            return [
                OpenSession(
                    id=row.token_hash[:ID_LENGTH],
                    device=row.device,
                    created_at=row.created_at,
                    seen_at=row.seen_at,
                    current=row.token_hash == own.token_hash,
                )
                for row in session.scalars(latest)
            ]

    def end_session(self, token: str, session_id: str) -> None:
        """End one of one's own sessions; one that has ended already is no error."""
        with writing(self._engine) as session:
            _, person = self._signed_in(session, token)
            if _ID.fullmatch(session_id):
                named = SessionRow.token_hash.startswith(session_id)
                session.execute(delete(SessionRow).where(SessionRow.person_id == person.id, named))

    def end_others(self, token: str) -> int:
        """End all sessions but this one; how many those were."""
        with writing(self._engine) as session:
            own, person = self._signed_in(session, token)
            others = delete(SessionRow).where(
                SessionRow.person_id == person.id, SessionRow.token_hash != own.token_hash
            )
            return len(session.scalars(others.returning(SessionRow.token_hash)).all())

    def change_password(self, token: str, current: str, new: str, address: str = "") -> str:
        """Change the password, end all sessions, and return the token of a new one.

        Raises
        ------
        InvalidAccount
            If the new password breaks a rule.
        WrongCredentials
            If the current one is wrong.
        TooManyAttempts
            If that happened too often lately.
        """
        with reading(self._engine) as session:
            _, person = self._signed_in(session, token)
        normal = checked_password(new, person.name)
        checked = self._credentials.check(person.name, current, address)
        hashed = self._passwords.hash(normal)
        with writing(self._engine) as session:
            row = self._credentials.settle(session, checked, address)
            own, _ = self._signed_in(session, token)
            device = own.device
            row.password_hash = hashed
            session.execute(delete(SessionRow).where(SessionRow.person_id == row.id))
            return sessions.begin(session, row, self._rules, self._clock(), device)

    def confirm(self, token: str, password: str, address: str = "") -> None:
        """Make sure that it is the person who asks; raises as `change_password` does."""
        with reading(self._engine) as session:
            _, person = self._signed_in(session, token)
        checked = self._credentials.check(person.name, password, address)
        with writing(self._engine) as session:
            self._credentials.settle(session, checked, address)

    def consent(self, token: str) -> Consent:
        """Return whether models may learn from this account, and since when."""
        with reading(self._engine) as session:
            return consent.of_row(self._signed_in(session, token)[1])

    def set_consent(self, token: str, *, given: bool) -> Consent:
        """Say whether models may learn from this account; for the page's view "My data".

        It holds from the next training on, also when it is taken back: no model trained after
        that has learned from the account.
        """
        with writing(self._engine) as session:
            _, person = self._signed_in(session, token)
            consent.put(person, given, self._clock())
            return consent.of_row(person)

    def _signed_in(self, session: Session, token: str) -> tuple[SessionRow, PersonRow]:
        found = sessions.find(session, token, self._rules, self._clock()) if token else None
        if found is None:
            raise NotSignedIn("you are not signed in, or your session has ended: sign in")
        return found
