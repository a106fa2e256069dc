"""Tables of experiments: what was started, what was ended, and who got what."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cinq.database import Table


class ExperimentRow(Table):
    """An experiment as it was declared when it was started; rows are added and never changed."""

    __tablename__ = "cinq_experiments"

    name: Mapped[str] = mapped_column(primary_key=True)
    declaration: Mapped[dict[str, Any]]
    models: Mapped[dict[str, Any]]
    started_at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    reason: Mapped[str]


class EndRow(Table):
    """An arm, or with an empty ``arm`` the whole experiment, that was ended before its time."""

    __tablename__ = "cinq_experiment_ends"

    experiment: Mapped[str] = mapped_column(primary_key=True)
    arm: Mapped[str] = mapped_column(primary_key=True)
    ended_at: Mapped[datetime]
    actor: Mapped[str]
    reason: Mapped[str]


class ExposureRow(Table):
    """What one subject was shown under an arm by one model on one day (UTC).

    ``subject`` is what a program calls somebody, or an account's id. ``answers`` and ``films``
    count what was shown; ``first_at`` is when the first of it was.
    """

    __tablename__ = "cinq_exposures"
    __table_args__ = (Index("ix_cinq_exposures_subject", "subject"),)

    experiment: Mapped[str] = mapped_column(primary_key=True)
    arm: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    model_version: Mapped[str] = mapped_column(primary_key=True)
    release: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answers: Mapped[int]
    films: Mapped[int]
    first_at: Mapped[datetime]
