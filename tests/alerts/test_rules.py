"""Every rule on series that must and must not set it off, as in life and in a drill."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from cinq.alerts import plain_places, rendered
from cinq.alerts.timescale import duration_of, seconds_of
from cinq.settings import load_settings
from tests.alerts.happenings import CASES, jobs
from tests.conftest import require

SCALES = (1.0, 0.05)


@pytest.fixture(scope="module")
def promtool() -> str:
    program = shutil.which("promtool")
    require(program is not None, "promtool (Debian: prometheus)")
    return str(program)


def rules(time_scale: float, home: Path) -> str:
    settings = load_settings({"home": str(home)})
    return rendered(settings, plain_places(settings), time_scale)["prometheus/rules.yml"]


@pytest.mark.parametrize("time_scale", SCALES)
def test_every_alert_fires_when_it_should_and_only_then(
    promtool: str, time_scale: float, tmp_path: Path
) -> None:
    (tmp_path / "rules.yml").write_text(rules(time_scale, tmp_path))
    cases = (*CASES, *jobs(time_scale))
    for step in {case.step for case in cases}:
        tests: dict[str, Any] = {
            "rule_files": ["rules.yml"],
            "evaluation_interval": duration_of(seconds_of(step) * time_scale),
            "tests": [case.document(time_scale) for case in cases if case.step == step],
        }
        (tmp_path / f"{step}.yml").write_text(yaml.safe_dump(tests, sort_keys=False, width=200))
    files = sorted(file.name for file in tmp_path.glob("*m.yml"))
    command = [promtool, "test", "rules", *files]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_has_a_case_in_which_it_fires_and_the_burn_rates_one_each(
    tmp_path: Path,
) -> None:
    groups = yaml.safe_load(rules(1, tmp_path))["groups"]
    declared = [rule for group in groups for rule in group["rules"] if "alert" in rule]
    fired = {
        (labels["alertname"], labels.get("burn"))
        for case in (*CASES, *jobs(1))
        for labels in case.fires
    }
    assert {(rule["alert"], rule["labels"].get("burn")) for rule in declared} == fired
