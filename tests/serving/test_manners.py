import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from cinq.serving.endpoints import ENDPOINTS
from cinq.serving.manners import DRAINED, Manners

LIMIT = 10_000
JSON = {"Content-Type": "application/json"}


async def echo(request: Request) -> Response:
    return JSONResponse(await request.json())


async def fail(request: Request) -> Response:
    raise RuntimeError("secret")


async def busy(request: Request) -> Response:
    return JSONResponse({"error": "process is overloaded"}, status_code=503)


async def ready(request: Request) -> Response:
    return PlainTextResponse("\n")


ROUTES = {
    "/v1/recommend": echo,
    "/v1/recommend_one": echo,
    "/v1/model": fail,
    "/v1/search": busy,
}


def app() -> Starlette:
    routes = [Route(path, endpoint, methods=["POST"]) for path, endpoint in ROUTES.items()]
    bodies = {path: body for path, (_, body, _) in ENDPOINTS.items()}
    manners = Middleware(Manners, bodies=bodies, pages=["/readyz"], max_body_bytes=LIMIT)
    return Starlette(routes=[*routes, Route("/readyz", ready)], middleware=[manners])


def call(
    method: str = "POST",
    path: str = "/v1/recommend_one",
    content: Any = b'{"favourites": [1]}',
    headers: dict[str, str] | None = None,
) -> httpx2.Response:
    async def go() -> httpx2.Response:
        transport = httpx2.ASGITransport(app())
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(
                method, path, content=content, headers=JSON if headers is None else headers
            )

    return asyncio.run(go())


def problem(response: httpx2.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    assert found["request_id"] == response.headers["x-request-id"]
    assert found["title"]
    return found


def test_a_good_body_passes_and_bears_the_request_id():
    response = call(headers={**JSON, "X-Request-ID": "abc-1"})
    assert response.status_code == 200
    assert response.json()["request_id"] == "abc-1"
    assert response.headers["x-request-id"] == "abc-1"


def test_every_request_of_a_batch_bears_the_id_unless_it_has_its_own():
    body = {"requests": [{"favourites": []}, {"favourites": [], "request_id": "own"}]}
    response = call(path="/v1/recommend", content=json.dumps(body))
    ids = [request["request_id"] for request in response.json()["requests"]]
    assert ids == [response.headers["x-request-id"], "own"]


@pytest.mark.parametrize("insane", ["", "a" * 65, "a b", "<script>", "a\tb"])
def test_an_insane_request_id_is_replaced(insane):
    response = call(headers={**JSON, "X-Request-ID": insane})
    assert len(response.headers["x-request-id"]) == 32


@pytest.mark.parametrize(
    ("body", "field", "fault"),
    [
        ({"favourites": [1, 2, 1]}, "favourites", "film 1 stands twice"),
        ({"favourites": ["abc"]}, "favourites.0", "'abc'"),
        ({"favourites": [1.5]}, "favourites.0", "1.5"),
        ({"favourites": [True]}, "favourites.0", "true"),
        ({"favourites": [-1]}, "favourites.0", "-1"),
        ({"favourites": [2**63]}, "favourites.0", "9223372036854775808"),
        ({"favourites": [1], "k": 0}, "k", "not 0"),
        ({"favourites": [1], "k": 101}, "k", "not 101"),
        ({"favourites": [1], "k": "5"}, "k", "'5'"),
        ({"favourites": list(range(101))}, "favourites", "at most 100"),
        ({"favourites": [1], "genres": ["x" * 51]}, "genres.0", "50 characters"),
        ({"favourites": [1], "years": [2000, 1990]}, "years", "from the earlier to the later"),
        ({"favourites": [1], "diversity": 1.5}, "diversity", "less than or equal to 1"),
        ({"favourites": [1], "diversity": "much"}, "diversity", "valid number"),
        ({"favourites": [1], "favorites": [2]}, "favorites", "there is no such field"),
        ({"favourites": [1], "request_id": "a b"}, "request_id", "pattern"),
        ({}, "favourites", "required"),
        ([], None, "body"),
        (None, None, "body"),
    ],
)
def test_a_field_at_fault_is_named_with_its_fault(body, field, fault):
    found = problem(call(content=json.dumps(body)), 422)
    assert found.get("field") == field
    assert fault in found["detail"]


def test_a_fault_deep_in_a_batch_is_found_by_its_path():
    body = {"requests": [{"favourites": [1]}, {"favourites": [1, None]}]}
    found = problem(call(path="/v1/recommend", content=json.dumps(body)), 422)
    assert found["field"] == "requests.1.favourites.1"


@pytest.mark.parametrize("count", [0, 257])
def test_a_batch_has_at_least_one_request_and_at_most_256(count):
    body = {"requests": [{"favourites": []}] * count}
    found = problem(call(path="/v1/recommend", content=json.dumps(body)), 422)
    assert found["field"] == "requests"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_json_does_not_know_are_refused(number):
    found = problem(call(content=f'{{"favourites": [1], "k": {number}}}'), 422)
    assert found["field"] == "k"


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"nonsense",
        b"\xff\xfe\x00",
        b'{"favourites": [1]} and more',
        b"[" * 9_000,
        b'{"a":' * 1_500,
        b'"' + b"x" * 9_000,
        bytes(range(256)) * 30,
    ],
)
def test_what_is_not_json_is_a_400(content):
    assert "JSON" in problem(call(content=content), 400)["title"]


@pytest.mark.parametrize(
    "media_type",
    [
        "application/vnd.bentoml+pickle",
        "text/plain",
        "application/x-www-form-urlencoded",
        "",
        "multipart/form-data; boundary=x",
        "application/json+x",
    ],
)
def test_only_json_is_taken_and_pickle_above_all_is_not(media_type):
    problem(call(headers={"Content-Type": media_type}), 415)


def test_a_charset_beside_json_is_taken():
    assert call(headers={"Content-Type": "Application/JSON; charset=utf-8"}).status_code == 200


def test_a_compressed_body_is_refused():
    problem(call(headers={**JSON, "Content-Encoding": "gzip"}), 415)


def test_a_body_that_is_declared_too_large_is_a_413():
    assert str(LIMIT) in problem(call(content=b" " * (LIMIT + 1)), 413)["detail"]


def test_a_body_that_turns_out_too_large_is_a_413():
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b" " * 1_000

    problem(call(content=chunks()), 413)


def test_a_body_of_just_the_limit_is_read():
    body = b'{"favourites": [1]}'
    assert call(content=body + b" " * (LIMIT - len(body))).status_code == 200


def test_a_body_without_end_is_not_read_for_ever():
    sent = []

    async def go() -> None:
        async def receive() -> dict[str, Any]:
            sent.append(LIMIT)
            return {"type": "http.request", "body": b" " * LIMIT, "more_body": True}

        await app()(scope(), receive, collect([]))

    asyncio.run(go())
    assert len(sent) == DRAINED + 1


def test_a_caller_that_waits_for_our_word_is_refused_before_it_sends():
    answers: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        raise AssertionError("nothing should be read")

    headers = [(b"content-length", b"99999"), (b"expect", b"100-continue")]
    asyncio.run(app()(scope(headers), receive, collect(answers)))
    assert answers[0]["status"] == 413


def test_a_caller_that_hangs_up_gets_nothing():
    answers: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    asyncio.run(app()(scope(), receive, collect(answers)))
    assert answers == []


def test_an_unknown_path_is_a_404():
    problem(call(path="/v1/nothing"), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("GET", "/v1/recommend_one", "POST"), ("POST", "/readyz", "GET, HEAD")],
)
def test_another_method_is_a_405_that_tells_which_is_taken(method, path, allowed):
    response = call(method, path)
    problem(response, 405)
    assert response.headers["allow"] == allowed


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_pages_are_passed_on(method):
    response = call(method, "/readyz", content=None)
    assert response.status_code == 200


def test_an_error_inside_is_a_500_that_tells_no_secret(caplog):
    response = call(path="/v1/model", content=b"{}")
    problem(response, 500)
    assert "secret" not in response.text
    assert "secret" in caplog.text
    assert response.headers["x-request-id"] in caplog.text


def test_an_overload_becomes_a_problem_that_says_when_to_come_again():
    response = call(path="/v1/search", content=b'{"query": "x"}')
    assert "overloaded" not in problem(response, 503)["detail"]
    assert response.headers["retry-after"] == "1"


def test_no_body_is_an_empty_one():
    problem(call(path="/v1/model", content=b""), 500)


def scope(headers: list[tuple[bytes, bytes]] | None = None) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "POST",
        "path": "/v1/recommend_one",
        "headers": [(b"content-type", b"application/json"), *(headers or [])],
    }


def collect(messages: list[dict[str, Any]]) -> Any:
    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    return send


def test_a_hostile_field_name_is_told_on_one_short_line():
    for name in ("a\nb", "x" * 5_000, "\u2028"):
        found = problem(call(content=json.dumps({"favourites": [], name: 1})), 422)
        assert found["detail"].endswith("there is no such field")
        assert len(found["detail"]) < 100
        assert len(found["detail"].splitlines()) == 1


def test_a_batch_that_would_keep_everybody_waiting_is_refused():
    heavy = {"favourites": list(range(100)), "k": 100}
    assert call(path="/v1/recommend", content=json.dumps({"requests": [heavy] * 2})).is_success
    long = {"favourites": [1], "k": 100}
    for asked, told in (([heavy] * 3, "30000 reasons"), ([long] * 65, "6500 films")):
        body = json.dumps({"requests": asked})
        found = problem(call(path="/v1/recommend", content=body), 422)
        assert (found["field"], told in found["detail"]) == ("requests", True)
