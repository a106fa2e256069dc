"""A line in the log for each request: what was asked by whom, and how it went; never what with."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from time import perf_counter
from typing import Any

from cinq.web.logs import RequestLine
from cinq.web.request_ids import request_id_of

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

KEY_NAME = "cinq.key_name"
"""Where, in a request's scope, the name of the key that was shown is found by this log."""

CUT_OFF = 499
"""Logged where nobody got an answer: cut off, or its sender hung up; as in nginx."""

MAX_PATH = 200


class RequestLog:
    """Outermost ASGI middleware: writes a line when a request has been answered.

    A line holds request id, method, path without query, status, milliseconds, and the name of the
    API key where one was shown; no address, body, header or query.

    Parameters
    ----------
    app
        What answers.
    line
        Writes one; see `cinq.web.logs.request_lines`.
    quiet
        Beginnings of paths that say little, such as health and static files: of those only
        failures are logged.
    """

    def __init__(self, app: ASGIApp, line: RequestLine, quiet: Iterable[str] = ()) -> None:
        self._app = app
        self._line = line
        self._quiet = tuple(quiet)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, and log how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception:
            status = status or 500
            raise
        finally:
            self._write(scope, status or CUT_OFF, perf_counter() - started)

    def _write(self, scope: Scope, status: int, seconds: float) -> None:
        path = scope["path"]
        if status < 400 and path.startswith(self._quiet):
            return
        fields = {
            "request_id": request_id_of(scope),
            "method": scope["method"],
            "path": path if _is_plain(path) else ascii(path)[1:-1][:MAX_PATH],
            "status": status,
            "ms": round(seconds * 1000, 2),
        }
        key = scope.get(KEY_NAME)
        if key is not None:
            fields["key"] = key
        self._line("request", **fields)


def _is_plain(path: str) -> bool:
    """Tell whether a path does no harm in a terminal."""
    return len(path) <= MAX_PATH and path.isascii() and path.isprintable()
