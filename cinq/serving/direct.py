"""The busiest paths, answered without the machinery that BentoML has around an endpoint.

BentoML reads a body anew, makes models of it, looks the method up, and makes models and JSON of
what comes back: half a millisecond of processor time, where a list costs less than a fifth of
that. Under these paths a body that `cinq.serving.manners` has read goes straight to a handler,
and the bytes that it gives straight out. What stands before them, limits, keys, logs and
BentoML's own counters, stands before every path alike (``docs/adr/0010-request-path.md``).
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.types import ASGIApp, Receive, Scope, Send

from cinq import wire
from cinq.errors import CinqError
from cinq.serving.problems import MEDIA_TYPE, problem_of

M = TypeVar("M", bound=wire.Message)

_logger = logging.getLogger("cinq.serving")

ASKED = "cinq.asked"
"""Where in the ASGI scope `Manners` leaves what it has read, an `Asked`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of good manners.

    Parameters
    ----------
    message
        Its body.
    request_id
        That of the body if it has one, else of the HTTP request.
    app
        The Starlette application that was asked.
    """

    message: Any
    request_id: str
    app: Any


Handler = Callable[[Asked], Awaitable[bytes]]
"""Gives the JSON of an answer, or raises a `CinqError`."""


class Direct:
    """Pure ASGI middleware, the innermost: answers its own paths and hands on all others.

    Parameters
    ----------
    app
        What answers the other paths.
    handlers
        By path.
    """

    def __init__(self, app: ASGIApp, handlers: Mapping[str, Handler]) -> None:
        self._app = app
        self._handlers = handlers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        asked: Asked | None = scope.get(ASKED)
        handler = self._handlers.get(scope["path"]) if asked else None
        if asked is None or handler is None:
            await self._app(scope, receive, send)
            return
        status, media_type = 200, b"application/json"
        try:
            body = await handler(asked)
        except CinqError as error:
            told = told_problem(error, asked.request_id)
            status, media_type, body = told.status, MEDIA_TYPE.encode(), _json(told)
        headers = [(b"content-type", media_type), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def with_request_id(message: M, request_id: str) -> M:
    """The same request under the HTTP request's id, unless it has its own; so all of a batch."""
    if isinstance(message, wire.RecommendBatch):
        requests = [with_request_id(request, request_id) for request in message.requests]
        return message.model_copy(update={"requests": requests})
    if isinstance(message, wire.Request) and message.request_id is None:
        return message.model_copy(update={"request_id": request_id})
    return message


def told_problem(error: CinqError, request_id: str) -> wire.Problem:
    """The problem that an error is; what is our own fault goes to the log."""
    problem = problem_of(error, request_id)
    if problem.status == 500:
        _logger.error("request %s failed", request_id, exc_info=error)
    elif problem.status > 500:
        _logger.warning("request %s cannot be answered: %s", request_id, error)
    return problem


def _json(problem: wire.Problem) -> bytes:
    return problem.model_dump_json(exclude_none=True).encode()
