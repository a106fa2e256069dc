"""A line for each request, that tells how it went and gives nothing away."""

import asyncio
import io
import json
import logging
import timeit
from typing import Any

import pytest

from cinq.web.logs import is_json, request_lines, send_logs
from cinq.web.request_log import KEY_NAME, RequestLog

SECRET = b"Bearer cinq_0123abcd_" + b"s" * 43


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def scope(path: str = "/v1/recommend_one", **more: Any) -> dict[str, Any]:
    headers = [(b"x-request-id", b"r1"), (b"authorization", SECRET)]
    return {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"favourites=1",
        "headers": headers,
        **more,
    }


async def answers(scope, receive, send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"{}"})


async def receive() -> dict[str, Any]:
    return {"type": "http.request", "body": b'{"favourites": [862, 1]}'}


async def ignore(message) -> None:
    del message


def logged(app, asked: dict[str, Any], quiet: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    out = io.StringIO()
    asyncio.run(RequestLog(app, request_lines("json", out), quiet)(asked, receive, ignore))
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_says_what_was_asked_by_whom_and_how_it_went():
    (line,) = logged(answers, scope(**{KEY_NAME: "page (0123abcd)"}))
    assert line.pop("ms") >= 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "request_id": "r1",
        "method": "POST",
        "path": "/v1/recommend_one",
        "status": 200,
        "key": "page (0123abcd)",
    }


def test_no_secret_no_query_and_no_favourite_is_in_it():
    text = json.dumps(logged(answers, scope()))
    assert not [word for word in ("sss", "862", "favourites", "uthorization") if word in text]


def test_health_is_logged_when_it_fails_only():
    async def fails(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 503, "headers": []})

    assert logged(answers, scope("/readyz"), ("/readyz",)) == []
    assert [line["status"] for line in logged(fails, scope("/readyz"), ("/readyz",))] == [503]


def test_a_request_that_was_cut_off_or_failed_is_logged_as_such():
    async def cut_off(scope, receive, send) -> None:
        raise asyncio.CancelledError

    async def fails(scope, receive, send) -> None:
        raise ZeroDivisionError

    for app, error, status in (
        (cut_off, asyncio.CancelledError, 499),
        (fails, ZeroDivisionError, 500),
    ):
        out = io.StringIO()
        log = RequestLog(app, request_lines("json", out))
        with pytest.raises(error):
            asyncio.run(log(scope(), receive, ignore))
        assert json.loads(out.getvalue())["status"] == status


@pytest.mark.parametrize("path", ["/a\nadmin granted", "/\x1b[2J", "/é" * 500, "/" + "x" * 9_999])
@pytest.mark.parametrize("stream", [io.StringIO, Screen])
def test_a_path_can_forge_no_line_and_no_terminal_command(path, stream):
    out = stream()
    log = RequestLog(answers, request_lines("auto", out))
    asyncio.run(log(scope(path), receive, ignore))
    text = out.getvalue()
    assert text.count("\n") == 1
    assert "\x1b[2J" not in text
    assert len(text) < 700


def test_other_things_than_requests_pass_without_a_line():
    async def takes(scope, receive, send) -> None:
        assert scope["type"] == "lifespan"

    assert logged(takes, {"type": "lifespan"}) == []


def test_a_terminal_gets_readable_lines_and_everything_else_json():
    assert is_json("auto", io.StringIO())
    assert not is_json("auto", Screen())
    assert is_json("json", Screen())
    assert not is_json("console", io.StringIO())


@pytest.fixture
def logger():
    name = "cinq_test_logger"
    yield name
    logging.getLogger(name).handlers = []


def test_the_standard_librarys_logs_take_the_same_form(logger):
    out = io.StringIO()
    send_logs(logger, "json", "INFO", out)
    below = logging.getLogger(f"{logger}.below")
    below.debug("not shown")
    below.info("release %d serves", 3)
    try:
        int("broken")
    except ValueError:
        below.exception("failed")
    first, second = [json.loads(line) for line in out.getvalue().splitlines()]
    assert (first["event"], first["level"]) == ("release 3 serves", "info")
    assert first["logger"] == f"{logger}.below"
    assert "ValueError: invalid literal" in second["exception"]


def test_a_line_costs_less_than_thirty_microseconds(tmp_path):
    number = 2_000
    with (tmp_path / "log").open("w") as out:
        log = RequestLog(answers, request_lines("json", out))
        asked = scope(**{KEY_NAME: "page (0123abcd)"})

        async def serve(app) -> float:
            started = timeit.default_timer()
            for _ in range(number):
                await app(asked, receive, ignore)
            return (timeit.default_timer() - started) / number

        bare = min(asyncio.run(serve(answers)) for _ in range(5))
        with_log = min(asyncio.run(serve(log)) for _ in range(5))
    assert with_log - bare < 30e-6 * 2  # twice: other processes share these cores
