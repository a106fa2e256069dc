"""Tables of people, their sessions and favourites, and of those who left."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cinq.database import Table


class PersonRow(Table):
    """Somebody with an account.

    ``name_key`` is the name as it is compared; ``role`` one of `cinq.accounts.person.Role`.
    ``consent`` is what the account said to models learning from it; None until it was asked.
    """

    __tablename__ = "cinq_people"
    __table_args__ = (UniqueConstraint("name_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    name_key: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[datetime]
    role: Mapped[str] = mapped_column(default="member")
    consent: Mapped[bool | None]
    consent_at: Mapped[datetime | None]


class SessionRow(Table):
    """A signed-in browser; only the SHA-256 of its token is kept.

    ``device`` is a few words by which its owner knows it again, such as "Firefox, Linux".
    """

    __tablename__ = "cinq_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("cinq_people.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    device: Mapped[str] = mapped_column(default="")


class FavouriteRow(Table):
    """A film somebody loves; film ids belong to a data set.

    ``chosen_at`` is None for what was chosen before it was kept.
    """

    __tablename__ = "cinq_favourites"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("cinq_people.id", ondelete="CASCADE"), primary_key=True
    )
    dataset: Mapped[str] = mapped_column(primary_key=True)
    film_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    chosen_at: Mapped[datetime | None]


class AttemptRow(Table):
    """A sign-in that has failed or is being checked, or a sign-up (``kind``).

    Names and addresses are kept as hashes, and for as long as they are counted.
    """

    __tablename__ = "cinq_attempts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str] = mapped_column(default="sign_in")
    name_hash: Mapped[str] = mapped_column(index=True)
    address_hash: Mapped[str] = mapped_column(index=True, default="")
    tried_at: Mapped[datetime] = mapped_column(index=True)


class TombstoneRow(Table):
    """Somebody deleted since the last training, by pseudonym alone."""

    __tablename__ = "cinq_tombstones"

    pseudonym: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    deleted_at: Mapped[datetime]


class SecretRow(Table):
    """A key that this database keeps to itself, in hexadecimal."""

    __tablename__ = "cinq_secrets"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
