"""What Gradio calls: read the inputs, ask the onboarding, give HTML for every region."""

import logging
from collections.abc import Callable
from typing import Any

import gradio as gr

from cinq.accounts import DatabaseError, NotSignedIn
from ui.onboarding import Onboarding
from ui.screen import Found, Gesture, Screen, read_gesture
from ui.texts import Language, texts
from ui.views import (
    view_ended,
    view_five,
    view_hits,
    view_note,
    view_notice,
    view_proposals,
    view_top,
    view_tray,
    view_trouble,
)

_log = logging.getLogger(__name__)

REGIONS = ("top", "notice", "note", "trouble", "proposals", "tray", "five")
"""The parts of the page that a gesture draws, by the id of their element.

The search box and its hits are not among them: the browser empties them when something is pressed,
and what is typed while the answer is on its way stays.
"""


def regions_of(screen: Screen, language: Language) -> dict[str, str]:
    """The HTML of every region for a screen."""
    words = texts(language)
    choosing = screen.answer is None
    return {
        "top": view_top(screen, words),
        "notice": view_notice(screen, words),
        "note": view_note(screen, words),
        "trouble": view_trouble(screen, words),
        "proposals": view_proposals(screen, words) if choosing else "",
        "tray": view_tray(screen, words) if choosing else "",
        "five": view_five(screen, words),
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
    """

    def __init__(
        self, onboarding: Onboarding, language: Language, token_of: Callable[[gr.Request], str]
    ) -> None:
        self._onboarding = onboarding
        self._language = language
        self._token_of = token_of

    async def opened(self, request: gr.Request) -> list[Any]:
        """The page was opened or loaded again."""
        return await self._perform(Gesture("open"), request)

    async def gestured(self, request: gr.Request, event: gr.EventData) -> list[Any]:
        """Something was pressed; gives the choosing column and every region."""
        return await self._perform(read_gesture(event._data), request)  # noqa: SLF001 - no other way

    async def typed(self, query: str, request: gr.Request) -> str:
        """A title is being typed; gives the region of hits."""
        words = texts(self._language)
        try:
            found = await self._onboarding.search(self._token_of(request), str(query))
        except NotSignedIn:
            return view_ended(words)
        except DatabaseError as error:
            _log.error("a search could not be carried out: %s", error)
            found = Found(str(query), None)
        return view_hits(found, words)

    async def _perform(self, gesture: Gesture, request: gr.Request) -> list[Any]:
        try:
            screen = await self._onboarding.do(self._token_of(request), gesture)
        except NotSignedIn:
            html = regions_after_session(self._language)
            return _updates(html, choosing=False)
        except DatabaseError as error:
            _log.error("a gesture could not be carried out: %s", error)
            html = dict.fromkeys(REGIONS, "")
            trouble = Screen("", trouble=True)
            html["trouble"] = view_trouble(trouble, texts(self._language))
            return _updates(html, choosing=False)
        return _updates(regions_of(screen, self._language), choosing=screen.answer is None)


def _updates(html: dict[str, str], *, choosing: bool) -> list[Any]:
    return [gr.update(visible=choosing), *(html[name] for name in REGIONS)]
