"""Plain pages for who is signed in: what happens when something does not work."""

import logging
from collections.abc import Awaitable, Callable

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from cinq.accounts import DatabaseError, NotSignedIn
from cinq.client import ApiError
from ui.session import language_of
from ui.texts import texts
from ui.views.room import view_trouble

_log = logging.getLogger(__name__)

Act = Callable[[Request], Awaitable[Response]]


def answering(act: Act) -> Act:
    """Lead who is not signed in to the door, and say kindly what could not be done."""

    async def answer(request: Request) -> Response:
        words = texts(language_of(request))
        try:
            return await act(request)
        except NotSignedIn:
            return RedirectResponse("/sign-in", 303)
        except DatabaseError as error:
            _log.error("%s could not be answered: %s", request.url.path, error)
            return HTMLResponse(view_trouble(words, words.account.away), 503)
        except ApiError as error:
            _log.warning("%s: the API did not answer: %s", request.url.path, error)
            return HTMLResponse(view_trouble(words, words.unreachable), 503)
        except ValueError:  # a form that is none
            return HTMLResponse(view_trouble(words, words.entrance.unreadable_form), 400)

    return answer
