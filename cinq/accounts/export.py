"""All that the accounts keep of a person, to be handed over."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cinq.accounts.belongings import belongings
from cinq.accounts.consent import of_row
from cinq.accounts.favourites import by_dataset, times_chosen
from cinq.accounts.tables import PersonRow, SessionRow


def everything(session: Session, row: PersonRow) -> dict[str, Any]:
    """As JSON would hold it; secrets are left out."""
    signed_in = select(SessionRow).where(SessionRow.person_id == row.id)
    return {
        "id": str(row.id),
        "name": row.name,
        "created_at": row.created_at.isoformat(),
        "role": row.role,
        "consent_to_learning": of_row(row).exported(),
        "favourites": by_dataset(session, row.id),
        "favourites_chosen_at": times_chosen(session, row.id),
        **belongings(session, row.id),
        "sessions": [
            {
                "device": one.device,
                "created_at": one.created_at.isoformat(),
                "seen_at": one.seen_at.isoformat(),
                "expires_at": one.expires_at.isoformat(),
            }
            for one in session.scalars(signed_in.order_by(SessionRow.created_at))
        ],
    }
