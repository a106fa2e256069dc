"""Nobody can ask so much that others wait."""

import asyncio
import threading

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from ui.pace import Buckets, Overburdened, Pace, Rate, Turns


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_tokens_come_back_with_time() -> None:
    clock = Clock()
    buckets = Buckets(Rate(burst=3, per_second=2), clock)
    assert [buckets.take("ada") for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.take("bea") == 0
    clock.now += 0.5
    assert buckets.take("ada") == 0
    assert buckets.take("ada") > 0
    clock.now += 1_000
    assert [buckets.take("ada") for _ in range(4)].count(0) == 3


def test_asking_in_vain_costs_nothing() -> None:
    clock = Clock()
    buckets = Buckets(Rate(burst=1, per_second=1), clock)
    for _ in range(50):
        buckets.take("ada")
    clock.now += 1
    assert buckets.take("ada") == 0


def test_names_are_forgotten_before_they_fill_the_memory() -> None:
    buckets = Buckets(Rate(burst=1, per_second=1), Clock(), most=100)
    for n in range(1_000):
        buckets.take(str(n))
    assert len(buckets._left) == 100


def paced(browser: Rate, address: Rate, client: str) -> TestClient:
    app = Starlette(
        routes=[Route("/{path:path}", lambda _: PlainTextResponse("ok"), methods=["GET", "POST"])]
    )
    paced = Pace(app, Buckets(browser, Clock()), Buckets(address, Clock()))
    return TestClient(paced, "http://cinq.test", client=(client, 1))


PLENTY = Rate(1_000, 1)


def test_a_browser_that_asks_too_much_waits_and_is_told_how_long() -> None:
    client = paced(Rate(2, 0.1), PLENTY, "127.0.0.1")
    client.cookies.set("cinq_session", "ada")
    answers = [client.post("/app/en/gradio_api/run/predict") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["retry-after"] == "10"
    client.cookies.set("cinq_session", "bea")
    assert client.get("/").status_code == 200


def test_an_address_that_asks_too_much_waits_whatever_its_cookies() -> None:
    client = paced(PLENTY, Rate(3, 1), "192.0.2.7")
    for n in range(3):
        client.cookies.set("cinq_session", str(n))
        assert client.get("/").status_code == 200
    client.cookies.set("cinq_session", "another")
    assert client.get("/").status_code == 429


def test_programs_of_this_machine_are_many_people() -> None:
    client = paced(PLENTY, Rate(3, 1), "127.0.0.1")
    assert {client.get("/").status_code for _ in range(20)} == {200}


def test_what_a_page_is_drawn_with_does_not_count() -> None:
    client = paced(Rate(1, 1), Rate(1, 1), "192.0.2.7")
    client.cookies.set("cinq_session", "ada")
    paths = ("/static/cinq.css", "/app/en/assets/index.js", "/health")
    assert {client.get(path).status_code for path in paths * 5} == {200}


def test_only_so_many_passwords_are_hashed_at_a_time_and_so_many_wait() -> None:
    at_work, free = threading.Semaphore(0), threading.Event()

    def slow() -> str:
        at_work.release()
        assert free.wait(30)
        return "done"

    async def crowd() -> tuple[int, list[str]]:
        turns = Turns(at_once=2, most=3)
        tasks = [asyncio.create_task(turns.run(slow)) for _ in range(5)]
        await asyncio.to_thread(at_work.acquire)
        await asyncio.to_thread(at_work.acquire)
        with pytest.raises(Overburdened):
            await turns.run(slow)
        started = 2 + at_work._value
        free.set()
        return started, await asyncio.gather(*tasks)

    started, done = asyncio.run(crowd())
    assert started == 2
    assert done == ["done"] * 5
