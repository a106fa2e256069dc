"""Tables of what a person leaves on the page: their desk, watchlist, shared lists and pairs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cinq.accounts.tables import PersonRow
from cinq.database import Table


class DeskRow(Table):
    """Where somebody stands on the page, as `cinq.accounts.desk.Desk` writes it."""

    __tablename__ = "cinq_desks"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey(PersonRow.id, ondelete="CASCADE"), primary_key=True
    )
    dataset: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[dict[str, Any]]


class WatchRow(Table):
    """A film somebody means to see."""

    __tablename__ = "cinq_watchlist"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey(PersonRow.id, ondelete="CASCADE"), primary_key=True
    )
    dataset: Mapped[str] = mapped_column(primary_key=True)
    film_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    added_at: Mapped[datetime]


class ShareRow(Table):
    """A list that whoever knows its token may see: titles, years, genres and nobody's name.

    The token is kept as it is, so that its owner sees the link again: all that it opens stands
    beside it.
    """

    __tablename__ = "cinq_shares"

    token: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey(PersonRow.id, ondelete="CASCADE"), index=True
    )
    dataset: Mapped[str]
    films: Mapped[list[dict[str, Any]]] = mapped_column(JSON())
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PairRow(Table):
    """``giver_id`` agrees to lists for two with whoever took the code first."""

    __tablename__ = "cinq_pairs"

    code: Mapped[str] = mapped_column(primary_key=True)
    giver_id: Mapped[UUID] = mapped_column(ForeignKey(PersonRow.id, ondelete="CASCADE"), index=True)
    taker_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(PersonRow.id, ondelete="CASCADE"), index=True
    )
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
