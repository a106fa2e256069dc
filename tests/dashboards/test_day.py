"""Every query of every panel, asked of a real Prometheus that has seen a simulated day."""

from collections.abc import Iterator

import pytest

from cinq.dashboards import DASHBOARDS, SERVICE, Dashboard
from cinq.dashboards.answers import ask
from cinq.dashboards.picture import picture
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
