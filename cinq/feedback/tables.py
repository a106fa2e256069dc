"""Table of feedback."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cinq.accounts.tables import PersonRow
from cinq.database import Table


class FeedbackRow(Table):
    """What somebody said of a film; rows are added, and go only with the person.

    The person is either an account, ``person_id``, or a program's own name for somebody,
    ``subject``, which means a person only beside the ``client`` that gave it. Film ids belong to a
    data set. ``release``, ``model_version`` and ``answered`` name the recommendation, the last by
    its request id, that this answers.
    """

    __tablename__ = "cinq_feedback"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (subject IS NULL)", "ck_cinq_feedback_person"),
        UniqueConstraint("client", "idempotency_key"),
        Index("ix_cinq_feedback_client_subject", "client", "subject"),
    )

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True
    )
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(PersonRow.id, ondelete="CASCADE"), index=True
    )
    client: Mapped[str]
    subject: Mapped[str | None]
    dataset: Mapped[str]
    film_id: Mapped[int]
    kind: Mapped[str]
    release: Mapped[int | None]
    model_version: Mapped[str | None]
    answered: Mapped[str | None]
    idempotency_key: Mapped[str | None]
    request_id: Mapped[str]
    received_at: Mapped[datetime]
