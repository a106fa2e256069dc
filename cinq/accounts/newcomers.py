"""New accounts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Engine, exc
from sqlalchemy.orm import Session

from cinq.accounts import attempts
from cinq.accounts.attempts import AttemptRules
from cinq.accounts.names import clean_name, name_key
from cinq.accounts.passwords import Passwords, checked_password
from cinq.accounts.tables import PersonRow
from cinq.database import writing
from cinq.errors import NameTaken


class Newcomers:
    """Makes accounts, and counts who asks for many; parameters as of `Accounts`."""

    def __init__(
        self,
        engine: Engine,
        rules: AttemptRules,
        passwords: Passwords,
        clock: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._rules = rules
        self._passwords = passwords
        self._clock = clock

    def prepare(self, name: str, password: str, address: str) -> PersonRow:
        """Return a row for a new account: the sign-up is counted, and a hash made in any case.

        Raises
        ------
        InvalidAccount
            If the name or the password breaks a rule.
        TooManyAttempts
            If too many accounts were asked for from this address lately.
        """
        shown = clean_name(name)
        checked = checked_password(password, shown)
        with writing(self._engine) as session:
            attempts.note_sign_up(session, address, self._rules, self._clock())
        return PersonRow(
            id=uuid4(),
            name=shown,
            name_key=name_key(shown),
            password_hash=self._passwords.hash(checked),
            created_at=self._clock(),
            role="member",
        )

    @contextmanager
    def adding(self, row: PersonRow) -> Iterator[Session]:
        """Add an account in a transaction that may do more.

        Raises
        ------
        NameTaken
            If somebody bears the name, in whatever case.
        """
        try:
            with writing(self._engine) as session:
                session.add(row)
                session.flush()
                attempts.forgive(session, row.name)  # whoever guessed, guessed at nobody's password
                yield session
        except exc.IntegrityError as error:
            raise NameTaken(f"the name {row.name} is taken: choose another") from error
