"""How much may be asked: of each browser, of each address, and of passwords all together."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from cinq.accounts import MAX_HASHES_AT_ONCE
from cinq.web.addresses import is_loopback, network_of
from ui.session import language_of, session_token
from ui.texts import texts

R = TypeVar("R")


@dataclass(frozen=True)
class Rate:
    """So many at once, and so many more every second."""

    burst: float
    per_second: float


PER_BROWSER = Rate(120, 10)
"""Somebody who types and clicks as fast as they can stays far below it."""

PER_ADDRESS = Rate(1500, 100)
"""A household or an office behind one address; programs of this machine have no such limit."""

MOST_WAITING = 250
"""Who may wait for a password's hash, of which `MAX_HASHES_AT_ONCE` are made at a time."""


class Buckets:
    """Tokens by name: each request takes one, and they come back with time.

    Parameters
    ----------
    rate
        Of each name.
    clock
        Seconds that only grow.
    most
        Names remembered; the one that asked longest ago is forgotten first.
    """

    def __init__(
        self, rate: Rate, clock: Callable[[], float] = time.monotonic, most: int = 20_000
    ) -> None:
        self._rate = rate
        self._clock = clock
        self._most = most
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> float:
        """Take a token; how many seconds to wait where there is none, else 0."""
        now = self._clock()
        left, at = self._left.pop(name, (self._rate.burst, now))
        left = min(self._rate.burst, left + (now - at) * self._rate.per_second)
        taken = left >= 1
        self._left[name] = (left - taken, now)
        while len(self._left) > self._most:
            self._left.popitem(last=False)
        return 0.0 if taken else (1 - left) / self._rate.per_second


class Pace:
    """ASGI middleware: answers 429 with ``Retry-After`` to who asks too much at once.

    Pages, posts and downloads count; what a browser fetches to draw them does not.
    """

    def __init__(self, app: ASGIApp, browsers: Buckets, addresses: Buckets) -> None:
        self._app = app
        self._browsers = browsers
        self._addresses = addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, or refuse."""
        if scope["type"] == "http" and not _is_file(scope["path"]):
            wait = self._wait(HTTPConnection(scope))
            if wait > 0:
                after = {"Retry-After": str(math.ceil(wait))}
                words = texts(language_of(HTTPConnection(scope)))
                refusal = PlainTextResponse(words.account.too_fast, 429, after)
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _wait(self, connection: HTTPConnection) -> float:
        address = address_of(connection)
        by_address = 0.0 if is_loopback(address) else self._addresses.take(network_of(address))
        token = session_token(connection)[:200]
        return max(by_address, self._browsers.take(token) if token else 0.0)


class Overburdened(Exception):
    """Too many passwords wait to be checked."""


class Turns:
    """Lets a few passwords at a time be hashed; others wait without holding a thread."""

    def __init__(self, at_once: int = MAX_HASHES_AT_ONCE, most: int = MOST_WAITING) -> None:
        self._limiter = CapacityLimiter(at_once)
        self._most = most

    async def run(self, function: Callable[..., R], *args: object) -> R:
        """Call a function in a thread when it is its turn.

        Raises
        ------
        Overburdened
            If too many are waiting already.
        """
        if self._limiter.statistics().tasks_waiting >= self._most:
            raise Overburdened
        return await run_sync(function, *args, limiter=self._limiter)


def address_of(connection: HTTPConnection) -> str:
    """Where a request comes from, as uvicorn knows it from the connection or a trusted proxy."""
    return connection.client.host if connection.client else ""


def _is_file(path: str) -> bool:
    return (
        path == "/health"
        or path.startswith("/pictures/")
        or "/assets/" in path
        or "/static/" in path
    )
