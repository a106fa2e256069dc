"""Whether models may learn from an account: its own choice, and no unless it was made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cinq.accounts.tables import PersonRow


@dataclass(frozen=True)
class Consent:
    """What an account said when it was asked whether models may learn from it.

    Attributes
    ----------
    given
        True: yes; False: no, or taken back; None: it was never asked, which counts as no.
    at
        When it last said so; None if never.
    """

    given: bool | None
    at: datetime | None

    def exported(self) -> dict[str, Any]:
        """The same as JSON holds it."""
        return {"given": self.given, "at": self.at and self.at.isoformat()}


def of_row(row: PersonRow) -> Consent:
    """What a person said."""
    return Consent(row.consent, row.consent_at)


def put(row: PersonRow, given: bool, now: datetime) -> None:
    """Write a choice down; saying the same again keeps the time of the first."""
    if row.consent != given:
        row.consent, row.consent_at = given, now
