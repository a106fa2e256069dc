import pytest
from hypothesis import given
from hypothesis import strategies as st

from cinq.alerts.rules import rules_of
from cinq.alerts.timescale import duration_of, scaled, seconds_of


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("5m", 300), ("1h30m", 5400), ("30d", 2_592_000), ("1500ms", 1.5), ("1w", 604_800)],
)
def test_durations_are_read_as_prometheus_reads_them(written: str, seconds: float) -> None:
    assert seconds_of(written) == seconds


@pytest.mark.parametrize("written", ["", "5", "m", "5 m", "5m!", "-5m", "5y"])
def test_what_is_no_duration_is_named(written: str) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        seconds_of(written)


@given(st.integers(1, 10**10))
def test_a_duration_is_written_so_that_it_reads_the_same(milliseconds: int) -> None:
    assert seconds_of(duration_of(milliseconds / 1000)) == pytest.approx(milliseconds / 1000)


def test_windows_and_bounds_shrink_together() -> None:
    text = "time() - x > ${30d.seconds} and rate(y[${5m}]) > 5"
    assert scaled(text, 1, 60) == "time() - x > 2592000 and rate(y[5m]) > 5"
    assert scaled(text, 0.01, 4) == "time() - x > 25920 and rate(y[4s]) > 5"


def test_no_window_is_shorter_than_a_few_scrapes() -> None:
    assert scaled("rate(y[${5m}])", 0.001, 4) == "rate(y[4s])"


def test_what_machines_need_does_not_shrink() -> None:
    assert scaled("${5m|20s}", 1, 1) == "5m"
    assert scaled("${5m|20s}", 0.01, 4) == "20s"


def test_a_rule_with_each_stands_for_one_rule_for_each() -> None:
    template = """
groups:
  - name: g
    rules:
      - record: a:<window>
        each: [{window: 5m}, {window: 1h}]
        expr: rate(a[${<window>}]) > <window>
      - alert: B
        expr: b > 1
        for: ${2m}
        labels: {severity: warning}
"""
    (group,) = rules_of(template, 0.5, 1)["groups"]
    assert group["rules"] == [
        {"record": "a:5m", "expr": "rate(a[150s]) > 5m"},
        {"record": "a:1h", "expr": "rate(a[30m]) > 1h"},
        {"alert": "B", "expr": "b > 1", "for": "1m", "labels": {"severity": "warning"}},
    ]
