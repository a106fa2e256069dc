"""What the team sees of the user database: how far newcomers come, and the newest monitoring."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, func, select

from cinq.accounts.tables import FavouriteRow, PersonRow
from cinq.database import open_database, reading, utc_now
from cinq.feedback.tables import FeedbackRow
from cinq.settings import Settings
from cinq.traffic.tables import MonitoringRow

N_FAVOURITES = 5


class Overview:
    """Reads; each method is safe in any thread.

    Parameters
    ----------
    engine
        Of `cinq.database.open_database`.
    clock
        Gives the time.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def funnel(self, days: int) -> dict[str, int]:
        """How many accounts of the last days came how far, in order.

        Each step counts people, not visits: ``account``, ``first_choice``, ``five_chosen`` and
        ``judged``, who said something of a film. Cost: a pass over their favourites and feedback.
        """
        since = self._clock() - timedelta(days=days)
        new = select(PersonRow.id).where(PersonRow.created_at > since)
        lists = (
            select(FavouriteRow.person_id, func.count().label("films"))
            .where(FavouriteRow.person_id.in_(new))
            .group_by(FavouriteRow.person_id, FavouriteRow.dataset)
            .subquery()
        )
        longest = (
            select(lists.c.person_id, func.max(lists.c.films).label("films"))
            .group_by(lists.c.person_id)
            .subquery()
        )
        judged = select(func.count(FeedbackRow.person_id.distinct())).where(
            FeedbackRow.person_id.in_(new)
        )
        counts = {
            "account": select(func.count()).select_from(new.subquery()),
            "first_choice": select(func.count()).select_from(longest),
            "five_chosen": select(func.count()).where(longest.c.films >= N_FAVOURITES),
            "judged": judged,
        }
        with reading(self._engine) as session:
            return {step: session.scalar(count) or 0 for step, count in counts.items()}

    def monitoring(self) -> dict[str, Any] | None:
        """The newest findings, as JSON holds them; None before the first monitoring."""
        newest = select(MonitoringRow.findings).order_by(MonitoringRow.id.desc()).limit(1)
        with reading(self._engine) as session:
            return session.scalar(newest)


def open_overview(settings: Settings) -> Overview:
    """Open the database of the settings; raises as `cinq.database.open_database` does."""
    return Overview(open_database(settings.database))
