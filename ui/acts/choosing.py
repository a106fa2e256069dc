"""Choosing favourites: one's own, or on the spot those of a second person."""

from collections.abc import Sequence
from dataclasses import replace

from cinq.wire import FilmFacts
from ui.films import Films
from ui.gesture import Place
from ui.screen import N_FAVOURITES, Note, NoteKind
from ui.shelf import Shelf
from ui.turn import Outcome, Turn, ids_of, keep_desk, keep_favourites

CHOOSING, GUEST = Place("choosing"), Place("guest")


class Choosing:
    """Add, remove, skip, start again, and take that back.

    Parameters
    ----------
    shelf, films
        What is kept, and the API.
    """

    def __init__(self, shelf: Shelf, films: Films) -> None:
        self._shelf = shelf
        self._films = films

    async def change(self, turn: Turn) -> Outcome:
        """Go and choose."""
        return Outcome(turn, CHOOSING)

    async def guest(self, turn: Turn) -> Outcome:
        """Go and choose for a second person."""
        return Outcome(turn, GUEST)

    async def add(self, turn: Turn) -> Outcome:
        """One film more."""
        where = _where(turn)
        wanted = turn.gesture.film_id
        found = await self._films.facts([] if wanted is None else [wanted])
        if not found:
            return Outcome(turn, where, Note("gone"))
        film, picks = found[0], await self._picks(turn)
        kind: NoteKind
        if film in picks:
            kind = "twice"
        elif len(picks) >= N_FAVOURITES:
            kind = "full"
        else:
            picks = (*picks, film)
            turn = await self._keep(turn, picks)
            kind = "completed" if len(picks) == N_FAVOURITES else "added"
        return Outcome(turn, where, Note(kind, film.title))

    async def remove(self, turn: Turn) -> Outcome:
        """One film less."""
        picks = await self._picks(turn)
        removed = [film for film in picks if film.film_id == turn.gesture.film_id]
        rest = tuple(film for film in picks if film.film_id != turn.gesture.film_id)
        turn = await self._keep(turn, rest)
        note = Note("removed", removed[0].title) if removed else None
        return Outcome(turn, _where(turn), note)

    async def others(self, turn: Turn) -> Outcome:
        """None of those proposed: they are remembered as skipped."""
        skipped = dict.fromkeys((*turn.desk.skipped, *turn.gesture.skipped))
        turn = turn.with_desk(skipped=tuple(skipped))
        await keep_desk(self._shelf, turn)
        return Outcome(turn, _where(turn), Note("others"))

    async def restart(self, turn: Turn) -> Outcome:
        """Choose anew; the films taken away can be brought back."""
        restorable = tuple(ids_of(await self._picks(turn)))
        turn = await self._keep(turn, ())
        return Outcome(turn, _where(turn), Note("emptied"), restorable)

    async def restore(self, turn: Turn) -> Outcome:
        """Bring back what was taken away."""
        films = await self._films.facts(turn.gesture.film_ids[:N_FAVOURITES])
        turn = await self._keep(turn, films)
        where = _where(turn)
        return Outcome(turn, Place("five") if where == CHOOSING else where, Note("restored"))

    async def _picks(self, turn: Turn) -> tuple[FilmFacts, ...]:
        if _where(turn) == GUEST:
            return await self._films.facts(turn.desk.guest)
        return turn.chosen

    async def _keep(self, turn: Turn, films: Sequence[FilmFacts]) -> Turn:
        if _where(turn) == GUEST:
            turn = replace(turn, desk=replace(turn.desk, guest=tuple(ids_of(films))))
            await keep_desk(self._shelf, turn)
            return turn
        return await keep_favourites(self._shelf, turn, films)


def _where(turn: Turn) -> Place:
    """For whom films are chosen at the moment."""
    return GUEST if turn.gesture.place == GUEST else CHOOSING
