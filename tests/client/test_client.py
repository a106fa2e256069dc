import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import stamina
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from cinq import wire
from cinq.client import ApiError, AsyncClient, Client
from cinq.serving.endpoints import ENDPOINTS, EXAMPLES

FILM = {"film_id": 1, "title": "Heat", "year": None, "genres": []}
ANSWER = {
    "films": [{**FILM, "score": 0.5, "predicted_rating": 4.0, "because": []}],
    "model_version": "1",
    "release": 2,
    "source": "spectral_svd",
    "request_id": "x",
    "grown_later": True,
}
PROBLEM = {"title": "T", "status": 422, "detail": "unknown film 9", "film_ids": [9]}
REPLIES: dict[str, Any] = {
    **{path.removeprefix("/v1/"): example["answer"] for path, example in EXAMPLES.items()},
    "recommend": [ANSWER, {"problem": PROBLEM}],
    "recommend_one": ANSWER,
}
ASK = wire.RecommendRequest(favourites=[1], years=(1990, 1999), genres=["Crime"])


class Api:
    """A live server that answers from REPLIES, or from a script of responses first."""

    def __init__(self) -> None:
        self.script: list[Response] = []
        self.bodies: list[Any] = []
        self.asked: list[str] = []
        self.keys: list[str | None] = []
        self.gate = threading.Event()
        self.gate.set()
        routes = [
            Route("/v1/{endpoint:path}", self.answer, methods=["POST"]),
            Route("/readyz", lambda _: PlainTextResponse("\n")),
        ]
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()  # who comes before the server is there waits
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        config = uvicorn.Config(Starlette(routes=routes), log_level="error", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}
        )

    async def answer(self, request: Request) -> Response:
        self.bodies.append(await request.json())
        self.keys.append(request.headers.get("authorization"))
        await asyncio.to_thread(self.gate.wait, 10)
        if self.script:
            return self.script.pop(0)
        self.asked.append(request.path_params["endpoint"])
        return JSONResponse(REPLIES[self.asked[-1]])

    def __enter__(self) -> "Api":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._listener.close()


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture(scope="module")
def live() -> Iterator[Api]:
    with Api() as api:
        yield api


@pytest.fixture
def api(live: Api) -> Api:
    live.script.clear()
    live.bodies.clear()
    live.asked.clear()
    live.keys.clear()
    return live


@pytest.fixture
def client(api: Api) -> Iterator[Client]:
    with Client(api.url) as client:
        yield client


def busy() -> Response:
    return JSONResponse({"title": "B", "status": 503, "detail": "too busy"}, status_code=503)


def test_answers_come_typed(client):
    answer = client.recommend_one(ASK)
    assert isinstance(answer, wire.Answer)
    assert answer.films[0].title == "Heat"


def test_a_key_is_shown_where_there_is_one(api):
    async def ask() -> None:
        async with AsyncClient(api.url, key="cinq_k") as client:
            await client.recommend_one(ASK)

    with Client(api.url, key="cinq_k") as client, Client(api.url) as nobody:
        client.recommend_one(ASK)
        nobody.recommend_one(ASK)
    asyncio.run(ask())
    assert api.keys == ["Bearer cinq_k", None, "Bearer cinq_k"]


def test_several_people_travel_in_their_order(client, api):
    answer = client.recommend_together(wire.TogetherRequest(people=[[2, 1], []]))
    assert api.bodies[0] == {"people": [[2, 1], []]}
    assert answer.sources == ["hybrid", "hybrid"]


def test_a_request_travels_whole(client, api):
    client.recommend([ASK])
    sent = wire.RecommendBatch.model_validate(api.bodies[0])
    assert sent.requests == [ASK]


def test_a_problem_stands_in_place_of_its_answer(client):
    first, second = client.recommend([ASK, ASK])
    assert isinstance(first, wire.Answer)
    assert isinstance(second, wire.ProblemAnswer)
    assert second.problem.film_ids == [9]


def sent(path: str) -> tuple[str, list[Any]]:
    """The client's method of an endpoint, and what it is given: the example of the API."""
    name, body = path.removeprefix("/v1/").replace("/", "_"), ENDPOINTS[path][1]
    request = body.model_validate_json(json.dumps(EXAMPLES[path]["request"]))
    if isinstance(request, wire.RecommendBatch):
        return name, [request.requests]
    return name, [] if isinstance(request, wire.ModelRequest) else [request]


@pytest.mark.parametrize("path", ENDPOINTS)
def test_every_endpoint_is_a_method_of_both_clients_with_the_same_answer(client, api, path):
    name, request = sent(path)

    async def ask() -> Any:
        async with AsyncClient(api.url) as other:
            return await getattr(other, name)(*request)

    answer = getattr(client, name)(*request)
    assert answer == asyncio.run(ask())
    assert api.asked == [path.removeprefix("/v1/")] * 2
    if path not in ("/v1/recommend", "/v1/feedback"):
        assert type(answer) is ENDPOINTS[path][2]
        assert api.bodies[0] == api.bodies[1]
        assert type(request[0] if request else wire.ModelRequest()) is ENDPOINTS[path][1]


def test_both_clients_tell_whether_the_api_is_ready(api):
    async def ready() -> bool:
        async with AsyncClient(api.url) as other:
            return await other.ready()

    with Client(api.url) as client:
        assert client.ready()
    assert asyncio.run(ready())


def test_feedback_bears_a_key_of_its_own_and_the_same_when_it_is_sent_again(client, api):
    request = wire.FeedbackRequest(film_id=1, kind="liked", subject="u")
    api.script = [busy()]
    client.feedback(request)
    client.feedback(request)
    client.feedback(request.model_copy(update={"idempotency_key": "mine"}))
    first, again, second, own = (body["idempotency_key"] for body in api.bodies)
    assert first == again != second
    assert own == "mine"


def test_a_job_is_not_asked_for_again_where_nobody_knows_whether_it_was_queued(client, api):
    api.script = [busy()]
    with pytest.raises(ApiError) as caught:
        client.admin_train(wire.TrainJobRequest())
    assert caught.value.status == 503
    assert len(api.bodies) == 1


def test_a_problem_becomes_an_error_with_its_document(client, api):
    api.script = [JSONResponse(PROBLEM, status_code=422)]
    with pytest.raises(ApiError, match="unknown film 9") as caught:
        client.recommend_one(ASK)
    assert caught.value.status == 422
    assert caught.value.problem.film_ids == [9]
    assert len(api.bodies) == 1


def test_a_busy_api_is_asked_again(client, api):
    api.script = [busy(), busy()]
    assert client.recommend_one(ASK).release == 2
    assert len(api.bodies) == 3


def test_an_api_that_stays_busy_is_an_error(client, api):
    api.script = [busy(), busy(), busy()]
    with pytest.raises(ApiError, match="too busy") as caught:
        client.recommend_one(ASK)
    assert caught.value.status == 503


def test_an_error_without_a_document_is_told_by_its_phrase(client, api):
    api.script = [PlainTextResponse("<html>", status_code=502)]
    with pytest.raises(ApiError, match="Bad Gateway") as caught:
        client.recommend_one(ASK)
    assert caught.value.problem is None


@pytest.mark.parametrize("body", ["<html>", "[]", '{"films": 1}'])
def test_an_answer_that_is_not_ours_is_an_error(client, api, body):
    api.script = [PlainTextResponse(body)]
    with pytest.raises(ApiError, match="check the address"):
        client.recommend_one(ASK)


def test_an_api_that_does_not_answer_in_time_is_an_error_and_is_not_asked_again(api):
    api.gate.clear()
    try:
        with Client(api.url, timeout=0.2) as client, pytest.raises(ApiError, match="in time"):
            client.recommend_one(ASK)
    finally:
        api.gate.set()
    assert len(api.bodies) == 1


def test_an_api_that_is_not_there_is_one_line_that_names_the_address():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with Client(url) as client:
            assert not client.ready()
            with pytest.raises(ApiError, match=url) as caught:
                client.recommend_one(ASK)
    assert caught.value.status == 0
    assert "\n" not in str(caught.value)
