"""Accounts: people, their sessions and their favourites; all the page needs of them."""

from cinq.accounts.accounts import Accounts, open_accounts
from cinq.accounts.attempts import AttemptRules
from cinq.accounts.consent import Consent
from cinq.accounts.favourites import MAX_FAVOURITES
from cinq.accounts.names import MAX_NAME, clean_name
from cinq.accounts.own import OpenSession, OwnAccount
from cinq.accounts.passwords import MAX_PASSWORD, MIN_PASSWORD, Passwords
from cinq.accounts.person import ROLES, Person, Role
from cinq.accounts.sessions import SessionRules
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
    WrongCredentials,
)

__all__ = [
    "MAX_FAVOURITES",
    "MAX_NAME",
    "MAX_PASSWORD",
    "MIN_PASSWORD",
    "ROLES",
    "AccountError",
    "Accounts",
    "AttemptRules",
    "CinqError",
    "Consent",
    "DatabaseError",
    "InvalidAccount",
    "InvalidFavourites",
    "NameTaken",
    "NotSignedIn",
    "OpenSession",
    "OwnAccount",
    "Passwords",
    "Person",
    "Role",
    "SessionRules",
    "TooManyAttempts",
    "UnknownAccount",
    "WrongCredentials",
    "clean_name",
    "open_accounts",
]
