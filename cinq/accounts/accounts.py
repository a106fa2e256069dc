"""Accounts: signing up and in, and a person's favourites."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Engine, delete, exc
from sqlalchemy.orm import Session

from cinq.accounts import attempts, sessions
from cinq.accounts.attempts import AttemptRules
from cinq.accounts.credentials import Credentials
from cinq.accounts.export import everything
from cinq.accounts.favourites import by_dataset, checked_films, replace
from cinq.accounts.newcomers import Newcomers
from cinq.accounts.own import OwnAccount
from cinq.accounts.passwords import Passwords
from cinq.accounts.person import Person, Role
from cinq.accounts.pseudonyms import bury, key_of, pseudonym
from cinq.accounts.sessions import SessionRules
from cinq.accounts.tables import PersonRow
from cinq.database import open_database, reading, utc_now, writing
from cinq.errors import NotSignedIn, UnknownAccount
from cinq.settings import Settings


def open_accounts(settings: Settings) -> "Accounts":
    """Open the database of the settings and the accounts in it.

    Raises
    ------
    DatabaseError
        If the database cannot be opened.
    """
    rules = SessionRules(
        lasts=timedelta(hours=settings.ui.session_hours),
        idle=timedelta(hours=settings.ui.idle_hours),
    )
    return Accounts(open_database(settings.database), rules)


class Accounts:
    """Everything about people; each method is one transaction, safe to call from any thread.

    Signing up and in take about 50 ms of work for the password's hash: in an event loop, call
    them in a thread.

    Parameters
    ----------
    engine
        Of `cinq.database.open_database`.
    session_rules, attempt_rules
        How long sessions last, and how much may be tried.
    passwords
        Makes the hashes.
    clock
        Gives the time.

    Attributes
    ----------
    own
        What somebody who is signed in does with their own account.
    engine
        As given: what else a person leaves on the page lies in the same database.
    """

    def __init__(
        self,
        engine: Engine,
        session_rules: SessionRules,
        attempt_rules: AttemptRules | None = None,
        passwords: Passwords | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.engine = self._engine = engine
        self._session_rules = session_rules
        self._attempt_rules = attempt_rules or AttemptRules()
        self._passwords = passwords or Passwords()
        self._clock = clock
        self._newcomers = Newcomers(engine, self._attempt_rules, self._passwords, clock)
        self._credentials = Credentials(engine, self._attempt_rules, self._passwords, clock)
        self.own = OwnAccount(engine, session_rules, self._credentials, self._passwords, clock)

    def sign_up(self, name: str, password: str, address: str = "") -> Person:
        """Make an account; nobody is signed in by it.

        Parameters
        ----------
        address
            Where the request comes from, to count by; empty where that is not known.

        Raises
        ------
        InvalidAccount
            If the name or the password breaks a rule.
        NameTaken
            If somebody bears the name, in whatever case.
        TooManyAttempts
            If too many accounts were asked for from there lately.
        """
        row = self._newcomers.prepare(name, password, address)
        with self._newcomers.adding(row):
            return _person(row)

    def join(
        self,
        name: str,
        password: str,
        replaces: str | None = None,
        address: str = "",
        device: str = "",
    ) -> str:
        """Make an account and begin its first session; as `sign_up`, then `sign_in`."""
        row = self._newcomers.prepare(name, password, address)
        with self._newcomers.adding(row) as session:
            if replaces is not None:
                sessions.end(session, replaces)
            return sessions.begin(session, row, self._session_rules, self._clock(), device)

    def sign_in(
        self,
        name: str,
        password: str,
        replaces: str | None = None,
        address: str = "",
        device: str = "",
    ) -> str:
        """Begin a session and return its token: 43 characters, known to nobody else.

        Parameters
        ----------
        replaces
            Token of the session that was open in this browser; it ends.
        address
            Where the request comes from, to count by; empty where that is not known.
        device
            A few words by which the person knows the browser again.

        Raises
        ------
        WrongCredentials
            If there is no such account, or the password is wrong; the work done is the same.
        TooManyAttempts
            If the name or the address failed too often lately.
        """
        found = self._credentials.check(name, password, address)
        rehashed = self._rehashed(found, password)
        with writing(self._engine) as session:
            row = self._credentials.settle(session, found, address)
            row.password_hash = rehashed or row.password_hash
            if replaces is not None:
                sessions.end(session, replaces)
            return sessions.begin(session, row, self._session_rules, self._clock(), device)

    def who(self, token: str | None) -> Person:
        """Return whose session a token opens.

        Raises
        ------
        NotSignedIn
            If the session is unknown, ended or expired.
        """
        now, rules = self._clock(), self._session_rules
        with reading(self._engine) as session:
            found = sessions.find(session, token, rules, now) if token else None
            if found is None:
                raise NotSignedIn("you are not signed in, or your session has ended: sign in")
            stale = now - found[0].seen_at > rules.noted_after
            person = _person(found[1])
        if stale and token:
            with writing(self._engine) as session:
                again = sessions.find(session, token, rules, now)
                if again is not None:
                    again[0].seen_at = now
        return person

    def sign_out(self, token: str | None) -> None:
        """End a session; one that has ended already is no error."""
        if token:
            with writing(self._engine) as session:
                sessions.end(session, token)

    def named(self, name: str) -> Person:
        """Return the person of a name, in whatever case.

        Raises
        ------
        UnknownAccount
            If nobody bears it.
        """
        found = self._credentials.find(name)
        if found is None:
            raise UnknownAccount(f"no account is named {name!r}: check the spelling")
        return _person(found)

    def set_role(self, name: str, role: Role) -> Person:
        """Say who somebody is here, and return them; raises as `named` does."""
        person = self.named(name)
        with writing(self._engine) as session:
            row = _existing(session, person)
            row.role = role
            return _person(row)

    def set_favourites(self, person: Person, dataset: str, film_ids: Iterable[int]) -> list[int]:
        """Replace a person's favourites in a data set, and return them as they are kept.

        The order stays; a film that comes twice is kept once, where it came first.

        Raises
        ------
        InvalidFavourites
            If there are more than 100, or one of them is no film id.
        NotSignedIn
            If the account was deleted meanwhile.
        """
        kept = checked_films(film_ids)
        try:
            with writing(self._engine) as session:
                replace(session, person.id, dataset, kept, self._clock())
        except exc.IntegrityError as error:
            raise NotSignedIn("this account was deleted: sign up anew") from error
        return kept

    def favourites(self, person: Person, dataset: str) -> list[int]:
        """Return a person's favourites in a data set, in their order; empty without any."""
        with reading(self._engine) as session:
            return by_dataset(session, person.id).get(dataset, [])

    def export(self, person: Person) -> dict[str, Any]:
        """Return all that is kept of a person, as JSON would hold it; secrets are left out.

        Raises
        ------
        UnknownAccount
            If the account was deleted.
        """
        with reading(self._engine) as session:
            return everything(session, _existing(session, person))

    def delete(self, person: Person) -> None:
        """Delete an account with its sessions and favourites; it cannot be brought back.

        A tombstone stays until the next training: a keyed hash of the id, and no name.

        Raises
        ------
        UnknownAccount
            If the account was deleted already.
        """
        with writing(self._engine) as session:
            row = _existing(session, person)
            attempts.forgive(session, row.name)
            bury(session, pseudonym(key_of(session), row.id), self._clock())
            session.execute(delete(PersonRow).where(PersonRow.id == row.id))

    def _rehashed(self, row: PersonRow, password: str) -> str | None:
        """Hash a password anew where the kept hash was made at another cost."""
        if not self._passwords.outdated(row.password_hash):
            return None
        return self._passwords.rehash(password)


def _person(row: PersonRow) -> Person:
    return Person(row.id, row.name, row.created_at, cast("Role", row.role))


def _existing(session: Session, person: Person) -> PersonRow:
    row = session.get(PersonRow, person.id)
    if row is None:
        raise UnknownAccount(f"the account of {person.name} was deleted")
    return row
