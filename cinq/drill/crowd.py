"""Newcomers make accounts, choose their favourites, and say what else they like."""

import secrets
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import httpx2
from sqlalchemy import Engine

from cinq.accounts.accounts import Accounts
from cinq.accounts.passwords import Passwords
from cinq.accounts.sessions import SessionRules
from cinq.drill.audience import Guest

CALLERS = 2
TIMEOUT = 15.0

T = TypeVar("T")


def sign_up_all(
    database: Engine, dataset: str, guests: Sequence[Guest], unwilling: int
) -> list[UUID]:
    """Make an account with its favourites for every guest, as the page would; gives their ids.

    The first `unwilling` say that models may not learn from them, all others that they may.
    """
    # these passwords are random and nobody signs in again: no need for a hash that costs much
    rules = SessionRules(lasts=timedelta(hours=1), idle=timedelta(hours=1))
    accounts = Accounts(database, rules, passwords=Passwords(memory_kib=64, passes=1))
    made = []
    for place, guest in enumerate(guests):
        token = accounts.join(guest.name, secrets.token_urlsafe(16))
        person = accounts.who(token)
        accounts.set_favourites(person, dataset, guest.favourites)
        accounts.own.set_consent(token, given=place >= unwilling)
        made.append(person.id)
    return made


def tell_likes(url: str, accounts: Sequence[UUID], guests: Sequence[Guest]) -> list[str]:
    """Let guests say of each film they like, favourites aside, that they do; gives what failed."""
    said = [
        {"account": str(account), "film_id": film, "kind": "liked"}
        for account, guest in zip(accounts, guests, strict=True)
        for film in sorted(guest.others)
    ]
    waiting, lock, failures = iter(said), threading.Lock(), []

    def tell() -> None:
        with httpx2.Client(base_url=url, timeout=TIMEOUT, trust_env=False) as client:
            while True:
                with lock:
                    word = next(waiting, None)
                if word is None:
                    return
                failure = _failure(client, word)
                if failure:
                    with lock:
                        failures.append(failure)

    _together(tell)
    return failures


def _failure(client: httpx2.Client, word: dict[str, object]) -> str:
    try:
        response = client.post("/v1/feedback", json=word)
    except httpx2.HTTPError as error:
        return f"{type(error).__name__}: {error}"
    return "" if response.status_code == 200 else f"{response.status_code}: {response.text[:200]}"


def _together(work: Callable[[], None]) -> None:
    threads = [threading.Thread(target=work, daemon=True) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
