"""The longest that a request may take."""

import asyncio
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from cinq.serving.deadline import Deadline
from cinq.web.request_ids import REQUEST_ID

START = {"type": "http.response.start", "status": 200, "headers": []}
END = {"type": "http.response.body", "body": b"late"}


def answered(app: ASGIApp, seconds: float = 0.01, **scope: Any) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(dict(message))

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    asyncio.run(Deadline(app, seconds)({"type": "http", "headers": [], **scope}, receive, send))
    return sent


async def endless(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.Event().wait()


def test_what_takes_too_long_is_a_504_under_its_request_id():
    start, body = answered(endless, **{REQUEST_ID: "mine"})
    assert start["status"] == 504
    assert dict(start["headers"])[b"x-request-id"] == b"mine"
    assert b"0.01 s" in body["body"]


def test_what_is_said_after_the_end_is_not_heard():
    async def stubborn(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await send(START)
            await send(END)

    assert [message.get("status") for message in answered(stubborn)] == [504, None]


def test_an_answer_that_has_begun_may_take_its_time():
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        late = asyncio.Event()
        asyncio.get_running_loop().call_later(0.05, late.set)
        await late.wait()
        await send(END)

    assert answered(slow) == [START, END]


def test_no_timer_is_left_after_an_answer():
    left: list[bool] = []

    async def quick(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        await send(END)

    async def go() -> None:
        loop = asyncio.get_running_loop()
        handles = []
        call_at = loop.call_at
        loop.call_at = lambda *args, **kw: handles.append(call_at(*args, **kw)) or handles[-1]  # type: ignore[method-assign]

        async def send(message: Any) -> None:
            pass

        await Deadline(quick, 60)({"type": "http"}, send, send)  # type: ignore[arg-type]
        left.extend(handle.cancelled() for handle in handles)

    asyncio.run(go())
    assert left == [True]
