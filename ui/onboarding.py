"""What a signed-in person can do: choose five films, see five, judge them, share them, come back.

Everything lies in the user database, so a reload, another tab or a restart of the page loses
nothing. Nothing is kept per browser here; where the browser stands, its address says.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID
from weakref import WeakValueDictionary

from anyio.to_thread import run_sync

from cinq.accounts import Person
from cinq.client import ApiError
from cinq.wire import MAX_QUERY
from ui.acts import Around, Choosing, Pairing, Sharing, TheFive
from ui.films import Films
from ui.gesture import Action, Gesture, Place
from ui.screen import Found, Note, Screen
from ui.shelf import Shelf
from ui.showing import Showing
from ui.steps import Steps
from ui.turn import Outcome, Turn, begin

Act = Callable[[Turn], Awaitable[Outcome]]


class Onboarding:
    """From five films to five films.

    Parameters
    ----------
    shelf
        What is kept of people.
    films
        The API.
    steps
        Counts how far people come.

    Notes
    -----
    Every method takes the session's token and raises `cinq.errors.NotSignedIn` when it is not
    (or no longer) valid; an API out of reach shows in the `Screen` instead of an exception.
    """

    def __init__(self, shelf: Shelf, films: Films, steps: Steps | None = None) -> None:
        self._shelf = shelf
        self._films = films
        self._steps = steps or Steps()
        self._showing = Showing(shelf, films)
        self._acts = _acts(shelf, films)
        self._locks: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    async def do(self, token: str, gesture: Gesture) -> Screen:
        """Carry out a gesture and show what comes of it."""
        person = await self._person(token)
        # one gesture of a person at a time: two quick clicks must not lose one another's film
        lock = self._locks.setdefault(person.id, asyncio.Lock())
        async with lock:
            try:
                turn = await begin(self._shelf, self._films, person, gesture)
                outcome = await self._acts[gesture.action](turn)
                screen = await self._showing.show(outcome)
            except ApiError:
                return await self._out_of_reach(person, gesture)
        self._steps.passed(turn, outcome, screen)
        return screen

    async def search(self, token: str, query: str, place: Place | None = None) -> Found:
        """Films by title, for somebody who types; marked are those chosen at that place."""
        person = await self._person(token)
        query = " ".join(query.split())[:MAX_QUERY]
        if not query:
            return Found("")
        try:
            turn = await begin(self._shelf, self._films, person, Gesture("open"))
            films = await self._films.search(query)
        except ApiError:
            return Found(query, None)
        for_guest = place is not None and place.view == "guest"
        return Found(query, films, frozenset(turn.desk.guest if for_guest else turn.kept))

    async def _out_of_reach(self, person: Person, gesture: Gesture) -> Screen:
        """What can be shown without the API: the favourites, as far as they are remembered."""
        screen = Screen(
            person.name,
            place=gesture.place or Place("choosing"),
            proposals=None,
            skipped=gesture.skipped,
            note=Note("unreachable"),
            trouble=True,
            lost=True,
            of_team=person.role == "team",
        )
        try:
            turn = await begin(self._shelf, self._films, person, gesture)
            guest = await self._films.facts(turn.desk.guest)
        except ApiError:
            return screen
        return replace(screen, chosen=turn.chosen, guest=guest, model=turn.model)

    async def _person(self, token: str) -> Person:
        return await run_sync(self._shelf.accounts.who, token)


def _acts(shelf: Shelf, films: Films) -> dict[Action, Act]:
    choosing, five = Choosing(shelf, films), TheFive(shelf, films)
    around, pairing, sharing = Around(shelf, films), Pairing(shelf), Sharing(shelf, films)
    return {
        "open": around.open,
        "add": choosing.add,
        "remove": choosing.remove,
        "others": choosing.others,
        "change": choosing.change,
        "restart": choosing.restart,
        "restore": choosing.restore,
        "guest": choosing.guest,
        "five": five.five,
        "judge": five.judge,
        "undo": five.undo,
        "another": five.another,
        "earlier": five.earlier,
        "dial": five.dial,
        "home": around.home,
        "similar": around.similar,
        "watchlist": around.watchlist,
        "watch": around.watch,
        "unwatch": around.unwatch,
        "share": sharing.share,
        "unshare": sharing.unshare,
        "two": pairing.two,
        "alone": pairing.alone,
        "give": pairing.give,
        "take": pairing.take,
        "part": pairing.part,
    }
