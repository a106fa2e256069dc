"""A person's desk: the five films that lie on it, and everything that a reload must not lose."""

from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Engine, delete, exc, select
from sqlalchemy.orm import Session

from cinq.accounts.page_tables import DeskRow
from cinq.accounts.person import Person
from cinq.database import reading, writing
from cinq.errors import NotSignedIn

MAX_ASIDE = 1_000
"""Films put aside, or proposals skipped, that are remembered; the newest."""


@dataclass(frozen=True)
class Dials:
    """How somebody wants their list; each left out means as the model was judged.

    Attributes
    ----------
    diversity
        0 familiar to 1 surprising.
    genres
        A film must have one of them; empty: any.
    years
        The first and the last year.
    """

    diversity: float | None = None
    genres: tuple[str, ...] = ()
    years: tuple[int, int] | None = None


@dataclass(frozen=True)
class Shown:
    """The answer that a list came from, as feedback names it."""

    request_id: str
    release: int
    model_version: str


@dataclass(frozen=True)
class Desk:
    """Where somebody stands on the page, for one data set; film ids belong to it.

    Attributes
    ----------
    five
        Films in their places, as last shown.
    replaced
        By place, 0 to 4: the film that was judged there last, which an undo brings back.
    aside
        Films put aside by "another five", the newest last.
    before
        The five that "another five" took away, with those they had replaced left out.
    skipped
        Proposals that were not taken, the newest last.
    guest
        Favourites of a second person, chosen on the spot.
    dials
        How the list shall be.
    shown
        The answer that the five came from.
    """

    five: tuple[int, ...] = ()
    replaced: dict[int, int] = field(default_factory=dict)
    aside: tuple[int, ...] = ()
    before: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()
    guest: tuple[int, ...] = ()
    dials: Dials = Dials()
    shown: Shown | None = None


_DESK = TypeAdapter(Desk)


class Desks:
    """Everybody's desks; each method is one transaction, safe in any thread.

    Parameters
    ----------
    engine
        Of `cinq.database.open_database`.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, person: Person, dataset: str) -> Desk:
        """A person's desk; empty where none was kept, or none that is still read."""
        with reading(self._engine) as session:
            row = session.get(DeskRow, (person.id, dataset))
            if row is None:
                return Desk()
            try:
                return _DESK.validate_python(row.state)
            except ValidationError:
                return Desk()

    def keep(self, person: Person, dataset: str, desk: Desk) -> None:
        """Put a desk in the place of the one that was kept.

        Raises
        ------
        NotSignedIn
            If the account was deleted meanwhile.
        """
        state = asdict(desk) | {
            "replaced": {str(place): film for place, film in desk.replaced.items()},
            "aside": desk.aside[-MAX_ASIDE:],
            "skipped": desk.skipped[-MAX_ASIDE:],
        }
        try:
            with writing(self._engine) as session:
                row = session.get(DeskRow, (person.id, dataset))
                if row is None:
                    session.add(DeskRow(person_id=person.id, dataset=dataset, state=state))
                else:
                    row.state = state
        except exc.IntegrityError as error:
            raise NotSignedIn("this account was deleted: sign up anew") from error

    def clear(self, person: Person) -> None:
        """Take everything off a person's desks."""
        with writing(self._engine) as session:
            session.execute(delete(DeskRow).where(DeskRow.person_id == person.id))


def exported_desks(session: Session, person_id: UUID) -> dict[str, Any]:
    """A person's desks by data set, as JSON would hold them."""
    rows = select(DeskRow).where(DeskRow.person_id == person_id).order_by(DeskRow.dataset)
    return {row.dataset: row.state for row in session.scalars(rows)}
