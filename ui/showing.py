"""From where somebody stands to what they see; what is shown of the five is put on their desk."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from anyio.to_thread import run_sync

from cinq import wire
from cinq.accounts import Shown
from cinq.client import ApiError
from ui.acts.list import left_out, profile_of
from ui.films import Films
from ui.gesture import Place
from ui.screen import N_FAVOURITES, Five, Judged, Note, Screen, Two
from ui.shelf import Shelf
from ui.turn import Outcome, Turn, ids_of, keep_desk, keep_favourites

N_ASKED = 40
"""Films asked for, so that those on the desk are among them after others were judged."""

_MINE_TO_MAKE = ("five", "home", "two", "guest")
"""Views that make no sense before five films are chosen."""


class Showing:
    """Draws views.

    Parameters
    ----------
    shelf, films
        What is kept, and the API.
    """

    def __init__(self, shelf: Shelf, films: Films) -> None:
        self._shelf = shelf
        self._films = films

    async def show(self, outcome: Outcome) -> Screen:
        """What is seen after a gesture.

        Raises
        ------
        ApiError
            If the API could not be reached; without proposals alone the rest of a view stands.
        """
        outcome = await self._without_lost_films(outcome)
        turn, place = outcome.turn, outcome.place
        if len(turn.chosen) < N_FAVOURITES and place.view in _MINE_TO_MAKE:
            place = Place("choosing")
        screen = Screen(
            turn.person.name,
            place=place,
            chosen=turn.chosen,
            skipped=tuple(dict.fromkeys((*turn.desk.skipped, *turn.gesture.skipped))),
            watched=frozenset(turn.watchlist),
            model=turn.model,
            note=outcome.note if outcome.note != Note("five") or place.view == "five" else None,
            restorable=outcome.restorable,
            of_team=turn.person.role == "team",
        )
        match place.view:
            case "choosing" | "guest":
                return await self._choosing(turn, screen)
            case "five":
                return await self._five(turn, screen)
            case "home":
                screen = await self._five(turn, screen)
                return await self._watchlist(turn, screen)
            case "watchlist":
                return await self._watchlist(turn, screen)
            case "similar":
                return await self._similar(turn, screen)
            case "two":
                return await self._two(turn, screen)

    async def _without_lost_films(self, outcome: Outcome) -> Outcome:
        """Favourites that the catalogue has lost are dropped, and it is said."""
        turn = outcome.turn
        if len(turn.chosen) == len(turn.kept):
            return outcome
        turn = await keep_favourites(self._shelf, turn, turn.chosen)
        return replace(outcome, turn=turn, note=Note("dropped"))

    async def _choosing(self, turn: Turn, screen: Screen) -> Screen:
        screen = replace(screen, guest=await self._films.facts(turn.desk.guest))
        try:
            films = await self._films.proposals(ids_of(screen.picks), screen.skipped)
        except ApiError:
            return replace(screen, proposals=None, trouble=True)
        return replace(screen, proposals=films)

    async def _five(self, turn: Turn, screen: Screen) -> Screen:
        desk, favourites = turn.desk, profile_of(turn)
        answer = await self._films.recommend(
            wire.RecommendRequest(
                favourites=favourites,
                k=N_ASKED,
                exclude=left_out(turn, desk),
                genres=list(desk.dials.genres),
                years=desk.dials.years,
                diversity=desk.dials.diversity,
                subject=str(turn.person.id),
            )
        )
        films = arranged(desk.five, answer.films)
        judged = {
            place: Judged(film, turn.opinions[film.film_id])
            for place, film_id in desk.replaced.items()
            if film_id in turn.opinions
            for film in await self._films.facts([film_id])
        }
        turn = turn.with_desk(
            five=tuple(film.film_id for film in films),
            replaced={place: one.film.film_id for place, one in judged.items()},
            shown=Shown(answer.request_id, answer.release, answer.model_version),
        )
        if turn.desk != desk:
            await keep_desk(self._shelf, turn)
        five = Five(
            films=films,
            by_popularity=answer.source == "popularity",
            judged=judged,
            dials=desk.dials,
            genres=await self._films.genres(),
            n_liked=len(favourites) - len(turn.chosen),
            share=await run_sync(self._shelf.shares.of, turn.person, turn.dataset),
            can_go_back=bool(desk.before),
        )
        return replace(screen, five=five)

    async def _watchlist(self, turn: Turn, screen: Screen) -> Screen:
        waiting = [film for film in turn.watchlist if film not in turn.opinions]
        return replace(screen, watchlist=await self._films.facts(waiting))

    async def _similar(self, turn: Turn, screen: Screen) -> Screen:
        film_id = screen.place.film_id or 0
        if not await self._films.facts([film_id]):
            home = Outcome(turn, Place("home"), Note("gone"))
            return await self.show(home)
        seen = [film for film in turn.opinions if film != film_id][-wire.MAX_EXCLUDE :]
        request = wire.SimilarRequest(film_id=film_id, exclude=seen)
        return replace(screen, similar=await self._films.similar(request))

    async def _two(self, turn: Turn, screen: Screen) -> Screen:
        pairs = await run_sync(self._shelf.pairs.of, turn.person)
        screen = replace(screen, guest=await self._films.facts(turn.desk.guest))
        exclude, theirs = set(turn.opinions), ids_of(screen.guest)
        if len(theirs) < N_FAVOURITES:
            theirs = []
            if pairs.partner is not None:
                partner = pairs.partner
                kept = await run_sync(self._shelf.accounts.favourites, partner, turn.dataset)
                theirs = ids_of(await self._films.facts(kept))
                exclude |= set(
                    await run_sync(self._shelf.feedback.opinions_of, partner.id, turn.dataset)
                )
        if not theirs:
            return replace(screen, two=Two(pairs))
        request = wire.TogetherRequest(
            people=[ids_of(turn.chosen), theirs], exclude=sorted(exclude)[-wire.MAX_EXCLUDE :]
        )
        return replace(screen, two=Two(pairs, await self._films.together(request)))


def arranged(
    places: Sequence[int], films: Sequence[wire.RecommendedFilm]
) -> tuple[wire.RecommendedFilm, ...]:
    """Five films: those that have a place keep it, the best of the others take the free ones.

    Parameters
    ----------
    places
        Film ids in their places; one that is not among the films leaves its place free.
    films
        Best first.
    """
    by_id = {film.film_id: film for film in films}
    others = chain(film for film in films if film.film_id not in places)
    kept = [by_id.get(film_id) for film_id in places[:N_FAVOURITES]]
    kept += [None] * (N_FAVOURITES - len(kept))
    filled = (film if film is not None else next(others, None) for film in kept)
    return tuple(film for film in filled if film is not None)
