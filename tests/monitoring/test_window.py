"""Which requests are looked at, and what is kept of a monitoring."""

from datetime import timedelta

import numpy as np
import pytest

from cinq.errors import MonitoringError
from cinq.monitoring.monitor import load_columns, monitor, save_columns
from cinq.monitoring.report import monitoring_report
from cinq.monitoring.window import read_window
from cinq.traffic.book import write_served
from cinq.traffic.findings import newest_findings, past_findings
from tests.monitoring.world import JUDGING, NOON, QUICK, favourites, release, served

LATER = NOON + timedelta(hours=30)
"""When a day's window begins six hours after noon."""


def write(database, n: int, seed: int, hours: float = 0.0, number: int = 1) -> None:
    write_served(database, served(favourites(n, seed), NOON + timedelta(hours=hours), number))


def test_the_window_is_the_last_day_where_that_holds_enough(database) -> None:
    write(database, 150, 1)
    write(database, 120, 2, hours=10)
    assert len(read_window(database, 1, QUICK, LATER).current) == 120


def test_it_reaches_back_where_the_day_holds_too_little(database) -> None:
    write(database, 150, 1)
    write(database, 50, 2, hours=10)
    window = read_window(database, 1, QUICK, LATER)
    assert len(window.current) == 200
    assert window.first is None


def test_of_too_little_nothing_is_said(database) -> None:
    with pytest.raises(MonitoringError, match="served 0 different requests so far"):
        read_window(database, 1, QUICK, LATER)
    write(database, 500, 1)
    begin = NOON + timedelta(seconds=450)
    with pytest.raises(MonitoringError, match="50 different requests since 2026-12-01 12:07"):
        read_window(database, 1, QUICK, LATER, begin)
    same = served([favourites(1, 3)[0]] * 200, NOON, 2)
    write_served(database, same)
    with pytest.raises(MonitoringError, match="release 2 served 1 different requests so far"):
        read_window(database, 2, QUICK, LATER)


def test_the_first_requests_are_apart_from_the_window(database) -> None:
    write(database, 350, 1)
    write(database, 120, 2, hours=10)
    window = read_window(database, 1, QUICK, LATER)
    assert window.first is not None
    assert (len(window.first), len(window.current)) == (300, 120)
    whole = read_window(database, 1, QUICK, LATER, NOON)
    assert whole.first is not None
    assert len(whole.current) == 170


def test_a_window_that_reaches_back_to_them_is_not_compared_with_them(database) -> None:
    write(database, 350, 1)
    window = read_window(database, 1, QUICK, LATER, NOON)
    assert window.first is None
    assert len(window.current) == 350


def test_another_releases_requests_are_left_out(database) -> None:
    write(database, 150, 1, number=1)
    write(database, 130, 2, number=2)
    assert len(read_window(database, 2, QUICK, LATER).current) == 130


def test_a_monitoring_is_kept_and_told(database, tmp_path) -> None:
    of = release(database, tmp_path / "model")
    write(database, 300, 1)
    write(database, 200, 2, hours=10)
    assert newest_findings(database) is None
    said: list[str] = []
    found = monitor(database, of, QUICK, JUDGING, LATER, progress=lambda line, _: said.append(line))
    again = monitor(database, of, QUICK, JUDGING, LATER)
    assert newest_findings(database) == again.findings == found.findings
    assert len(past_findings(database, 5)) == 2
    assert found.findings.level == "quiet"
    assert (found.findings.requests, found.findings.empty) == (200, 0)
    assert said == [
        "simulating the requests that the champion was made for",
        "comparing 200 requests with them",
    ]
    flat = found.findings.flat()
    assert flat["level"] == flat["genres.level"] == 0
    assert flat["genres.psi"] == found.findings.features[1].psi
    page = monitoring_report(found.findings)
    assert "Quiet: what is asked and answered is as it was." in page
    assert "Nobody has said anything" in page


def test_tables_for_other_tools_survive_the_disk(database, tmp_path) -> None:
    of = release(database, tmp_path / "model")
    write(database, 150, 1)
    found = monitor(database, of, QUICK, JUDGING, LATER)
    save_columns(found, tmp_path)
    current = load_columns(tmp_path / "current.parquet")
    assert set(current) == set(found.current)
    assert set(current["main_genre"]) == {"Comedy", "Drama", "Horror"}
    assert set(current["favourites"]) == {5.0}
    reference = load_columns(tmp_path / "reference.parquet")
    assert len(reference["score"]) == len(found.reference["score"])
    listed = np.isfinite(reference["score"])
    assert 0 < listed.sum() < len(listed)
    # whom nobody gave a list is no answer of another kind
    assert set(reference["answered_by"][~listed]) == {None}
    assert set(reference["answered_by"][listed]) == set(current["answered_by"]) == {"the model"}
