"""The three dashboards: what they ask can be asked, and says what it shows."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from cinq.dashboards import DASHBOARDS, Dashboard, Panel
from tests.conftest import require

PANELS = [(dashboard, panel) for dashboard in DASHBOARDS for panel in dashboard.panels]


def named(of: object) -> str:
    return of.name if isinstance(of, Dashboard) else getattr(of, "title", "")


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=named)
def test_prometheus_can_read_every_query(dashboard: Dashboard, tmp_path: Path) -> None:
    program = shutil.which("promtool")
    require(program is not None, "promtool (Debian: prometheus)")
    queries = [query.expr for panel in dashboard.panels for query in panel.queries]
    rules = [{"record": f"query{at}", "expr": expr} for at, expr in enumerate(queries)]
    file = tmp_path / "queries.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": dashboard.name, "rules": rules}]}))
    command = [str(program), "check", "rules", "--lint=none", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(queries)} rules found" in done.stdout


@pytest.mark.parametrize(("dashboard", "panel"), PANELS, ids=named)
def test_a_legend_names_labels_that_the_query_keeps(dashboard: Dashboard, panel: Panel) -> None:
    for query in panel.queries:
        for label in re.findall(r"\{\{(\w+)\}\}", query.legend):
            kept = re.findall(r"by \(([\w, ]+)\)", query.expr)
            assert label == "job" or any(label in names.split(", ") for names in kept)


def test_what_must_be_seen_is_seen() -> None:
    text = "\n".join(query.expr for _, panel in PANELS for query in panel.queries)
    for series in (
        "cinq:budget_left:30d",
        "bentoml_service_request_total",
        "bentoml_service_request_duration_seconds_bucket",
        "bentoml_service_adaptive_batch_size",
        "cinq_release",
        "cinq_model_info",
        "cinq_acceptance",
        "cinq_online_precision",
        "cinq_onboarding_total",
        "cinq_drift_score",
    ):
        assert series in text
