"""Codes by which one account agrees to lists for two with another.

A code of eight letters is good for a day and for one person, who then may ask for lists for two
until either of them ends it, at most thirty days. What the giver loves is never told.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, delete, exc, select
from sqlalchemy.orm import Session, aliased

from cinq.accounts import attempts
from cinq.accounts.attempts import AttemptRules
from cinq.accounts.page_tables import PairRow
from cinq.accounts.person import Person
from cinq.accounts.tables import PersonRow
from cinq.database import reading, utc_now, writing
from cinq.errors import NotSignedIn, UnknownCode

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No I, O, 0 or 1, which are taken for one another."""

LENGTH = 8
TO_TAKE = timedelta(days=1)
LASTS = timedelta(days=30)


@dataclass(frozen=True)
class Pairs:
    """What one person has agreed to, and who has agreed to it with them.

    Attributes
    ----------
    code
        Given and not yet taken; None without one.
    takers
        Names of those who took a code of this person.
    partner
        Whose code this person took last; None without one.
    """

    code: str | None = None
    takers: tuple[str, ...] = ()
    partner: Person | None = None


class PairBook:
    """All pairs; each method is one transaction, safe in any thread.

    Parameters
    ----------
    engine
        Of `cinq.database.open_database`.
    clock
        Gives the time.
    rules
        How many wrong codes somebody may try.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime] = utc_now,
        rules: AttemptRules | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._rules = rules or AttemptRules()

    def of(self, person: Person) -> Pairs:
        """What stands for a person."""
        now = self._clock()
        other = aliased(PersonRow)
        with reading(self._engine) as session:
            given = session.execute(
                select(PairRow.code, other.name)
                .outerjoin(other, other.id == PairRow.taker_id)
                .where(PairRow.giver_id == person.id, PairRow.expires_at > now)
                .order_by(PairRow.made_at)
            ).all()
            giver = session.scalar(
                select(PersonRow)
                .join(PairRow, PairRow.giver_id == PersonRow.id)
                .where(PairRow.taker_id == person.id, PairRow.expires_at > now)
                .order_by(PairRow.expires_at.desc())
            )
        return Pairs(
            code=next((code for code, name in given if name is None), None),
            takers=tuple(dict.fromkeys(name for _, name in given if name is not None)),
            partner=None if giver is None else Person(giver.id, giver.name, giver.created_at),
        )

    def give(self, person: Person) -> str:
        """A new code in the place of one that was not taken.

        Raises
        ------
        NotSignedIn
            If the account was deleted meanwhile.
        """
        now = self._clock()
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        try:
            with writing(self._engine) as session:
                session.execute(delete(PairRow).where(PairRow.expires_at <= now))
                session.execute(
                    delete(PairRow).where(PairRow.giver_id == person.id, PairRow.taker_id.is_(None))
                )
                session.add(
                    PairRow(code=code, giver_id=person.id, made_at=now, expires_at=now + TO_TAKE)
                )
        except exc.IntegrityError as error:
            raise NotSignedIn("this account was deleted: sign up anew") from error
        return code

    def take(self, person: Person, code: str) -> Person:
        """Take somebody's code, as it was typed; whoever's was taken before makes room.

        Raises
        ------
        UnknownCode
            If no such code waits to be taken, or it is one's own.
        TooManyAttempts
            If this person tried too many wrong ones lately.
        """
        now, mine = self._clock(), f"consent codes tried by {person.id}"
        with writing(self._engine) as session:
            attempts.note(session, mine, self._rules, now)
        typed = "".join(letter for letter in code.upper()[:50] if letter in ALPHABET)
        with writing(self._engine) as session:
            row = session.get(PairRow, typed, with_for_update=True)
            waits = row is not None and row.taker_id is None and row.expires_at > now
            if row is None or not waits or row.giver_id == person.id:
                raise UnknownCode("this code is unknown, taken or too old: ask for a new one")
            session.execute(delete(PairRow).where(PairRow.taker_id == person.id))
            row.taker_id, row.expires_at = person.id, now + LASTS
            giver = session.get_one(PersonRow, row.giver_id)
            attempts.forgive(session, mine)
            return Person(giver.id, giver.name, giver.created_at)

    def end(self, person: Person) -> None:
        """End what a person has given and taken; nobody makes lists with them any more."""
        either = (PairRow.giver_id == person.id) | (PairRow.taker_id == person.id)
        with writing(self._engine) as session:
            session.execute(delete(PairRow).where(either))


def exported_pairs(session: Session, person_id: UUID) -> list[dict[str, Any]]:
    """What a person has agreed to, as JSON would hold it; of others nothing but that they did."""
    either = (PairRow.giver_id == person_id) | (PairRow.taker_id == person_id)
    rows = select(PairRow).where(either).order_by(PairRow.made_at)
    return [
        {
            "given": row.giver_id == person_id,
            "taken": row.taker_id is not None,
            "made_at": row.made_at.isoformat(),
            "expires_at": row.expires_at.isoformat(),
        }
        for row in session.scalars(rows)
    ]
