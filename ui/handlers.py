"""What Gradio calls: read the inputs, ask the onboarding, give HTML for every region."""

import logging
from collections.abc import Callable
from typing import Any

import gradio as gr

from cinq.accounts import DatabaseError, NotSignedIn
from ui.gesture import Gesture, read_gesture, read_place
from ui.onboarding import Onboarding
from ui.screen import Found, Screen
from ui.texts import Language, texts
from ui.views import (
    view_ended,
    view_five,
    view_hits,
    view_home,
    view_lead,
    view_note,
    view_notice,
    view_proposals,
    view_similar,
    view_top,
    view_tray,
    view_trouble,
    view_two,
    view_watchlist,
)

_log = logging.getLogger(__name__)

REGIONS = (
    "top",
    "notice",
    "note",
    "trouble",
    "lead",
    "proposals",
    "tray",
    "five",
    "home",
    "watchlist",
    "similar",
    "two",
)
"""The parts of the page that a gesture draws, by the id of their element.

The search box and its hits are not among them: the browser empties them when something is pressed,
and what is typed while the answer is on its way stays.
"""


def regions_of(screen: Screen, language: Language, origin: str) -> dict[str, str]:
    """The HTML of every region for a screen; ``origin`` is where the page answers."""
    words = texts(language)
    return {
        "top": view_top(screen, words),
        "notice": view_notice(screen, words),
        "note": view_note(screen, words),
        "trouble": view_trouble(screen, words),
        "lead": view_lead(screen, words),
        "proposals": view_proposals(screen, words) if screen.choosing else "",
        "tray": view_tray(screen, words) if screen.choosing else "",
        "five": view_five(screen, words, origin),
        "home": view_home(screen, words),
        "watchlist": view_watchlist(screen, words),
        "similar": view_similar(screen, words),
        "two": view_two(screen, words),
    }


def regions_after_session(language: Language) -> dict[str, str]:
    """The HTML of every region when nobody is signed in: the way back, and nothing of anybody."""
    return dict.fromkeys(REGIONS, "") | {"trouble": view_ended(texts(language))}


class Handlers:
    """Gradio's event handlers in one language.

    Parameters
    ----------
    onboarding
        What a person can do.
    language
        Of all texts.
    token_of
        The session's token in a `gradio.Request`. Every handler asks for it and trusts nothing
        else that the browser says about who is there.
    origin_of
        Where the page answers, for links that leave it.
    """

    def __init__(
        self,
        onboarding: Onboarding,
        language: Language,
        token_of: Callable[[gr.Request], str],
        origin_of: Callable[[gr.Request], str],
    ) -> None:
        self._onboarding = onboarding
        self._language = language
        self._token_of = token_of
        self._origin_of = origin_of

    async def opened(self, place: str, request: gr.Request) -> list[Any]:
        """The page was opened or loaded again, at the place that its address names."""
        gesture = Gesture("open", place=read_place(place))
        return await self._perform(gesture, request, loading=True)

    async def gestured(self, request: gr.Request, event: gr.EventData) -> list[Any]:
        """Something was pressed; gives the choosing column and every region."""
        return await self._perform(read_gesture(event._data), request)  # noqa: SLF001 - no other way

    async def typed(self, query: str, place: str, request: gr.Request) -> str:
        """A title is being typed; gives the region of hits."""
        words = texts(self._language)
        token = self._token_of(request)
        try:
            found = await self._onboarding.search(token, str(query), read_place(place))
        except NotSignedIn:
            return view_ended(words)
        except DatabaseError as error:
            _log.error("a search could not be carried out: %s", error)
            found = Found(str(query), None)
        return view_hits(found, words)

    async def _perform(
        self, gesture: Gesture, request: gr.Request, *, loading: bool = False
    ) -> list[Any]:
        try:
            screen = await self._onboarding.do(self._token_of(request), gesture)
        except NotSignedIn:
            html = regions_after_session(self._language)
            return _updates(html, choosing=False)
        except DatabaseError as error:
            _log.error("a gesture could not be carried out: %s", error)
            return self._only_trouble(Screen("", trouble=True, lost=True))
        if screen.lost and not loading:
            return self._only_trouble(screen)
        html = regions_of(screen, self._language, self._origin_of(request))
        return _updates(html, choosing=screen.choosing)

    def _only_trouble(self, screen: Screen) -> list[Any]:
        """That something is out of reach; the rest of the page stays as it is."""
        words = texts(self._language)
        told = {"note": view_note(screen, words), "trouble": view_trouble(screen, words)}
        return [gr.skip(), *(told.get(name, gr.skip()) for name in REGIONS)]


def _updates(html: dict[str, str], *, choosing: bool) -> list[Any]:
    return [gr.update(visible=choosing), *(html[name] for name in REGIONS)]
