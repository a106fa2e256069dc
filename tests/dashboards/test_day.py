"""Every query of every panel, asked of a real Prometheus that has seen a simulated day."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cinq.dashboards import DASHBOARDS, SERVICE, Dashboard
from cinq.dashboards.answers import ask
from cinq.dashboards.picture import picture
from cli import app
from tests.dashboards.filled import END, empty, filled
from tests.dashboards.week import DAY

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with filled(tmp_path_factory.mktemp("day"), DAY) as address:
        yield address


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda dashboard: dashboard.name)
def test_every_panel_has_data(dashboard: Dashboard, prometheus: str) -> None:
    answers = ask(prometheus, dashboard, END - DAY, END)
    assert empty(dashboard, answers) == []
    assert "no data" not in picture(dashboard, answers, END - DAY, END)


def test_what_the_rules_record_of_a_quiet_day_is_a_promise_kept(prometheus: str) -> None:
    answers = ask(prometheus, SERVICE, END - DAY, END)
    for promise in ("errors", "slow"):
        (left,) = answers[f'cinq:budget_left:30d{{promise="{promise}"}}']
        assert left.values[-1] == pytest.approx(1, abs=0.05)


def test_the_command_draws_all_three(prometheus: str, tmp_path: Path) -> None:
    command = ["alerts", "draw", "--json", "--to", str(tmp_path / "pictures")]
    command += ["--prometheus", prometheus, "--minutes", "2880"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    files = [Path(file) for file in json.loads(done.stdout)["files"]]
    assert [file.name for file in files] == [
        f"dashboard-{dashboard.name}.svg" for dashboard in DASHBOARDS
    ]
    assert all(file.read_text().startswith("<svg") for file in files)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "no address", "ftp://x"])
def test_where_no_prometheus_answers_the_command_says_so_in_a_line(
    address: str, tmp_path: Path
) -> None:
    done = CliRunner().invoke(
        app, ["alerts", "draw", "--to", str(tmp_path), "--prometheus", address]
    )
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "does not answer" in done.stderr
