import pytest
from starlette.datastructures import Headers

from ui.guard import is_same_origin

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
