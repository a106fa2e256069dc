"""What is answered past BentoML's endpoints."""

import asyncio
import json
from typing import Any

import pytest

from cinq import wire
from cinq.errors import NoModel, UnknownFilm
from cinq.serving.direct import ASKED, Asked, Direct, with_request_id


async def inner(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "inner"})


async def films(asked: Asked) -> bytes:
    if asked.message == "unknown":
        raise UnknownFilm([424242])
    if asked.message == "none":
        raise NoModel("secret path")
    return b'{"films": []}'


def call(path: str, message: Any = "good") -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(each: Any) -> None:
        sent.append(dict(each))

    scope: dict[str, Any] = {"type": "http", "path": path}
    if message is not None:
        scope[ASKED] = Asked(message, "mine", None)
    asyncio.run(Direct(inner, {"/direct": films})(scope, send, send))  # type: ignore[arg-type]
    return sent


def test_a_direct_path_gets_the_bytes_of_its_handler():
    start, body = call("/direct")
    assert start["status"] == 200
    assert dict(start["headers"]) == {
        b"content-type": b"application/json",
        b"content-length": b"13",
    }
    assert body["body"] == b'{"films": []}'


@pytest.mark.parametrize(("path", "message"), [("/other", "good"), ("/direct", None)])
def test_everything_else_is_handed_on(path, message):
    assert call(path, message) == [{"type": "inner"}]


def test_an_error_becomes_its_problem():
    start, body = call("/direct", "unknown")
    assert start["status"] == 422
    assert dict(start["headers"])[b"content-type"] == b"application/problem+json"
    assert json.loads(body["body"])["film_ids"] == [424242]
    assert json.loads(body["body"])["request_id"] == "mine"


def test_a_failure_of_ours_is_told_to_the_log():
    assert call("/direct", "none")[0]["status"] == 503


def test_every_request_of_a_batch_gets_the_id_unless_it_has_its_own():
    batch = wire.RecommendBatch.model_validate(
        {"requests": [{"favourites": []}, {"favourites": [], "request_id": "own"}]}
    )
    assert [each.request_id for each in with_request_id(batch, "r").requests] == ["r", "own"]
