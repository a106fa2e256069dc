"""Tables of people, their sessions and their favourites."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cinq.database import Table


class PersonRow(Table):
    """Somebody with an account; ``name_key`` is the name as it is compared."""

    __tablename__ = "cinq_people"
    __table_args__ = (UniqueConstraint("name_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    name_key: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[datetime]


class SessionRow(Table):
    """A signed-in browser; only the SHA-256 of its token is kept."""

    __tablename__ = "cinq_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("cinq_people.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class FavouriteRow(Table):
    """A film somebody loves; film ids belong to a data set."""

    __tablename__ = "cinq_favourites"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("cinq_people.id", ondelete="CASCADE"), primary_key=True
    )
    dataset: Mapped[str] = mapped_column(primary_key=True)
    film_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]


class AttemptRow(Table):
    """A sign-in that has failed, or is being checked; names are kept as hashes."""

    __tablename__ = "cinq_attempts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name_hash: Mapped[str] = mapped_column(index=True)
    tried_at: Mapped[datetime] = mapped_column(index=True)
