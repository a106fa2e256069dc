"""What stands before every request: same origin, small bodies, few doors."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from cinq.settings import UiSettings
from cinq.web.addresses import is_loopback
from cinq.web.sender import names_this_machine
from ui.session import language_of
from ui.texts import texts

MAX_BODY_BYTES = 200_000

_DOORS = {
    "GET": re.compile(
        r"/app/(en|fr)/?(theme\.css|manifest\.json|favicon\.ico|assets/.+|static/.+)?"
    ),
    "POST": re.compile(r"/app/(en|fr)/gradio_api/(run/predict/?|reset/?)"),
}
"""The addresses of Gradio that the page needs; uploads, files, proxies and the rest stay shut."""

_TOLD_BY_PROXIES = (b"forwarded", b"x-forwarded-", b"x-gradio-", b"x-original-", b"x-rewrite-")
"""Headers that say where the page is. Gradio believes them of anybody, and would send the page's
calls there. What a trusted proxy told stands in the scope by now (uvicorn reads it)."""

IsOurName = Callable[[str], bool]
"""Tells whether the page answers to a ``Host``."""


class Guard:
    """ASGI middleware around the whole page.

    - A request that changes something must come from the page itself: ``Sec-Fetch-Site`` says so,
      or else ``Origin`` equals the host (a browser sends one of both; a client that is no browser
      has no cookies to abuse).
    - Bodies are at most `MAX_BODY_BYTES` long and announced.
    - Of Gradio only the addresses that the page uses are open.
    - Nothing that a stranger says about where the page is gets as far as Gradio.
    - Where the page has names, other names are not answered for.

    Parameters
    ----------
    app
        What answers.
    is_our_name
        See `names_of`.
    """

    def __init__(self, app: ASGIApp, is_our_name: IsOurName) -> None:
        self._app = app
        self._is_our_name = is_our_name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or hand on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        refusal = self._misdirected(scope) or _refusal(scope)
        app = self._app if refusal is None else PlainTextResponse(*refusal)
        if scope["path"].startswith("/app/"):
            told = [pair for pair in scope["headers"] if not pair[0].startswith(_TOLD_BY_PROXIES)]
            scope = {**scope, "headers": told}
        await app(scope, receive, send)

    def _misdirected(self, scope: Scope) -> tuple[str, int] | None:
        if self._is_our_name(Headers(scope=scope).get("host", "")):
            return None
        return "This page does not go by that name: ui.address tells it the one it goes by.", 421


def names_of(settings: UiSettings) -> IsOurName:
    """Tell which hosts a page answers for: all, unless it listens on this machine only.

    There those of this machine and ``ui.address``. Else a web page of some other name could have
    that name lead to 127.0.0.1 (DNS rebinding) and read what only this machine may.
    """
    if not is_loopback(settings.host):
        return lambda _: True
    public = urlsplit(settings.address).netloc.lower()
    return lambda host: names_this_machine(host.encode()) or host.lower() == public != ""


def _refusal(scope: Scope) -> tuple[str, int] | None:
    """Text and status of why a request is not answered; None if it is."""
    method, path, headers = scope["method"], scope["path"], Headers(scope=scope)
    if method not in ("GET", "HEAD", "POST"):
        return "This page answers GET and POST.", 405
    if path.startswith("/app/"):
        door = _DOORS["POST" if method == "POST" else "GET"]
        if not door.fullmatch(path):
            return "There is nothing here.", 404
    if method == "POST":
        if not is_same_origin(headers):
            return texts(language_of(HTTPConnection(scope))).account.other_site, 403
        length = headers.get("content-length", "")
        if not length.isascii() or not length.isdigit():
            return "Say how long the body is.", 411
        if len(length) > 9 or int(length) > MAX_BODY_BYTES:
            return "This is too much at once.", 413
    return None


def is_same_origin(headers: Headers) -> bool:
    """Whether a request comes from the page itself, or from something that is no browser."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == headers.get("host")
    except ValueError:  # no address at all
        return False
