"""Slows down who guesses passwords or makes accounts by the dozen.

A sign-in is written down before the password is checked, and taken back if it was right, so that
guesses made at the same time cannot slip past the count. Who guesses at somebody's name from one
address does not keep its owner out at another: that takes `AttemptRules.name_failures`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from uuid import uuid4

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from cinq.accounts.names import name_hash
from cinq.accounts.tables import AttemptRow
from cinq.database import exclusively
from cinq.errors import TooManyAttempts
from cinq.web.addresses import is_loopback, network_of

_SIGN_IN, _SIGN_UP = "sign_in", "sign_up"


@dataclass(frozen=True)
class AttemptRules:
    """How much may be tried.

    Attributes
    ----------
    failures
        Of a name from one address within `window`.
    name_failures
        Of a name, wherever they come from.
    address_failures
        Of an address, whatever the names.
    sign_ups
        From an address within `sign_up_window`. Programs of this machine have no limit by address.
    window, sign_up_window
        Lengths of time that slide along.
    """

    failures: int = 10
    name_failures: int = 50
    address_failures: int = 30
    sign_ups: int = 100
    window: timedelta = timedelta(minutes=15)
    sign_up_window: timedelta = timedelta(hours=1)


def note(
    session: Session, name: str, rules: AttemptRules, now: datetime, address: str = ""
) -> None:
    """Write a sign-in down.

    Raises
    ------
    TooManyAttempts
        If the name or the address has had its failures; tells how many minutes to wait.
    """
    _begin(session, rules, now)
    named, located = name_hash(name), address_hash(address)
    columns = (AttemptRow.name_hash, AttemptRow.address_hash, AttemptRow.tried_at)
    of_both = or_(
        AttemptRow.name_hash == named,
        (AttemptRow.address_hash == located) & (AttemptRow.address_hash != ""),
    )
    tried = select(*columns).where(AttemptRow.kind == _SIGN_IN, of_both)
    rows = session.execute(tried.order_by(AttemptRow.tried_at)).all()
    counts = [
        (rules.name_failures, [at for name, _, at in rows if name == named]),
        (rules.failures, [at for *both, at in rows if both == [named, located]]),
    ]
    if located:
        counts.append((rules.address_failures, [at for _, where, at in rows if where == located]))
    wait = max(_wait(times, most, rules.window, now) for most, times in counts)
    if wait > timedelta():
        minutes = _minutes(wait)
        raise TooManyAttempts(
            f"too many failed sign-ins: try again in {_in_words(minutes)}", minutes
        )
    _add(session, _SIGN_IN, named, located, now)


def note_sign_up(session: Session, address: str, rules: AttemptRules, now: datetime) -> None:
    """Write a sign-up down; one whose name is taken counts too, for it tells who is here.

    Raises
    ------
    TooManyAttempts
        If the address has had its accounts.
    """
    located = address_hash(address)
    if not located:
        return
    _begin(session, rules, now)
    tried = select(AttemptRow.tried_at).where(
        AttemptRow.kind == _SIGN_UP, AttemptRow.address_hash == located
    )
    times = session.scalars(tried.order_by(AttemptRow.tried_at)).all()
    wait = _wait(times, rules.sign_ups, rules.sign_up_window, now)
    if wait > timedelta():
        minutes = _minutes(wait)
        raise TooManyAttempts(
            f"too many new accounts from here: try again in {_in_words(minutes)}",
            minutes,
            new_accounts=True,
        )
    _add(session, _SIGN_UP, "", located, now)


def forgive(session: Session, name: str, address: str | None = None) -> None:
    """Forget the failures of a name: those from an address, or with None from everywhere."""
    exclusively(session, "attempts")
    gone = delete(AttemptRow).where(AttemptRow.name_hash == name_hash(name))
    if address is not None:
        gone = gone.where(AttemptRow.address_hash == address_hash(address))
    session.execute(gone)


def address_hash(address: str) -> str:
    """Return a SHA-256 to count attempts by; empty where an address is not counted.

    That is where none is known, and for programs of this machine. IPv6 is counted by /64.
    """
    if not address or is_loopback(address):
        return ""
    return sha256(f"address {network_of(address)}".encode("utf-8", "replace")).hexdigest()


def _begin(session: Session, rules: AttemptRules, now: datetime) -> None:
    """Be alone, and clear away what counts no more."""
    exclusively(session, "attempts")
    windows = ((_SIGN_IN, rules.window), (_SIGN_UP, rules.sign_up_window))
    over = [(AttemptRow.kind == kind) & (AttemptRow.tried_at <= now - w) for kind, w in windows]
    session.execute(delete(AttemptRow).where(or_(*over)))


def _wait(times: Sequence[datetime], most: int, window: timedelta, now: datetime) -> timedelta:
    """How long until there are fewer than `most` of these times, ascending, in the window."""
    if len(times) < most:
        return timedelta()
    return times[-most] + window - now


def _minutes(wait: timedelta) -> int:
    return max(1, ceil(wait.total_seconds() / 60))


def _in_words(minutes: int) -> str:
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def _add(session: Session, kind: str, named: str, located: str, now: datetime) -> None:
    session.add(
        AttemptRow(id=uuid4(), kind=kind, name_hash=named, address_hash=located, tried_at=now)
    )
