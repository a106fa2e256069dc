"""Slows down who guesses passwords: ten failures for a name, and it must wait.

An attempt is written down before the password is checked, and taken back if it was right, so that
guesses made at the same time cannot slip past the count.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cinq.accounts.names import name_hash
from cinq.accounts.tables import AttemptRow
from cinq.database import exclusively
from cinq.errors import TooManyAttempts


@dataclass(frozen=True)
class AttemptRules:
    """How many failures a name may have within a window of time."""

    failures: int = 10
    window: timedelta = timedelta(minutes=15)


def note(session: Session, name: str, rules: AttemptRules, now: datetime) -> None:
    """Write an attempt down.

    Raises
    ------
    TooManyAttempts
        If the name has had its failures; tells how many minutes to wait.
    """
    exclusively(session, "attempts")
    session.execute(delete(AttemptRow).where(AttemptRow.tried_at <= now - rules.window))
    hashed = name_hash(name)
    times = select(AttemptRow.tried_at).where(AttemptRow.name_hash == hashed)
    tried = session.scalars(times.order_by(AttemptRow.tried_at)).all()
    if len(tried) >= rules.failures:
        free = tried[-rules.failures] + rules.window - now
        minutes = max(1, ceil(free.total_seconds() / 60))
        plural = "" if minutes == 1 else "s"
        raise TooManyAttempts(
            f"too many failed sign-ins with this name: try again in {minutes} minute{plural}"
        )
    session.add(AttemptRow(id=uuid4(), name_hash=hashed, tried_at=now))


def forgive(session: Session, name: str) -> None:
    """Forget the attempts of a name whose password was right."""
    exclusively(session, "attempts")
    session.execute(delete(AttemptRow).where(AttemptRow.name_hash == name_hash(name)))
