"""What the dashboards show of a simulated week: the pictures of docs/dashboards.md.

`pytest tests/benchmarks/watch` fills a real Prometheus with the week and its recorded series, asks
it every query of the dashboards, and draws the answers into docs/images.
"""

from pathlib import Path

import pytest

from cinq.dashboards import DASHBOARDS
from cinq.dashboards.answers import ask
from cinq.dashboards.picture import picture
from cinq.settings import ROOT
from tests.dashboards.filled import END, empty, filled
from tests.dashboards.week import SECONDS

pytestmark = pytest.mark.slow

START = END - SECONDS
IMAGES = ROOT / "docs" / "images"


def test_every_panel_of_the_week_is_drawn(tmp_path: Path) -> None:
    with filled(tmp_path, SECONDS) as prometheus:
        for dashboard in DASHBOARDS:
            answers = ask(prometheus, dashboard, START, END)
            assert empty(dashboard, answers) == []
            drawn = picture(dashboard, answers, START, END)
            (IMAGES / f"dashboard-{dashboard.name}.svg").write_text(drawn + "\n")
