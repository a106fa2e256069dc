"""What keys, limits, headers and the log cost a request, in microseconds of processor time."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from cinq.keys import Key, Keyring
from cinq.keys.secret import digest_of, new_secret, prefix_of
from cinq.measures import MemoryMeter
from cinq.serving.access import Access, AccessRules
from cinq.serving.callers import Callers
from cinq.serving.front import HEALTH
from cinq.serving.headers import SafeHeaders
from cinq.serving.limits import Limits, Rates
from cinq.web.logs import request_lines
from cinq.web.request_log import RequestLog
from tests.keys.conftest import NOON

REQUESTS, TIMES = 5_000, 7
SECRET = new_secret()
KEY = Key(prefix_of(SECRET), "page", ("read",), digest_of(SECRET), NOON)
HEADERS = [
    (b"host", b"127.0.0.1:3000"),
    (b"content-type", b"application/json"),
    (b"content-length", b"40"),
    (b"user-agent", b"wrk"),
]
SHOWN = [*HEADERS, (b"authorization", b"Bearer " + SECRET.encode())]

App = Callable[[Any, Any, Any], Awaitable[None]]


async def answers(scope: Any, receive: Any, send: Any) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{}"})


async def nothing(message: Any = None) -> None:
    return None


def microseconds(app: App, headers: list[tuple[bytes, bytes]], client: str) -> float:
    async def serve() -> float:
        started = time.process_time()
        for _ in range(REQUESTS):
            scope = {"type": "http", "method": "POST", "path": "/v1/recommend_one"}
            await app({**scope, "headers": headers, "client": (client, 1)}, nothing, nothing)
        return (time.process_time() - started) / REQUESTS

    return min(asyncio.run(serve()) for _ in range(TIMES)) * 1e6


@pytest.mark.slow
def test_all_of_it_costs_a_small_part_of_a_request(tmp_path: Path) -> None:
    callers, meter = Callers(Keyring([KEY])), MemoryMeter()
    rules = AccessRules("auto", on_loopback=True)
    rates = Rates("1000000000/day", "1000000000/day")

    def guarded(app: App) -> App:
        access = Access(app, callers, rules, HEALTH, meter)
        return Limits(access, callers, rules, rates, 256, HEALTH, meter)

    with (tmp_path / "log").open("w") as log:
        line = request_lines("json", log)
        rows = {
            "headers": (SafeHeaders(answers), HEADERS, "127.0.0.1"),
            "log line": (RequestLog(answers, line), HEADERS, "127.0.0.1"),
            "limits and access, this machine": (guarded(answers), HEADERS, "127.0.0.1"),
            "the same with a key": (guarded(answers), SHOWN, "127.0.0.1"),
            "the same with a key and a rate limit": (guarded(answers), SHOWN, "192.0.2.7"),
            "all, this machine": (
                RequestLog(SafeHeaders(guarded(answers)), line),
                HEADERS,
                "127.0.0.1",
            ),
        }
        bare = microseconds(answers, HEADERS, "127.0.0.1")
        cost = {name: microseconds(*row) - bare for name, row in rows.items()}
    for name, spent in cost.items():
        sys.stdout.write(f"{name:<40}{spent:6.1f} µs\n")
    assert cost["log line"] < 30
    assert cost["all, this machine"] < 100
