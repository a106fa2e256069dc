"""What the page keeps of people, all of it in the user database."""

from dataclasses import dataclass

from cinq.accounts import Accounts, Desks, PairBook, Shares, Watchlists
from cinq.feedback import FeedbackBook


@dataclass(frozen=True)
class Shelf:
    """Everything that is kept; feedback is only read here, the API writes it."""

    accounts: Accounts
    desks: Desks
    watchlists: Watchlists
    shares: Shares
    pairs: PairBook
    feedback: FeedbackBook


def shelf_of(accounts: Accounts) -> Shelf:
    """All that lies in the database of the accounts."""
    engine = accounts.engine
    return Shelf(
        accounts,
        Desks(engine),
        Watchlists(engine),
        Shares(engine),
        PairBook(engine),
        FeedbackBook(engine),
    )
