"""What a signed-in person can do: choose five films, see five, start again.

Favourites live in the user database and nowhere else, so a reload, another tab or a restart of
the page loses none. What is offered and skipped travels with each gesture. Nothing is kept per
browser here.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID
from weakref import WeakValueDictionary

from anyio.to_thread import run_sync

from cinq.accounts import Accounts, Person
from cinq.client import ApiError
from cinq.wire import MAX_QUERY, FilmFacts
from ui.films import Films
from ui.screen import N_FAVOURITES, Action, Found, Gesture, Note, NoteKind, Screen


class Kept(NamedTuple):
    """Favourites as the database holds them, with the data set they belong to."""

    dataset: str
    film_ids: Sequence[int]


class Onboarding:
    """From five films to five films.

    Parameters
    ----------
    accounts
        Sessions and favourites.
    films
        The API.

    Notes
    -----
    Every method takes the session's token and raises `cinq.errors.NotSignedIn` when it is not
    (or no longer) valid; an API out of reach shows in the `Screen` instead of an exception.
    """

    def __init__(self, accounts: Accounts, films: Films) -> None:
        self._accounts = accounts
        self._films = films
        self._locks: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    async def do(self, token: str, gesture: Gesture) -> Screen:
        """Carry out a gesture and show what comes of it."""
        person = await self._person(token)
        # one gesture of a person at a time: two quick clicks must not lose one another's film
        lock = self._locks.setdefault(person.id, asyncio.Lock())
        async with lock:
            try:
                return await self._carry_out(person, gesture)
            except ApiError:
                return await self._out_of_reach(person, gesture)

    async def search(self, token: str, query: str) -> Found:
        """Films by title, for somebody who types."""
        person = await self._person(token)
        query = " ".join(query.split())[:MAX_QUERY]
        if not query:
            return Found("")
        try:
            model = await self._films.model()
            chosen = await self._favourites(person, model.dataset)
            films = await self._films.search(query)
        except ApiError:
            return Found(query, None)
        return Found(query, films, frozenset(chosen))

    async def _carry_out(self, person: Person, gesture: Gesture) -> Screen:
        actions: dict[Action, Callable[[Person, Gesture], Awaitable[Screen]]] = {
            "open": self._open,
            "add": self._add,
            "remove": self._remove,
            "others": self._others,
            "five": self._five,
            "change": self._change,
            "restart": self._restart,
            "restore": self._restore,
        }
        return await actions[gesture.action](person, gesture)

    async def _open(self, person: Person, _: Gesture) -> Screen:
        """The five films of somebody who has chosen; else what there is to choose from."""
        screen, kept = await self._chosen(person)
        if len(screen.chosen) < len(kept.film_ids):
            await self._keep(person, kept.dataset, screen.chosen)
            screen = replace(screen, note=Note("dropped"))
        if not screen.complete:
            return await self._with_proposals(screen)
        answer = await self._films.recommend(_ids(screen.chosen), str(person.id))
        return replace(screen, answer=answer)

    async def _add(self, person: Person, gesture: Gesture) -> Screen:
        screen, kept = await self._chosen(person, gesture.skipped)
        found = await self._films.facts([gesture.film_id] if gesture.film_id is not None else [])
        if not found:
            return await self._with_proposals(screen, Note("gone"))
        film = found[0]
        chosen = screen.chosen
        kind: NoteKind
        if film in chosen:
            kind = "twice"
        elif screen.complete:
            kind = "full"
        else:
            chosen = (*chosen, film)
            await self._keep(person, kept.dataset, chosen)
            kind = "completed" if len(chosen) == N_FAVOURITES else "added"
        return await self._with_proposals(replace(screen, chosen=chosen), Note(kind, film.title))

    async def _remove(self, person: Person, gesture: Gesture) -> Screen:
        screen, kept = await self._chosen(person, gesture.skipped)
        removed = [film for film in screen.chosen if film.film_id == gesture.film_id]
        rest = tuple(film for film in screen.chosen if film.film_id != gesture.film_id)
        await self._keep(person, kept.dataset, rest)
        note = Note("removed", removed[0].title) if removed else None
        return await self._with_proposals(replace(screen, chosen=rest), note)

    async def _restart(self, person: Person, _: Gesture) -> Screen:
        screen, kept = await self._chosen(person)
        await self._keep(person, kept.dataset, ())
        emptied = replace(screen, chosen=(), restorable=tuple(kept.film_ids))
        return await self._with_proposals(emptied, Note("emptied"))

    async def _restore(self, person: Person, gesture: Gesture) -> Screen:
        films = await self._films.facts(gesture.film_ids[:N_FAVOURITES])
        model = await self._films.model()
        await self._keep(person, model.dataset, films)
        screen = await self._open(person, gesture)
        return replace(screen, note=Note("restored"))

    async def _change(self, person: Person, gesture: Gesture) -> Screen:
        screen, _ = await self._chosen(person, gesture.skipped)
        return await self._with_proposals(screen)

    async def _others(self, person: Person, gesture: Gesture) -> Screen:
        return replace(await self._change(person, gesture), note=Note("others"))

    async def _five(self, person: Person, gesture: Gesture) -> Screen:
        screen = await self._open(person, gesture)
        note = Note("five") if screen.answer else None
        return replace(screen, note=screen.note or note)

    async def _chosen(self, person: Person, skipped: Sequence[int] = ()) -> tuple[Screen, Kept]:
        """A screen with the favourites that the catalogue holds, and those that are kept."""
        model = await self._films.model()
        film_ids = await self._favourites(person, model.dataset)
        chosen = await self._films.facts(film_ids)
        screen = Screen(person.name, chosen=chosen, skipped=tuple(skipped), model=model)
        return screen, Kept(model.dataset, film_ids)

    async def _with_proposals(self, screen: Screen, note: Note | None = None) -> Screen:
        """Add films to offer; without an answer of the API the rest of the screen stands."""
        screen = replace(screen, note=note or screen.note)
        try:
            films = await self._films.proposals(_ids(screen.chosen), screen.skipped)
        except ApiError:
            return replace(screen, proposals=None, trouble=True)
        return replace(screen, proposals=films)

    async def _out_of_reach(self, person: Person, gesture: Gesture) -> Screen:
        """What can be shown without the API: the favourites, as far as they are remembered."""
        screen = Screen(
            person.name,
            proposals=None,
            skipped=gesture.skipped,
            note=Note("unreachable"),
            trouble=True,
        )
        try:
            known, _ = await self._chosen(person)
        except ApiError:
            return screen
        return replace(screen, chosen=known.chosen, model=known.model)

    async def _person(self, token: str) -> Person:
        return await run_sync(self._accounts.who, token)

    async def _favourites(self, person: Person, dataset: str) -> Sequence[int]:
        return await run_sync(self._accounts.favourites, person, dataset)

    async def _keep(self, person: Person, dataset: str, films: Sequence[FilmFacts]) -> None:
        await run_sync(self._accounts.set_favourites, person, dataset, _ids(films))


def _ids(films: Sequence[FilmFacts]) -> list[int]:
    return [film.film_id for film in films]
