"""Bodies come in whole, and soon: who sends one by drops holds nothing up."""

import asyncio

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_SECONDS = 10.0
"""How long a body may take to come in."""


class WholeBodies:
    """ASGI middleware: hands a POST on once its body is there.

    One that takes longer than `BODY_SECONDS` is answered with 408; where the sender hangs up
    before the end there is nobody to answer, and nothing happens.

    Parameters
    ----------
    app
        What answers.
    most
        Bytes that a body may have, whatever it said beforehand; more are answered with 413.
    seconds
        `BODY_SECONDS`, or another limit.
    """

    def __init__(self, app: ASGIApp, most: int, seconds: float = BODY_SECONDS) -> None:
        self._app = app
        self._most = most
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read, and hand on."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._seconds):
                body = await _read(receive, self._most)
        except TimeoutError:
            await _refusal("Send the whole body within 10 seconds.", 408)(scope, receive, send)
            return
        if body is None:
            return
        if len(body) > self._most:
            await _refusal("This is too much at once.", 413)(scope, receive, send)
            return
        await self._app(scope, again(body, receive), send)


def again(body: bytes, receive: Receive) -> Receive:
    """What gives a body that was read already, and then whatever else comes."""
    told = False

    async def receive_again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


async def _read(receive: Receive, most: int) -> bytes | None:
    """Read a body until it is whole or too long; None if the sender hung up."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > most or not message.get("more_body", False):
            return bytes(body)


def _refusal(text: str, status: int) -> PlainTextResponse:
    return PlainTextResponse(text, status, {"Connection": "close"})
