"""How much may be asked: our own limits, which answer before BentoML's caps do.

Two limits, either answered with 429, ``Retry-After`` in seconds and a problem document:

- **rate**: requests in a time, by key where one that is taken was shown, otherwise by address. A
  sliding window is counted in this process's memory.
- **concurrency**: requests at work at the same time, whoever sent them.

Each worker keeps its own counts and allows its share of the limit (rounded up), so that all
together allow no more than it. A caller whose connection stays with one worker gets that one's
share.
"""

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cinq.measures import LIMITED, Meter
from cinq.serving.access import AccessRules
from cinq.serving.callers import Caller, Callers
from cinq.serving.problems import answer_of, problem
from cinq.web.request_ids import request_id_of

RateHeaders = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True)
class Verdict:
    """What a rate limit says of one request.

    Attributes
    ----------
    passed
        Whether it is within the limit.
    headers
        ``RateLimit-Policy`` and ``RateLimit``, as the IETF's draft on rate limit headers has them.
    wait_seconds
        After how long another try is worth it.
    """

    passed: bool
    headers: RateHeaders
    wait_seconds: int


class Rates:
    """Counts requests by caller.

    Parameters
    ----------
    per_key, per_address
        Such as ``300/minute``; empty for none.
    workers
        Between how many processes a limit is divided.
    """

    def __init__(self, per_key: str, per_address: str, workers: int = 1) -> None:
        self._items = {
            kind: _share(parse(limit), workers)
            for kind, limit in (("key", per_key), ("address", per_address))
            if limit
        }
        self._counts = SlidingWindowCounterRateLimiter(_Counts())

    def count(self, caller: Caller) -> Verdict | None:
        """Count a request; None where nothing limits this caller."""
        kind, name = caller.counted_as
        item = self._items.get(kind)
        if item is None:
            return None
        passed = self._counts.hit(item, kind, name)
        reset, remaining = self._counts.get_window_stats(item, kind, name)
        seconds = max(1, math.ceil(reset - time.time()))
        policy = f'"{kind}";q={item.amount};w={item.get_expiry()}'
        state = f'"{kind}";r={remaining};t={seconds}'
        headers = ((b"ratelimit-policy", policy.encode()), (b"ratelimit", state.encode()))
        return Verdict(passed, headers, seconds)


class Limits:
    """Pure ASGI middleware: hands on what is within the limits, and answers 429 to the rest.

    Parameters
    ----------
    app
        What answers.
    callers
        Tells who calls.
    rules
        Tells who belongs to this machine; those, and `unlimited`, have no rate limit.
    rates
        Counts by caller.
    max_concurrency
        How many requests may be at work in this process.
    open_paths
        Health pages and metrics: never limited.
    meter
        Counts what is refused.
    unlimited
        Prefixes of keys without a rate limit: the page's, which asks for many people.
    """

    def __init__(
        self,
        app: ASGIApp,
        callers: Callers,
        rules: AccessRules,
        rates: Rates,
        max_concurrency: int,
        open_paths: Iterable[str],
        meter: Meter,
        unlimited: Iterable[str] = (),
    ) -> None:
        self._app = app
        self._callers = callers
        self._rules = rules
        self._rates = rates
        self._max_concurrency = max_concurrency
        self._open_paths = frozenset(open_paths)
        self._meter = meter
        self._unlimited = frozenset(unlimited)
        self._at_work = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count, and hand on or refuse."""
        if scope["type"] != "http" or scope["path"] in self._open_paths:
            await self._app(scope, receive, send)
            return
        caller = self._callers.of(scope)
        verdict = self._rate(caller)
        if verdict is not None:
            send = _with_headers(send, verdict.headers)
            if not verdict.passed:
                self._meter.count(LIMITED, caller.counted_as[0])
                detail = f"too many requests: try again in {verdict.wait_seconds} s"
                await _refuse(detail, verdict.wait_seconds)(scope, receive, send)
                return
        if self._at_work >= self._max_concurrency:
            self._meter.count(LIMITED, "concurrency")
            await _refuse("too many requests at once: try again", 1)(scope, receive, send)
            return
        self._at_work += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._at_work -= 1

    def _rate(self, caller: Caller) -> Verdict | None:
        exempt = caller.live and caller.key is not None and caller.key.prefix in self._unlimited
        return None if exempt or self._rules.trust(caller) else self._rates.count(caller)


class _Counts(MemoryStorage):
    """Counts in memory, of one thread.

    The library's own starts a thread at every count, which looks through all counters for what is
    over; here that is done once so many have come together.
    """

    most = 50_000
    """Counters; so many callers may be known before those that are over are looked for."""

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count, for a counter that is over after `expiry` seconds."""
        self.get(key)
        if key not in self.storage:
            if len(self.storage) >= self.most:
                self._make_room()
            self.expirations[key] = time.time() + expiry
        self.storage[key] += amount
        return self.storage[key]

    def _make_room(self) -> None:
        """Forget what is over, and the elder half if that is not enough."""
        now = time.time()
        eldest = sorted(self.expirations, key=lambda key: self.expirations[key])
        for place, key in enumerate(eldest):
            if self.expirations[key] > now and place >= self.most // 2:
                return
            self.clear(key)


def _share(item: RateLimitItem, workers: int) -> RateLimitItem:
    return type(item)(math.ceil(item.amount / workers), item.multiples)


def _refuse(detail: str, wait_seconds: int) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        refusal = problem(429, detail, request_id_of(scope))
        await answer_of(refusal, {"Retry-After": str(wait_seconds)})(scope, receive, send)

    return answer


def _with_headers(send: Send, headers: RateHeaders) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *headers]}
        await send(message)

    return sending
