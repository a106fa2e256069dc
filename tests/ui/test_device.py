import pytest

from ui.device import device_of

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"  # noqa: E501


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (CHROME, "Chrome, Windows"),
        (CHROME + " Edg/141.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/141.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15) Version/19 Safari/605.1", "Safari, Mac"),
        ("curl/8.1", ""),
        ("", ""),
        ("<script>", ""),
    ],
    ids=str,
)
def test_a_browser_is_named_and_nothing_more(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device
