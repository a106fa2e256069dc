"""Lists shared by a link: random, expiring, revocable, and with nothing of the person in them."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, delete, exc, select
from sqlalchemy.orm import Session

from cinq.accounts.page_tables import ShareRow
from cinq.accounts.person import Person
from cinq.database import reading, utc_now, writing
from cinq.errors import NotSignedIn

TOKEN_BYTES = 16
LASTS = timedelta(days=30)


@dataclass(frozen=True)
class SharedFilm:
    """What a shared list tells of a film."""

    title: str
    year: int | None
    genres: tuple[str, ...]


@dataclass(frozen=True)
class Share:
    """A shared list as its owner sees it."""

    token: str
    film_ids: tuple[int, ...]
    expires_at: datetime


class Shares:
    """All shared lists; each method is one transaction, safe in any thread.

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

    def make(
        self,
        person: Person,
        dataset: str,
        film_ids: Sequence[int],
        films: Sequence[SharedFilm],
    ) -> Share:
        """Share a list under a new token; the one that the person shared before ends.

        Raises
        ------
        NotSignedIn
            If the account was deleted meanwhile.
        """
        now = self._clock()
        row = ShareRow(
            token=secrets.token_urlsafe(TOKEN_BYTES),
            person_id=person.id,
            dataset=dataset,
            films=[
                {"film_id": film_id, **asdict(film)}
                for film_id, film in zip(film_ids, films, strict=True)
            ],
            made_at=now,
            expires_at=now + LASTS,
        )
        try:
            with writing(self._engine) as session:
                session.execute(
                    delete(ShareRow).where(
                        (ShareRow.person_id == person.id) | (ShareRow.expires_at <= now)
                    )
                )
                session.add(row)
        except exc.IntegrityError as error:
            raise NotSignedIn("this account was deleted: sign up anew") from error
        return _share(row)

    def of(self, person: Person, dataset: str) -> Share | None:
        """The list that a person shares; None if none, or no longer."""
        with reading(self._engine) as session:
            row = session.scalar(
                select(ShareRow).where(
                    ShareRow.person_id == person.id,
                    ShareRow.dataset == dataset,
                    ShareRow.expires_at > self._clock(),
                )
            )
            return None if row is None else _share(row)

    def seen(self, token: str) -> tuple[SharedFilm, ...] | None:
        """The films under a token; None if it is unknown, expired or revoked."""
        with reading(self._engine) as session:
            row = session.get(ShareRow, token)
            if row is None or row.expires_at <= self._clock():
                return None
            return tuple(
                SharedFilm(film["title"], film["year"], tuple(film["genres"])) for film in row.films
            )

    def revoke(self, person: Person) -> None:
        """End all links of a person."""
        with writing(self._engine) as session:
            session.execute(delete(ShareRow).where(ShareRow.person_id == person.id))


def exported_shares(session: Session, person_id: UUID) -> list[dict[str, Any]]:
    """What a person shares, as JSON would hold it; the token, which opens it, is left out."""
    rows = select(ShareRow).where(ShareRow.person_id == person_id).order_by(ShareRow.made_at)
    return [
        {
            "dataset": row.dataset,
            "film_ids": [film["film_id"] for film in row.films],
            "made_at": row.made_at.isoformat(),
            "expires_at": row.expires_at.isoformat(),
        }
        for row in session.scalars(rows)
    ]


def _share(row: ShareRow) -> Share:
    return Share(row.token, tuple(film["film_id"] for film in row.films), row.expires_at)
