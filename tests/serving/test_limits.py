"""How much may be asked, by whom, and what those get who ask more."""

import asyncio
import math
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cinq.keys import Key, Keyring
from cinq.keys.secret import digest_of, new_secret, prefix_of
from cinq.measures import MemoryMeter
from cinq.serving.access import AccessRules
from cinq.serving.callers import Caller, Callers
from cinq.serving.limits import Limits, Rates, _Counts
from tests.keys.conftest import NOON

SECRET = new_secret()
KEY = Key(prefix_of(SECRET), "page", ("read",), digest_of(SECRET), NOON)
PUBLIC = AccessRules("auto", on_loopback=False)


class World:
    """An endpoint that answers once it is let, behind limits."""

    def __init__(self, rules: AccessRules = PUBLIC, **options: Any) -> None:
        self.let = asyncio.Event()
        self.meter = MemoryMeter()
        given: dict[str, Any] = {
            "callers": Callers(Keyring([KEY])),
            "rules": rules,
            "rates": Rates("", ""),
            "max_concurrency": 4,
            "open_paths": ["/readyz"],
            "meter": self.meter,
            **options,
        }
        routes = [Route(path, self._answer) for path in ("/slow", "/quick", "/readyz", "/fails")]
        self.app = Starlette(routes=routes, middleware=[Middleware(Limits, **given)])

    async def _answer(self, request: Request) -> Response:
        if request.url.path == "/slow":
            await self.let.wait()
        if request.url.path == "/fails":
            raise ZeroDivisionError
        return JSONResponse({})

    async def ask(
        self, path: str = "/quick", client: str = "192.0.2.7", key: str = "", host: str = "films"
    ) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        transport = httpx2.ASGITransport(self.app, client=(client, 1), raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url=f"http://{host}") as http:
            return await http.get(path, headers=headers)


def test_of_a_burst_of_thirty_four_are_answered_and_the_rest_told_to_come_back():
    async def burst() -> tuple[World, list[httpx2.Response]]:
        world = World()
        asked = [asyncio.create_task(world.ask("/slow")) for _ in range(30)]
        done: set[asyncio.Task[httpx2.Response]] = set()
        while len(done) < 26:
            done, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(0)
        world.let.set()
        return world, list(await asyncio.gather(*asked))

    world, responses = asyncio.run(burst())
    assert sorted(response.status_code for response in responses) == [200] * 4 + [429] * 26
    refused = next(response for response in responses if response.status_code == 429)
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["content-type"] == "application/problem+json"
    assert world.meter.values == {("cinq_limited_total", "concurrency"): 26}


def test_a_place_is_free_again_after_an_answer_or_a_failure():
    async def again_and_again() -> list[int]:
        world = World(max_concurrency=1)
        paths = ["/quick", "/fails", "/quick", "/fails", "/quick"]
        return [(await world.ask(path)).status_code for path in paths]

    assert asyncio.run(again_and_again()) == [200, 500, 200, 500, 200]


def test_health_is_told_when_everything_is_taken():
    async def full() -> list[int]:
        world = World(max_concurrency=0)
        return [(await world.ask(path)).status_code for path in ("/quick", "/readyz")]

    assert asyncio.run(full()) == [429, 200]


def asked(n: int, world: World, **how: Any) -> list[httpx2.Response]:
    async def go() -> list[httpx2.Response]:
        return [await world.ask(**how) for _ in range(n)]

    return asyncio.run(go())


def test_an_address_gets_so_many_answers_and_is_told_where_it_stands():
    world = World(rates=Rates("", "3/hour"))
    responses = asked(5, world)
    assert [response.status_code for response in responses] == [200] * 3 + [429] * 2
    left = [response.headers["ratelimit"].split(";")[1] for response in responses]
    assert left == ["r=2", "r=1", "r=0", "r=0", "r=0"]
    assert all(r.headers["ratelimit-policy"] == '"address";q=3;w=3600' for r in responses)
    assert 1 <= int(responses[-1].headers["retry-after"]) <= 3600
    assert world.meter.values == {("cinq_limited_total", "address"): 2}


def test_addresses_and_keys_are_counted_apart():
    world = World(rates=Rates("2/hour", "1/hour"))
    assert [r.status_code for r in asked(2, world)] == [200, 429]
    assert [r.status_code for r in asked(1, world, client="192.0.2.8")] == [200]
    assert [r.status_code for r in asked(3, world, key=SECRET)] == [200, 200, 429]


def test_guessing_keys_is_counted_for_the_address():
    world = World(rates=Rates("100/hour", "2/hour"))
    guesses = [asked(1, world, key=new_secret())[0].status_code for _ in range(3)]
    assert guesses == [200, 200, 429]


def test_a_program_of_this_machine_has_no_rate_limit_unless_keys_are_always_needed():
    here = {"client": "127.0.0.1", "host": "localhost"}
    for require, last in (("auto", 200), ("always", 429)):
        world = World(AccessRules(require, on_loopback=True), rates=Rates("", "1/hour"))
        assert asked(2, world, **here)[-1].status_code == last


def test_the_pages_key_has_no_rate_limit():
    world = World(rates=Rates("1/hour", "1/hour"), unlimited=[KEY.prefix])
    assert [r.status_code for r in asked(3, world, key=SECRET)] == [200] * 3
    assert "ratelimit" not in asked(1, world, key=SECRET)[0].headers


@pytest.mark.parametrize(("limit", "workers", "share"), [("10/minute", 1, 10), ("10/minute", 3, 4)])
def test_each_worker_allows_its_share(limit, workers, share):
    rates = Rates("", limit, workers)
    caller = Caller("192.0.2.7", is_local=False)
    passed = [rates.count(caller).passed for _ in range(12)]
    assert passed.count(True) == share == math.ceil(10 / workers)


def test_no_limit_counts_nothing():
    assert Rates("", "").count(Caller("192.0.2.7", is_local=False)) is None


def test_memory_is_bounded_however_many_call(monkeypatch):
    monkeypatch.setattr(_Counts, "most", 100)
    rates = Rates("", "5/hour")
    for n in range(1_000):
        rates.count(Caller(f"10.0.{n // 250}.{n % 250}", is_local=False))
    assert len(rates._counts.storage.storage) <= 100
