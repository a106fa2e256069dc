"""The longest that a request may take."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cinq.serving.problems import answer_of, problem
from cinq.web.request_ids import request_id_of


class Deadline:
    """Pure ASGI middleware: a 504 for what has not begun to be answered in time.

    Its timer ends with the request.

    Parameters
    ----------
    app
        What answers.
    seconds
        How long it may take until the answer begins.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds
        self._detail = f"this took more than {seconds:g} s and was given up: ask for less"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, and give up in time."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def timely(message: Message) -> None:
            nonlocal begun
            if not begun:
                if timer.expired():
                    return  # too late: what is said of the end of waiting is not the answer
                begun = True
                timer.reschedule(None)
            await send(message)

        try:
            async with asyncio.timeout(self._seconds) as timer:
                await self._app(scope, receive, timely)
        except TimeoutError:
            if begun or not timer.expired():
                raise
        if timer.expired() and not begun:
            told = problem(504, self._detail, request_id_of(scope))
            await answer_of(told)(scope, receive, send)
