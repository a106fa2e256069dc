"""One person's turn: what is known when a gesture arrives, and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from anyio.to_thread import run_sync

from cinq.accounts import Desk, Person
from cinq.wire import FeedbackKind, FilmFacts, ModelAnswer
from ui.films import Films
from ui.gesture import Gesture, Place
from ui.screen import Note
from ui.shelf import Shelf


@dataclass(frozen=True)
class Turn:
    """What is known of a person when they do something.

    Attributes
    ----------
    person, gesture, model
        Who does what, and which model answers.
    kept
        Ids of the favourites as the database holds them.
    chosen
        Those of them that the catalogue holds.
    desk
        Where they stand.
    opinions
        What they last said of films, the film said last at the end.
    watchlist
        Ids of the films they mean to see, the newest first.
    """

    person: Person
    gesture: Gesture
    model: ModelAnswer
    kept: tuple[int, ...]
    chosen: tuple[FilmFacts, ...]
    desk: Desk
    opinions: dict[int, FeedbackKind]
    watchlist: tuple[int, ...]

    @property
    def dataset(self) -> str:
        """The data set that film ids belong to."""
        return self.model.dataset

    def with_desk(self, **changes: object) -> "Turn":
        """The same with another desk."""
        return replace(self, desk=replace(self.desk, **changes))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Outcome:
    """What comes of a gesture: where to go, and what to say there."""

    turn: Turn
    place: Place
    note: Note | None = None
    restorable: tuple[int, ...] = ()


async def begin(shelf: Shelf, films: Films, person: Person, gesture: Gesture) -> Turn:
    """Look up what is known.

    Raises
    ------
    ApiError
        If the films could not be asked for.
    """
    model = await films.model()

    def kept() -> tuple[list[int], Desk, dict[int, FeedbackKind], list[int]]:
        return (
            shelf.accounts.favourites(person, model.dataset),
            shelf.desks.of(person, model.dataset),
            shelf.feedback.opinions_of(person.id, model.dataset),
            shelf.watchlists.of(person, model.dataset),
        )

    film_ids, desk, opinions, watchlist = await run_sync(kept)
    return Turn(
        person=person,
        gesture=gesture,
        model=model,
        kept=tuple(film_ids),
        chosen=await films.facts(film_ids),
        desk=desk,
        opinions=opinions,
        watchlist=tuple(watchlist),
    )


async def keep_desk(shelf: Shelf, turn: Turn) -> None:
    """Write a person's desk down."""
    await run_sync(shelf.desks.keep, turn.person, turn.dataset, turn.desk)


async def keep_favourites(shelf: Shelf, turn: Turn, films: Sequence[FilmFacts]) -> Turn:
    """Write a person's favourites down; what was made from the former ones leaves the desk."""
    film_ids = tuple(ids_of(films))
    if film_ids == turn.kept:
        return turn
    await run_sync(shelf.accounts.set_favourites, turn.person, turn.dataset, film_ids)
    fresh = turn.with_desk(five=(), replaced={}, before=())
    if fresh.desk != turn.desk:
        await keep_desk(shelf, fresh)
    return replace(fresh, kept=film_ids, chosen=tuple(films))


def ids_of(films: Sequence[FilmFacts]) -> list[int]:
    """The films' ids, in order."""
    return [film.film_id for film in films]
