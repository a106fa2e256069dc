"""Tables of served requests and of what monitoring found."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from cinq.database import Table

_ID = BigInteger().with_variant(Integer(), "sqlite")


class ServedRow(Table):
    """One request of the sample; nothing in it names a person, an address, a key or a request.

    ``favourites`` are those that the catalogue holds, ``unknown`` says how many more were asked
    for, and ``films`` and ``scores`` are the list's, as far as it is kept.
    """

    __tablename__ = "cinq_served"
    __table_args__ = (Index("ix_cinq_served_release_id", "release", "id"),)

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    served_at: Mapped[datetime] = mapped_column(index=True)
    dataset: Mapped[str]
    release: Mapped[int]
    model_version: Mapped[str]
    source: Mapped[str]
    favourites: Mapped[list[int]] = mapped_column(JSON())
    unknown: Mapped[int]
    films: Mapped[list[int]] = mapped_column(JSON())
    scores: Mapped[list[float]] = mapped_column(JSON())


class MonitoringRow(Table):
    """What one monitoring found (`cinq.traffic.findings.Findings`); rows are only added."""

    __tablename__ = "cinq_monitorings"

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
    release: Mapped[int]
    level: Mapped[str]
    findings: Mapped[dict[str, Any]]
