"""Home, the watchlist, and films like a film."""

from dataclasses import replace

from anyio.to_thread import run_sync

from ui.films import Films
from ui.gesture import Place
from ui.screen import Note
from ui.shelf import Shelf
from ui.turn import Outcome, Turn


class Around:
    """Ways about the page.

    Parameters
    ----------
    shelf, films
        What is kept, and the API.
    """

    def __init__(self, shelf: Shelf, films: Films) -> None:
        self._shelf = shelf
        self._films = films

    async def open(self, turn: Turn) -> Outcome:
        """The view that the address names; else home for who was here before, else the five."""
        home = Place("home") if turn.desk.five else Place("five")
        return Outcome(turn, turn.gesture.place or home)

    async def home(self, turn: Turn) -> Outcome:
        """Go home."""
        return Outcome(turn, Place("home"))

    async def similar(self, turn: Turn) -> Outcome:
        """Go and see films like one."""
        film_id = turn.gesture.film_id
        return Outcome(turn, Place("home") if film_id is None else Place("similar", film_id))

    async def watchlist(self, turn: Turn) -> Outcome:
        """Go and see the watchlist."""
        return Outcome(turn, Place("watchlist"))

    async def watch(self, turn: Turn) -> Outcome:
        """Put a film on the watchlist."""
        where = turn.gesture.place or Place("watchlist")
        found = await self._films.facts([turn.gesture.film_id or 0])
        if not found:
            return Outcome(turn, where, Note("gone"))
        film = found[0]
        add = self._shelf.watchlists.add
        if not await run_sync(add, turn.person, turn.dataset, film.film_id):
            return Outcome(turn, where, Note("watch_full", film.title))
        rest = tuple(one for one in turn.watchlist if one != film.film_id)
        turn = replace(turn, watchlist=(film.film_id, *rest))
        return Outcome(turn, where, Note("watched", film.title))

    async def unwatch(self, turn: Turn) -> Outcome:
        """Take a film off the watchlist; on the watchlist itself it can be put back."""
        where = turn.gesture.place or Place("watchlist")
        film_id = turn.gesture.film_id or 0
        await run_sync(self._shelf.watchlists.remove, turn.person, turn.dataset, film_id)
        turn = replace(turn, watchlist=tuple(one for one in turn.watchlist if one != film_id))
        found = await self._films.facts([film_id])
        title = found[0].title if found else ""
        return Outcome(turn, where, Note("unwatched", title), restorable=(film_id,))
