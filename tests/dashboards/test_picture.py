"""A dashboard drawn from answers."""

import pytest

from cinq.dashboards import DATA, Dashboard, Panel, Query
from cinq.dashboards.answers import Curve, ask
from cinq.dashboards.picture import picture, shown
from cinq.errors import PrometheusAway
from tests.integration.product import free_port

END = 1_000_000.0
START = END - 3600
SMALL = Dashboard(
    "small",
    "small",
    "now-1h",
    (
        Panel("Age", "of it", (Query("age", "age"),), unit="s", kind="stat"),
        Panel("Model", "that serves", (Query("model", "{{model}}"),), kind="stat", named=True),
        Panel("Steps", "taken", (Query("steps", "{{step}}"),), kind="bargauge"),
        Panel("Share", "of all", (Query("share", "share"),), unit="percentunit"),
    ),
)


def curve(name: str, *values: float, end: float = END) -> Curve:
    return Curve(name, tuple(end - 60 * at for at in range(len(values)))[::-1], values)


def test_every_panel_shows_what_was_answered() -> None:
    answers = {
        "age": [curve("now", 7200)],
        "model": [curve("version 8", 1)],
        "steps": [curve("visit", 40), curve("account", 20)],
        "share": [curve("a <share>", 0.1, 0.3, 0.2)],
    }
    drawn = picture(SMALL, answers, START, END)
    assert drawn.startswith("<svg")
    for text in ("Age", "2 h", "version 8", "visit", "account", "40", "a &lt;share&gt;", "30 %"):
        assert text in drawn
    assert drawn == picture(SMALL, answers, START, END)


def test_what_has_ended_is_no_newest_value() -> None:
    ended = curve("old", 1, end=END - 1800)
    drawn = picture(SMALL, {"age": [ended], "share": [ended]}, START, END)
    assert drawn.count("no data") == 3


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.1234, "percentunit", "12.3 %"),
        (172_800, "s", "2 d"),
        (0.0042, "s", "4.2 ms"),
        (-7200, "s", "-2 h"),
        (3 * 2**20, "bytes", "3 MiB"),
        (12_345, "short", "12,345"),
        (0.5, "reqps", "0.5/s"),
        (0, "s", "0 s"),
    ],
)
def test_a_value_is_written_with_its_unit(value: float, unit, text: str) -> None:
    assert shown(value, unit) == text


def test_a_prometheus_that_is_away_is_told_in_one_line() -> None:
    with pytest.raises(PrometheusAway, match="is it running there") as told:
        ask(f"http://127.0.0.1:{free_port()}", DATA, START, END)
    assert "\n" not in str(told.value)
