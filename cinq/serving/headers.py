"""Headers that tell browsers to do nothing with an answer but what it is for."""

import base64
import hashlib
import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)

_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)


class SafeHeaders:
    """Pure ASGI middleware: adds `_HEADERS` where the answer does not bring its own.

    What BentoML answers by itself, its last-resort 429, does not come by here.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                brought = message["headers"]
                names = {name for name, _ in brought}
                missing = [header for header in _HEADERS if header[0] not in names]
                message = {**message, "headers": [*brought, *missing]}
            await send(message)

        await self._app(scope, receive, sending)


def policy_of(page: str) -> str:
    """Return the Content-Security-Policy of an HTML page: its own styles, and nothing else."""
    hashes = [
        "'sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() + "'"
        for style in _STYLE.findall(page)
    ]
    styles = " ".join(hashes) or "'none'"
    return (
        f"default-src 'none'; style-src {styles}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
