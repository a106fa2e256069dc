"""Tables of the hooks: which were taken already, and how many came to what."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from cinq.database import Table


class SeenRow(Table):
    """A hook that was acted on, by its signature or its alert, and until when that counts."""

    __tablename__ = "cinq_hooks_seen"

    mark: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]


class HookCountRow(Table):
    """How many hooks of a kind came to an outcome, since ever."""

    __tablename__ = "cinq_hook_counts"

    kind: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
