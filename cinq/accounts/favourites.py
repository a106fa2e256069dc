"""Favourites in the database: ordered, and of one data set each."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cinq.accounts.tables import FavouriteRow
from cinq.errors import InvalidFavourites

MAX_FAVOURITES = 100


def checked_films(film_ids: Iterable[int]) -> list[int]:
    """Return film ids in their order, each once.

    Raises
    ------
    InvalidFavourites
        If there are more than 100, or one of them is no film id.
    """
    kept = list(dict.fromkeys(film_ids))
    if len(kept) > MAX_FAVOURITES:
        raise InvalidFavourites(f"at most {MAX_FAVOURITES} favourites are kept: remove some")
    for film_id in kept:
        if not isinstance(film_id, int) or isinstance(film_id, bool) or not 0 <= film_id < 2**63:
            raise InvalidFavourites(f"{film_id!r} is no film id: give those of the catalogue")
    return kept


def replace(
    session: Session, person_id: UUID, dataset: str, film_ids: list[int], now: datetime
) -> None:
    """Put a list in the place of the one that was kept; what stays keeps its time."""
    of_list = (FavouriteRow.person_id == person_id, FavouriteRow.dataset == dataset)
    chosen = select(FavouriteRow.film_id, FavouriteRow.chosen_at).where(*of_list)
    times: dict[int, datetime | None] = dict(session.execute(chosen).tuples().all())
    session.execute(delete(FavouriteRow).where(*of_list))
    session.add_all(
        FavouriteRow(
            person_id=person_id,
            dataset=dataset,
            film_id=film_id,
            position=position,
            chosen_at=times.get(film_id, now),
        )
        for position, film_id in enumerate(film_ids)
    )


def by_dataset(session: Session, person_id: UUID) -> dict[str, list[int]]:
    """Return a person's favourites of each data set, in their order."""
    ordered = (
        select(FavouriteRow)
        .where(FavouriteRow.person_id == person_id)
        .order_by(FavouriteRow.dataset, FavouriteRow.position)
    )
    lists: dict[str, list[int]] = {}
    for row in session.scalars(ordered):
        lists.setdefault(row.dataset, []).append(row.film_id)
    return lists


def times_chosen(session: Session, person_id: UUID) -> dict[str, dict[str, str | None]]:
    """Return when each favourite was chosen, by data set and film id, as JSON holds it."""
    rows = (
        select(FavouriteRow)
        .where(FavouriteRow.person_id == person_id)
        .order_by(FavouriteRow.dataset, FavouriteRow.position)
    )
    times: dict[str, dict[str, str | None]] = {}
    for row in session.scalars(rows):
        at = None if row.chosen_at is None else row.chosen_at.isoformat()
        times.setdefault(row.dataset, {})[str(row.film_id)] = at
    return times
