"""Tables of the ledger: what was released, and what the gate refused."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Integer
from sqlalchemy.orm import Mapped, mapped_column

from cinq.database import Table


class ReleaseRow(Table):
    """One release; rows are added, never changed or taken away."""

    __tablename__ = "cinq_releases"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    model_version: Mapped[str]
    artefact: Mapped[str]
    digest: Mapped[str]
    dataset: Mapped[str]
    data_version: Mapped[str]
    released_at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    reason: Mapped[str]
    decision: Mapped[dict[str, Any]]


class RefusalRow(Table):
    """A challenger that the gate refused, by hand or by the conductor."""

    __tablename__ = "cinq_refusals"

    id: Mapped[int] = mapped_column(Integer(), primary_key=True)
    model_version: Mapped[str]
    dataset: Mapped[str]
    data_version: Mapped[str]
    refused_at: Mapped[datetime]
    actor: Mapped[str]
    reason: Mapped[str]
    reasons: Mapped[list[str]] = mapped_column(JSON())
