import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from cinq.settings import UiSettings
from ui.guard import Guard, is_same_origin, names_of

HERE = {"host": "cinq.test"}


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": "https://cinq.test"},
        {},
    ],
    ids=str,
)
def test_the_page_itself_and_what_is_no_browser_may_post(headers: dict[str, str]) -> None:
    assert is_same_origin(Headers(HERE | headers))


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "https://cinq.test"},
        {"origin": "https://evil.test"},
        {"origin": "https://cinq.test.evil.test"},
        {"origin": "https://cinq.test:8443"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "https://[::"},
    ],
    ids=str,
)
def test_another_site_may_not(headers: dict[str, str]) -> None:
    assert not is_same_origin(Headers(HERE | headers))


HERE_TOO = ["127.0.0.1", "127.0.0.1:7860", "localhost:7860", "LOCALHOST", "[::1]:7860"]
ELSEWHERE = ["evil.test", "127.0.0.1.evil.test", "evil.test:7860", "", "::1", "cinq.test:1"]


@pytest.mark.parametrize("host", HERE_TOO)
def test_a_page_of_this_machine_goes_by_its_names(host: str) -> None:
    assert names_of(UiSettings())(host)


@pytest.mark.parametrize("host", [*ELSEWHERE, "cinq.test"])
def test_and_by_no_other(host: str) -> None:
    assert not names_of(UiSettings())(host)


def test_but_by_the_one_that_it_is_told() -> None:
    is_ours = names_of(UiSettings(address="https://Cinq.test/"))
    assert is_ours("cinq.test")
    assert is_ours("CINQ.TEST")
    assert is_ours("localhost:7860")
    assert not any(is_ours(host) for host in ELSEWHERE)


@pytest.mark.parametrize("host", [*HERE_TOO, *ELSEWHERE])
def test_a_page_for_other_machines_goes_by_any(host: str) -> None:
    assert names_of(UiSettings(host="0.0.0.0"))(host)


def test_what_proxies_tell_is_kept_from_gradio_and_from_nobody_else() -> None:
    async def told(request: Request) -> JSONResponse:
        return JSONResponse(request.headers.get("forwarded"))

    inside = Starlette(routes=[Route("/metrics", told), Route("/app/en/", told)])
    browser = TestClient(Guard(inside, lambda _: True), headers={"Forwarded": "host=evil.test"})
    assert browser.get("/metrics").json() == "host=evil.test"
    assert browser.get("/app/en/").json() is None
