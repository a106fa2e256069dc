"""Accounts: people, their sessions and their favourites; all the page needs of them."""

from cinq.accounts.accounts import Accounts, open_accounts
from cinq.accounts.attempts import AttemptRules
from cinq.accounts.consent import Consent
from cinq.accounts.desk import Desk, Desks, Dials, Shown
from cinq.accounts.favourites import MAX_FAVOURITES
from cinq.accounts.names import MAX_NAME, clean_name
from cinq.accounts.own import OpenSession, OwnAccount
from cinq.accounts.pairs import PairBook, Pairs
from cinq.accounts.passwords import (
    MAX_HASHES_AT_ONCE,
    MAX_PASSWORD,
    MIN_PASSWORD,
    Passwords,
)
from cinq.accounts.person import ROLES, Person, Role
from cinq.accounts.sessions import SessionRules
from cinq.accounts.shares import Share, SharedFilm, Shares
from cinq.accounts.watchlist import MAX_WATCHLIST, Watchlists
from cinq.errors import (
    AccountError,
    CinqError,
    DatabaseError,
    InvalidAccount,
    InvalidFavourites,
    NameTaken,
    NotSignedIn,
    TooManyAttempts,
    UnknownAccount,
    UnknownCode,
    WrongCredentials,
)

__all__ = [
    "MAX_FAVOURITES",
    "MAX_HASHES_AT_ONCE",
    "MAX_NAME",
    "MAX_PASSWORD",
    "MAX_WATCHLIST",
    "MIN_PASSWORD",
    "ROLES",
    "AccountError",
    "Accounts",
    "AttemptRules",
    "CinqError",
    "Consent",
    "DatabaseError",
    "Desk",
    "Desks",
    "Dials",
    "InvalidAccount",
    "InvalidFavourites",
    "NameTaken",
    "NotSignedIn",
    "OpenSession",
    "OwnAccount",
    "PairBook",
    "Pairs",
    "Passwords",
    "Person",
    "Role",
    "SessionRules",
    "Share",
    "SharedFilm",
    "Shares",
    "Shown",
    "TooManyAttempts",
    "UnknownAccount",
    "UnknownCode",
    "Watchlists",
    "WrongCredentials",
    "clean_name",
    "open_accounts",
]
