"""The headers of every answer: which scripts may run, and that nobody else may look in.

Gradio's page holds scripts in itself. Each gets a number that is used once, which the policy names,
so that no script that somebody might smuggle in runs, and no ``onclick`` either. Gradio makes
functions of text (``'unsafe-eval'``); plain pages do without even that.
"""

import re
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_STAGE = re.compile(r"/app/(en|fr)/?")
_SCRIPT = re.compile(rb"<script(?=[\s>])")

_POLICY = (
    "default-src 'none'; {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_KEPT = ("/static/", "/app/", "/pictures/")
_HSTS = "max-age=31536000"


def policy(nonce: str | None) -> str:
    """Return a ``Content-Security-Policy``; with a nonce it is one that Gradio can live with."""
    scripts = "script-src 'self'"
    if nonce is not None:
        scripts += f" 'nonce-{nonce}' 'unsafe-eval'"
    return _POLICY.replace("{scripts}", scripts)


def with_nonce(html: bytes, nonce: str) -> bytes:
    """Mark every script of a page; the nonce needs no quotes, so text in scripts stays whole."""
    return _SCRIPT.sub(b"<script nonce=" + nonce.encode(), html)


class SafeHeaders:
    """ASGI middleware: every answer bears the headers, Gradio's pages a nonce of their own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, and add."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _STAGE.fullmatch(scope["path"]):
            page = _Page(scope, send, secrets.token_hex(16))
            await self._app(_uncompressed(scope), receive, page.send)
        else:

            async def send_safely(message: Message) -> None:
                if message["type"] == "http.response.start":
                    _add(scope, message, None)
                await send(message)

            await self._app(scope, receive, send_safely)


class _Page:
    """Holds a page back until it is whole, and marks its scripts."""

    def __init__(self, scope: Scope, send: Send, nonce: str) -> None:
        self._scope = scope
        self._send = send
        self._nonce = nonce
        self._start: Message = {}
        self._parts: list[bytes] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        self._parts.append(message.get("body", b""))
        if message.get("more_body", False):
            return
        body = b"".join(self._parts)
        if _is_html(self._start):
            body = with_nonce(body, self._nonce)
        _add(self._scope, self._start, self._nonce)
        if self._scope["method"] != "HEAD":
            MutableHeaders(scope=self._start)["Content-Length"] = str(len(body))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})


def _uncompressed(scope: Scope) -> Scope:
    """The same request for a page as it is; Gradio would compress it, and hide its scripts."""
    headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
    return {**scope, "headers": headers}


def _is_html(start: Message) -> bool:
    return Headers(scope=start).get("content-type", "").startswith("text/html")


def _add(scope: Scope, start: Message, nonce: str | None) -> None:
    headers = MutableHeaders(scope=start)
    for name, value in _HEADERS.items():
        headers[name] = value
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["Content-Security-Policy"] = policy(nonce)
    if scope["scheme"] == "https":
        headers["Strict-Transport-Security"] = _HSTS
    if nonce is not None or not scope["path"].startswith(_KEPT):
        headers["Cache-Control"] = "no-store"
    elif scope["path"].startswith("/pictures/"):
        headers.setdefault("Cache-Control", "no-store")
