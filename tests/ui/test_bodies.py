"""Bodies that come by drops, stop halfway, or are longer than they said."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from ui.bodies import WholeBodies

SCOPE = {"type": "http", "method": "POST", "path": "/session", "headers": []}


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Give the body back, and say who still listens."""
    body = await Request(scope, receive).body()
    assert (await receive())["type"] == "http.disconnect"
    await PlainTextResponse(body)(scope, receive, send)


def answers(receive: Callable[[], Awaitable[Message]], seconds: float = 5) -> list[Message]:
    """What is sent to somebody whose body comes so."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(WholeBodies(echo, 10, seconds)(SCOPE, receive, send))
    return sent


def parts(*messages: Message) -> Callable[[], Awaitable[Message]]:
    left = [*messages, {"type": "http.disconnect"}]

    async def receive() -> Message:
        return left.pop(0)

    return receive


def part(body: bytes, *, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_in_parts_comes_whole_and_what_follows_comes_too() -> None:
    start, end = answers(parts(part(b"five ", more=True), part(b"films", more=False)))
    assert (start["status"], end["body"]) == (200, b"five films")


def test_who_hangs_up_halfway_is_answered_by_nobody() -> None:
    assert answers(parts(part(b"five ", more=True))) == []


def test_who_sends_no_more_is_told_so() -> None:
    async def never() -> Message:
        await asyncio.sleep(30)
        raise AssertionError

    start, end = answers(never, seconds=0.01)
    assert (start["status"], end["body"]) == (408, b"Send the whole body within 10 seconds.")
    assert (b"connection", b"close") in start["headers"]


@pytest.mark.parametrize("more", [True, False])
def test_more_than_was_said_is_refused(more: bool) -> None:
    start, _ = answers(parts(part(b"eleven byte", more=more)))
    assert start["status"] == 413
