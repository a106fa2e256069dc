"""What a person left on the page, for whoever asks what is kept of them."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from cinq.accounts.desk import exported_desks
from cinq.accounts.pairs import exported_pairs
from cinq.accounts.shares import exported_shares
from cinq.accounts.watchlist import by_dataset


def belongings(session: Session, person_id: UUID) -> dict[str, Any]:
    """Watchlist, desks, shared lists and pairs, as JSON would hold them."""
    return {
        "watchlist": by_dataset(session, person_id),
        "desks": exported_desks(session, person_id),
        "shared": exported_shares(session, person_id),
        "pairs": exported_pairs(session, person_id),
    }
