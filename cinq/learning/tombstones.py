"""Those who left since the last training."""

from collections.abc import Sequence

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from cinq.accounts.tables import TombstoneRow
from cinq.database import writing


def tombstones(session: Session) -> list[int]:
    """Pseudonyms of everybody who was deleted since tombstones were cleared."""
    return list(session.scalars(select(TombstoneRow.pseudonym)).all())


def clear(engine: Engine, pseudonyms: Sequence[int]) -> None:
    """Remove tombstones, once nothing that is kept for training holds these people."""
    with writing(engine) as session:
        for start in range(0, len(pseudonyms), 500):
            some = pseudonyms[start : start + 500]
            session.execute(delete(TombstoneRow).where(TombstoneRow.pseudonym.in_(some)))
