"""Table of API keys."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from cinq.database import Table


class KeyRow(Table):
    """One key; only the SHA-256 of it is kept. ``scopes`` are words with blanks between."""

    __tablename__ = "cinq_keys"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    scopes: Mapped[str]
    digest: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
