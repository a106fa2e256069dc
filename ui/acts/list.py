"""The five films: judged, taken back, put aside, and asked for otherwise."""

from dataclasses import replace
from uuid import uuid4

from cinq import wire
from cinq.accounts import Desk, Dials
from cinq.client import ApiError
from ui.films import Films
from ui.gesture import Place
from ui.screen import N_FAVOURITES, Note, NoteKind
from ui.shelf import Shelf
from ui.turn import Outcome, Turn, keep_desk

FIVE = Place("five")
VACANT = -1
"""Stands in the place of a film that was judged, until the next best one takes it."""

_NOTHING_TO_UNDO = 409
_JUDGED: dict[str, tuple[wire.FeedbackKind, NoteKind]] = {
    "liked": ("liked", "liked"),
    "seen": ("seen", "seen"),
    "not_for_me": ("not_for_me", "not_for_me"),
}
FIRST_YEAR, LAST_YEAR = 1850, 2200
MAX_GENRES = 20


class TheFive:
    """What can be done with the list.

    Parameters
    ----------
    shelf, films
        What is kept, and the API.
    """

    def __init__(self, shelf: Shelf, films: Films) -> None:
        self._shelf = shelf
        self._films = films

    async def five(self, turn: Turn) -> Outcome:
        """Go and see them."""
        return Outcome(turn, FIVE, Note("five"))

    async def judge(self, turn: Turn) -> Outcome:
        """Liked it, seen it, not for me: the API is told, and the next best takes its place.

        Done twice, the second time changes nothing on the desk.
        """
        where = turn.gesture.place or FIVE
        said = _JUDGED.get(turn.gesture.value)
        found = await self._films.facts([turn.gesture.film_id or 0])
        if said is None or not found:
            return Outcome(turn, where)
        film, (kind, note) = found[0], said
        if turn.opinions.get(film.film_id) != kind:
            await self._tell(turn, film.film_id, kind)
        opinions = {k: v for k, v in turn.opinions.items() if k != film.film_id}
        turn = replace(turn, opinions={**opinions, film.film_id: kind})
        if film.film_id in turn.desk.five:
            turn = _vacated(turn, turn.desk.five.index(film.film_id))
            await keep_desk(self._shelf, turn)
        return Outcome(turn, where, Note(note, film.title))

    async def undo(self, turn: Turn) -> Outcome:
        """Take back what was said of a film; where it stood among the five it stands again."""
        where = turn.gesture.place or FIVE
        film_id = turn.gesture.film_id
        if film_id is None or film_id not in turn.opinions:
            return Outcome(turn, where)
        try:
            await self._tell(turn, film_id, "undo")
        except ApiError as error:
            if error.status != _NOTHING_TO_UNDO:
                raise
        turn = replace(turn, opinions={k: v for k, v in turn.opinions.items() if k != film_id})
        place = next((p for p, film in turn.desk.replaced.items() if film == film_id), None)
        if place is not None:
            turn = turn.with_desk(
                five=_put(turn.desk.five, place, film_id),
                replaced={p: f for p, f in turn.desk.replaced.items() if p != place},
            )
            await keep_desk(self._shelf, turn)
        found = await self._films.facts([film_id])
        return Outcome(turn, where, Note("undone", found[0].title if found else ""))

    async def another(self, turn: Turn) -> Outcome:
        """Another five: those that lie there are put aside, unless they have been already."""
        five = turn.desk.five
        if five and turn.gesture.film_ids in ((), five):
            turn = turn.with_desk(
                five=(), replaced={}, before=five, aside=(*turn.desk.aside, *five)
            )
            await keep_desk(self._shelf, turn)
        return Outcome(turn, FIVE, Note("another"))

    async def earlier(self, turn: Turn) -> Outcome:
        """Back to the five before."""
        before = turn.desk.before
        if before:
            aside = tuple(film for film in turn.desk.aside if film not in before)
            turn = turn.with_desk(five=before, replaced={}, before=(), aside=aside)
            await keep_desk(self._shelf, turn)
        return Outcome(turn, FIVE, Note("earlier"))

    async def dial(self, turn: Turn) -> Outcome:
        """Turn a dial: the list is made anew."""
        dials = turned(turn.desk.dials, turn.gesture.value)
        if dials != turn.desk.dials:
            turn = turn.with_desk(dials=dials, five=(), replaced={}, before=())
            await keep_desk(self._shelf, turn)
        return Outcome(turn, FIVE, Note("tuned"))

    async def _tell(self, turn: Turn, film_id: int, kind: wire.FeedbackKind) -> None:
        shown = turn.desk.shown
        request = wire.FeedbackRequest(
            film_id=film_id,
            kind=kind,
            account=turn.person.id,
            idempotency_key=uuid4().hex,
            recommendation=None
            if shown is None or film_id not in (*turn.desk.five, *turn.desk.replaced.values())
            else wire.AnsweredList(
                request_id=shown.request_id,
                release=shown.release,
                model_version=shown.model_version,
            ),
        )
        await self._films.feedback(request)


def turned(dials: Dials, value: str) -> Dials:
    """The dials after one was turned; what makes no sense leaves them as they are.

    Parameters
    ----------
    value
        ``diversity:0.3`` (nothing after the colon: as the model was judged), ``genre:Drama`` (on
        or off), ``from:1980``, ``to:1999`` (nothing: any), ``all:`` (as at the start).

    Examples
    --------
    >>> turned(Dials(), "genre:Drama").genres
    ('Drama',)
    >>> turned(Dials(genres=("Drama",)), "genre:Drama").genres
    ()
    """
    name, _, told = value.partition(":")
    match name:
        case "all":
            return Dials()
        case "diversity":
            return replace(dials, diversity=_fraction(told) if told else None)
        case "genre" if told and len(told) <= 50:
            on = tuple(genre for genre in dials.genres if genre != told)
            kept = on if told in dials.genres else (*on, told)[-MAX_GENRES:]
            return replace(dials, genres=kept)
        case "from" | "to":
            return replace(dials, years=_years(dials.years, name, told))
        case _:
            return dials


def _fraction(told: str) -> float | None:
    try:
        number = float(told)
    except ValueError:
        return None
    return number if 0 <= number <= 1 else None


def _years(years: tuple[int, int] | None, name: str, told: str) -> tuple[int, int] | None:
    """Years with one end moved; the other end gives way where they would cross."""
    first, last = years or (FIRST_YEAR, LAST_YEAR)
    year = int(told) if told.isascii() and told.isdigit() and len(told) == 4 else None
    if name == "from":
        first = FIRST_YEAR if year is None else min(max(year, FIRST_YEAR), LAST_YEAR)
        last = last if last >= first else LAST_YEAR
    else:
        last = LAST_YEAR if year is None else min(max(year, FIRST_YEAR), LAST_YEAR)
        first = first if first <= last else FIRST_YEAR
    return None if (first, last) == (FIRST_YEAR, LAST_YEAR) else (first, last)


def _vacated(turn: Turn, place: int) -> Turn:
    film_id = turn.desk.five[place]
    return turn.with_desk(
        five=_put(turn.desk.five, place, VACANT), replaced={**turn.desk.replaced, place: film_id}
    )


def _put(five: tuple[int, ...], place: int, film_id: int) -> tuple[int, ...]:
    filled = [*five, *[VACANT] * max(0, place + 1 - len(five))]
    filled[place] = film_id
    return tuple(filled[:N_FAVOURITES])


def profile_of(turn: Turn) -> list[int]:
    """Favourites, and the newest of the films that came out and were liked."""
    liked = [film for film, kind in turn.opinions.items() if kind == "liked"]
    favourites = [film.film_id for film in turn.chosen]
    return [*favourites, *[film for film in liked if film not in favourites][-MAX_LIKED:]]


MAX_LIKED = 10
"""Liked films that count beside the favourites: more would drown them."""


def left_out(turn: Turn, desk: Desk) -> list[int]:
    """Films that are not offered: those judged and those put aside, the newest 2,000."""
    shut = dict.fromkeys((*desk.aside, *turn.opinions))
    return [film for film in shut if film >= 0][-wire.MAX_EXCLUDE :]
