"""A served Bento and those who want in: with keys, without, and with tricks."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing

import httpx2
import pytest

from cinq.jobs.queue import JobQueue
from cinq.keys import new_secret
from cinq.releases.served_bento import serving
from tests.integration.guarded import BODY, JSON, Caller, World, until

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("home"))


def test_keys_are_asked_for_found_and_refused_within_seconds_of_their_end(world):
    reader = world.key("reader", "read")
    with world.served(require_keys="always", workers=2) as http:

        def statuses(path: str, headers: Mapping[str, str], n: int = 20) -> set[int]:
            """Of requests on connections of their own, so that every worker is asked."""
            asked = (
                httpx2.post(
                    f"{http.base_url}{path}", content="{}", headers=headers, trust_env=False
                )
                for _ in range(n)
            )
            return {answer.status_code for answer in asked}

        until(lambda: world.log.count("Service cinq initialized") == 2)
        assert statuses("/v1/model", JSON) == {401}
        assert statuses("/v1/model", reader) == {200}
        assert statuses("/v1/admin/refresh", reader) == {403}
        assert statuses("/v1/admin/refresh", world.operator) == {200}
        assert http.get("/metrics").status_code == 401
        assert http.get("/healthz").status_code == 200
        later = world.key("later", "read")
        assert until(lambda: statuses("/v1/model", later) == {200}) < 10
        world.keys.revoke("reader")
        assert until(lambda: statuses("/v1/model", reader) == {401}) < 10
        until(lambda: {key.name for key in world.keys.list() if key.used_at} >= {"reader", "later"})


def test_an_admin_queues_a_job_and_polls_it(world):
    with world.served() as http:
        asked = http.post("/v1/admin/rollback", content='{"to": 1}', headers=world.operator)
        job = asked.json()["job"]
        assert JobQueue(world.database).show(job["job_id"]).arguments == {"to": 1}
        assert job["asked_by"].startswith("operator (")
        assert "no conductor" in asked.json()["note"]
        poll = json.dumps({"job_id": job["job_id"]})
        polled = http.post("/v1/admin/job", content=poll, headers=world.operator)
        assert polled.json()["job"] == job
        nothing = http.post("/v1/admin/job", content='{"job_id": 999}', headers=world.operator)
        assert nothing.status_code == 404
        assert "admin allowed: /v1/admin/rollback by operator" in world.log
        assert 'endpoint="rollback",outcome="allowed"' in http.get("/metrics").text


def test_a_bento_on_its_own_is_closed_to_strangers_and_has_no_admins(world):
    secret = new_secret()
    with (
        serving(world.tag, world.settings, {"CINQ_API_KEY": secret}) as client,
        httpx2.Client(base_url=client.base_url, trust_env=False) as http,
    ):
        handed_on = {**JSON, "X-Forwarded-For": "192.0.2.7"}
        known = {**handed_on, "Authorization": f"Bearer {secret}"}
        paths = {"/v1/model": (401, 200, 401), "/v1/admin/train": (401, 403, 401)}
        for path, expected in paths.items():
            given = [
                http.post(path, content="{}", headers=headers).status_code
                for headers in (handed_on, known, {**JSON, "Host": "films.example"})
            ]
            assert tuple(given) == expected


ATTACKS: Mapping[str, bytes] = {
    "two slashes": b"POST //v1/admin/train HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a dot": b"POST /v1/./admin/train HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "back and forth": b"POST /v1/model/../admin/train HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "percent": b"POST /v1/%61dmin/train HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "percent slash": b"POST /v1%2fadmin/train HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "capitals": b"POST /V1/Admin/Train HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "slash at the end": b"POST /v1/admin/train/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a whole address": b"POST http://localhost/v1/admin/train HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "another method": b"GET /v1/admin/train HTTP/1.1\r\nHost: localhost\r\n"
    b"X-HTTP-Method-Override: POST\r\n\r\n",
    "a key in the query": b"POST /v1/admin/train?access_token=cinq_0 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a null": b"POST /v1/admin/train\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no host": b"POST /v1/admin/train HTTP/1.0\r\n\r\n",
    "two lengths": b"POST /v1/admin/train HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "half a megabyte of header": b"POST /v1/admin/train HTTP/1.1\r\nHost: localhost\r\n"
    b"Authorization: Bearer " + b"a" * 500_000 + b"\r\n\r\n",
    "two thousand headers": b"POST /v1/admin/train HTTP/1.1\r\nHost: localhost\r\n"
    + b"X-A: b\r\n" * 2_000
    + b"\r\n",
    "a line in a header": b"POST /v1/admin/train HTTP/1.1\r\nHost: localhost\r\n"
    b"X-Request-ID: a\nSet-Cookie: b=c\r\n\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 40 + b"\r\n\r\n",
}


@pytest.fixture(scope="module")
def attacked(world: World) -> Iterator[httpx2.Client]:
    with world.served() as http:
        yield http


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_gets_in_breaks_it_or_echoes_what_it_sent(attacked, world, attack):
    jobs = len(JobQueue(world.database).list())
    with closing(Caller(attacked)) as caller:
        answer = caller.all_that_comes_of(ATTACKS[attack])
    status = int(answer.split()[1]) if answer else 0
    assert status in {0, 400, 401, 404, 405, 413, 415, 431}
    assert b"Set-Cookie" not in answer
    assert len(JobQueue(world.database).list()) == jobs
    assert attacked.post("/v1/recommend_one", content=BODY, headers=JSON).status_code == 200


def test_addresses_that_a_caller_makes_up_are_believed_of_trusted_proxies_only(world):
    def left(http: httpx2.Client, address: str) -> str:
        headers = {**world.operator, "X-Forwarded-For": address}
        answer = http.post("/v1/nothing", content="{}", headers={**headers, "Authorization": ""})
        return answer.headers["ratelimit"].split(";")[1]

    variables = {"CINQ_HOME": str(world.home), "CINQ_API_RATE_PER_ADDRESS": "9/hour"}
    for trusted, second in (("127.0.0.1", "r=8"), ("192.0.2.1", "r=7")):
        with (
            serving(
                world.tag, world.settings, {**variables, "FORWARDED_ALLOW_IPS": trusted}
            ) as client,
            httpx2.Client(base_url=client.base_url, trust_env=False) as http,
        ):
            assert [left(http, "192.0.2.7"), left(http, "192.0.2.8")] == ["r=8", second]
