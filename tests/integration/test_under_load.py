"""A served Bento under more load than it takes, and while its processes are ended.

What is slow here is honestly slow: a caller that sends its body bit by bit, or a request that
waits for a database which somebody else is writing to.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.integration.guarded import BODY, JSON, SECONDS, Caller, Product, World, until

pytestmark = pytest.mark.integration

RESPAWN_SECONDS = 5 if os.environ.get("CINQ_LONG") else 30
"""How soon a killed worker is replaced; by default with room for a machine that is busy."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("home"))


def test_of_a_burst_of_thirty_four_are_answered_and_all_others_told_to_come_back(world):
    with world.served(max_concurrency=4) as http, ExitStack() as ends:
        callers = [ends.enter_context(closing(Caller(http))) for _ in range(30)]
        for caller in callers:
            caller.ask(BODY, sent=10)
        until(lambda: sum(caller.answered() for caller in callers) == 26)
        refused = [caller for caller in callers if caller.answered()]
        let_in = [caller for caller in callers if caller not in refused]
        assert http.get("/readyz").status_code == 200
        for caller in let_in:
            caller.send(BODY[10:])
        answers = {caller: caller.answer() for caller in callers}
        assert [answers[caller][0] for caller in let_in] == [200] * 4
        for caller in refused:
            status, text = answers[caller]
            assert status == 429
            assert b"retry-after: 1\r\n" in text.lower()
            assert b"urn:cinq:problem:too-many" in text
        assert http.post("/v1/recommend_one", content=BODY, headers=JSON).status_code == 200
        assert 'cinq_limited_total{scope="concurrency"} 26.0' in http.get("/metrics").text


def test_a_burst_of_whole_requests_gets_answers_and_refusals_and_nothing_else(world):
    many = json.dumps({"requests": [json.loads(BODY)] * 100}).encode()
    with world.served(max_concurrency=4) as http, ThreadPoolExecutor(30) as threads:
        together = threading.Barrier(30)

        def ask(_: int) -> int:
            together.wait(SECONDS)
            return http.post("/v1/recommend", content=many, headers=JSON).status_code

        assert set(threads.map(ask, range(30))) <= {200, 429}


def test_a_slow_call_is_given_up_at_the_timeout(world):
    with world.served(timeout_seconds=0.5) as http, closing(Caller(http)) as caller:
        started = time.monotonic()
        caller.ask(BODY, sent=10)
        status, text = caller.answer()
        seconds = time.monotonic() - started
        with world.locked():
            waited = http.post("/v1/admin/train", content="{}", headers=world.operator)
        assert (status, waited.status_code) == (504, 504)
        assert 0.5 <= seconds < 2
        assert b"application/problem+json" in text
        assert b"x-content-type-options: nosniff" in text.lower()
        assert waited.headers["x-request-id"] == waited.json()["request_id"]
        assert '"status": 504' in world.log


@pytest.fixture
def product(world: World) -> Iterator[Callable[[int], Product]]:
    made: list[Product] = []

    def start(workers: int) -> Product:
        made.append(Product(world, workers))
        return made[-1]

    yield start
    for one in made:
        if one.process.poll() is None:
            one.process.terminate()
            one.process.wait(SECONDS)


def test_whoever_is_being_answered_gets_the_answer_when_the_server_is_told_to_stop(world, product):
    serves = product(1)
    with ThreadPoolExecutor(1) as thread, world.locked() as unlock:
        asked: Future[Any] = thread.submit(
            serves.ask, "/v1/admin/train", b'{"seed": 7}', world.operator
        )
        until(lambda: "admin allowed: /v1/admin/train" in serves.log)
        told = time.monotonic()
        serves.process.send_signal(signal.SIGTERM)
        until(lambda: refuses_or_waits(serves))
        assert not asked.done()
        unlock()
        assert asked.result(SECONDS).status_code == 200
    assert serves.process.wait(SECONDS) == 0
    assert time.monotonic() - told < 10


def refuses_or_waits(serves: Product) -> bool:
    """Whether the server takes no new requests."""
    try:
        httpx2.get(f"{serves.url}/readyz", timeout=0.2, trust_env=False)
    except httpx2.HTTPError:
        return True
    return False


def test_answers_go_on_when_a_worker_is_killed_and_another_takes_its_place(world, product):
    serves = product(2)
    before = serves.workers()
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    statuses = set()

    def replaced() -> bool:
        statuses.add(serves.ask("/v1/recommend_one", BODY, JSON).status_code)
        return serves.started() == 3

    seconds = until(replaced, RESPAWN_SECONDS)
    assert statuses == {200}
    assert len(set(serves.workers()) - set(before)) == 1
    sys.stdout.write(f"a new worker after {seconds:.1f} s\n")


def test_workers_end_with_a_server_that_is_killed_and_its_port_is_free_again(world, product):
    serves = product(2)
    workers = serves.workers()
    serves.process.kill()
    serves.process.wait(SECONDS)
    until(lambda: not any(map(alive, workers)), RESPAWN_SECONDS)
    again = Product(world, 1, serves.port)
    try:
        assert again.ask("/v1/recommend_one", BODY, JSON).status_code == 200
    finally:
        again.process.terminate()
        again.process.wait(SECONDS)


def alive(pid: int) -> bool:
    """Whether the process is there and has not ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
