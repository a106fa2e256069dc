"""A name and a password: whether they belong together."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cinq.accounts import attempts
from cinq.accounts.attempts import AttemptRules
from cinq.accounts.names import name_key
from cinq.accounts.passwords import Passwords
from cinq.accounts.tables import PersonRow
from cinq.database import reading, writing
from cinq.errors import InvalidAccount, WrongCredentials


class Credentials:
    """Checks passwords, and counts those who guess.

    Parameters
    ----------
    engine
        Of `cinq.database.open_database`.
    rules
        How much may be tried.
    passwords
        Makes and checks the hashes.
    clock
        Gives the time.
    """

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

    def check(self, name: str, password: str, address: str) -> PersonRow:
        """Return who it is; the attempt counts until `settle` takes it back.

        Whether the name exists shows neither in the answer nor in the work that is done.

        Raises
        ------
        WrongCredentials
            If there is no such account, or the password is wrong.
        TooManyAttempts
            If the name or the address failed too often lately; no password is looked at then.
        """
        with writing(self._engine) as session:
            attempts.note(session, name, self._rules, self._clock(), address)
        found = self.find(name)
        if not self._passwords.fits(password, found.password_hash if found else None) or not found:
            raise WrongCredentials("no account has this name and password: check both")
        return found

    def settle(self, session: Session, checked: PersonRow, address: str) -> PersonRow:
        """Forgive the failures of somebody whose password was right, and return their row.

        Raises
        ------
        WrongCredentials
            If the account was deleted, or its password changed, since it was checked.
        """
        row = session.get(PersonRow, checked.id, with_for_update=True)
        if row is None or row.password_hash != checked.password_hash:
            raise WrongCredentials("this account was changed just now: try again")
        attempts.forgive(session, row.name, address)
        return row

    def find(self, name: str) -> PersonRow | None:
        """Return the account of a name, in whatever case."""
        try:
            key = name_key(name)
        except InvalidAccount:
            return None
        with reading(self._engine) as session:
            return session.scalar(select(PersonRow).where(PersonRow.name_key == key))
