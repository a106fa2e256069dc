"""Films that somebody means to see."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, delete, exc, func, select
from sqlalchemy.orm import Session

from cinq.accounts.page_tables import WatchRow
from cinq.accounts.person import Person
from cinq.database import exclusively, reading, utc_now, writing
from cinq.errors import NotSignedIn

MAX_WATCHLIST = 200


class Watchlists:
    """Everybody's watchlists; each method is one transaction, safe in any thread.

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

    def of(self, person: Person, dataset: str) -> list[int]:
        """Film ids, the newest first."""
        with reading(self._engine) as session:
            return by_dataset(session, person.id).get(dataset, [])

    def add(self, person: Person, dataset: str, film_id: int) -> bool:
        """Put a film on the list; False if the list is full. One that is on it stays where it is.

        Raises
        ------
        NotSignedIn
            If the account was deleted meanwhile.
        """
        mine = (WatchRow.person_id == person.id) & (WatchRow.dataset == dataset)
        try:
            with writing(self._engine) as session:
                exclusively(session, f"watchlist {person.id}")
                if session.get(WatchRow, (person.id, dataset, film_id)) is not None:
                    return True
                count = session.scalar(select(func.count()).select_from(WatchRow).where(mine))
                if (count or 0) >= MAX_WATCHLIST:
                    return False
                session.add(
                    WatchRow(
                        person_id=person.id,
                        dataset=dataset,
                        film_id=film_id,
                        added_at=self._clock(),
                    )
                )
        except exc.IntegrityError as error:
            raise NotSignedIn("this account was deleted: sign up anew") from error
        return True

    def remove(self, person: Person, dataset: str, film_id: int) -> None:
        """Take a film off the list; one that is not on it is no error."""
        with writing(self._engine) as session:
            session.execute(
                delete(WatchRow).where(
                    WatchRow.person_id == person.id,
                    WatchRow.dataset == dataset,
                    WatchRow.film_id == film_id,
                )
            )


def by_dataset(session: Session, person_id: UUID) -> dict[str, list[int]]:
    """A person's watchlist of each data set, the newest film first."""
    ordered = (
        select(WatchRow)
        .where(WatchRow.person_id == person_id)
        .order_by(WatchRow.dataset, WatchRow.added_at.desc(), WatchRow.film_id)
    )
    lists: dict[str, list[int]] = {}
    for row in session.scalars(ordered):
        lists.setdefault(row.dataset, []).append(row.film_id)
    return lists
