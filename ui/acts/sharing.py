"""A list shown to others by a link."""

from anyio.to_thread import run_sync

from cinq.accounts import SharedFilm
from ui.films import Films
from ui.gesture import Place
from ui.screen import Note
from ui.shelf import Shelf
from ui.turn import Outcome, Turn, ids_of


class Sharing:
    """Make a link, and end it.

    Parameters
    ----------
    shelf, films
        What is kept, and the API.
    """

    def __init__(self, shelf: Shelf, films: Films) -> None:
        self._shelf = shelf
        self._films = films

    async def share(self, turn: Turn) -> Outcome:
        """A link to the five as they lie there; a link made before ends."""
        five = await self._films.facts([film for film in turn.desk.five if film >= 0])
        if not five:
            return Outcome(turn, Place("five"))
        told = [SharedFilm(film.title, film.year, tuple(film.genres)) for film in five]
        make = self._shelf.shares.make
        await run_sync(make, turn.person, turn.dataset, ids_of(five), told)
        return Outcome(turn, Place("five"), Note("shared"))

    async def unshare(self, turn: Turn) -> Outcome:
        """End the link."""
        await run_sync(self._shelf.shares.revoke, turn.person)
        return Outcome(turn, Place("five"), Note("unshared"))
