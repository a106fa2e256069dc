"""All that is kept of somebody with an account, wherever it lies: handed over, and deleted."""

from typing import Any

from sqlalchemy import Engine

from cinq.accounts import Accounts, Person, open_accounts
from cinq.database import open_database
from cinq.experiments.personal import delete_exposures, exposures_of
from cinq.feedback import FeedbackBook
from cinq.settings import Settings


class PersonalData:
    """A person's data in the whole user database; each method is safe in any thread.

    Parameters
    ----------
    accounts
        People, and all that goes with them.
    engine
        Of the same database.
    """

    def __init__(self, accounts: Accounts, engine: Engine) -> None:
        self._accounts = accounts
        self._engine = engine

    def export(self, person: Person) -> dict[str, Any]:
        """Return everything, as JSON would hold it; secrets are left out.

        Raises
        ------
        UnknownAccount
            If the account was deleted.
        """
        return self._accounts.export(person) | {
            "feedback": FeedbackBook(self._engine).of_account(person.id),
            "experiments": exposures_of(self._engine, str(person.id)),
        }

    def delete(self, person: Person) -> None:
        """Delete everything; what stays until the next training is a number without a name.

        Raises
        ------
        UnknownAccount
            If the account was deleted already.
        """
        delete_exposures(self._engine, str(person.id))
        self._accounts.delete(person)


def open_personal(settings: Settings) -> PersonalData:
    """Open the database of the settings; raises as `cinq.database.open_database` does."""
    return PersonalData(open_accounts(settings), open_database(settings.database))
