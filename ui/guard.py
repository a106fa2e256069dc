"""What stands before every request: same origin, small bodies, few doors, safe headers."""

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 200_000

_DOORS = {
    "GET": re.compile(
        r"/app/(en|fr)/?(theme\.css|manifest\.json|favicon\.ico|assets/.+|static/.+)?"
    ),
    "POST": re.compile(r"/app/(en|fr)/gradio_api/(run/predict/?|reset/?)"),
}
"""The addresses of Gradio that the page needs; uploads, files, proxies and the rest stay shut."""

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'self' {inline}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_GRADIO_SCRIPTS = "'unsafe-inline' 'unsafe-eval'"


class Guard:
    """ASGI middleware around the whole page.

    - A request that changes something must come from the page itself: ``Sec-Fetch-Site`` says so,
      or else ``Origin`` equals the host (a browser sends one of both; a client that is no browser
      has no cookies to abuse).
    - Bodies are at most `MAX_BODY_BYTES` long and announced.
    - Of Gradio only the addresses that the page uses are open.
    - Every answer bears headers that forbid other origins, frames and foreign scripts.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or hand on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        in_gradio = scope["path"].startswith("/app/")

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                scripts = _GRADIO_SCRIPTS if in_gradio else ""
                for name, value in _HEADERS.items():
                    headers[name] = value.replace(" {inline}", f" {scripts}".rstrip())
                if not scope["path"].startswith(("/static/", "/app/")):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        refusal = _refusal(scope)
        app = self._app if refusal is None else PlainTextResponse(*refusal)
        await app(scope, receive, send_safely)


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
            return "This request came from another site: open Cinq itself and try again.", 403
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
