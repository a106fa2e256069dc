"""Table of the ledger."""

from datetime import datetime
from typing import Any

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
