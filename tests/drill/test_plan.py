"""A drill says at once what it lacks, and keeps its processes to its own home."""

import subprocess
import sys

import pytest

from cinq.drill.plan import Plan, environment_of, settings_of, tools
from cinq.errors import DrillFailed
from cinq.settings import ROOT, load_settings


def test_what_is_missing_is_named_in_one_line(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DrillFailed) as caught:
        tools()
    assert str(caught.value).startswith("the drill needs prometheus and alertmanager on the PATH")
    assert "\n" not in str(caught.value)


def test_command_without_prometheus_ends_with_1_and_one_line(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-m", "cli", "drill", "--to", str(tmp_path / "report")],
        cwd=ROOT,
        env={"PATH": str(tmp_path), "CINQ_HOME": str(tmp_path / "home"), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 1
    (line,) = ended.stderr.strip().splitlines()
    assert line.startswith("cinq drill: the drill needs prometheus and alertmanager")
    assert not (tmp_path / "report").exists()


def test_processes_get_the_drills_home_and_nobody_elses_settings(monkeypatch, tmp_path):
    monkeypatch.setenv("CINQ_GATE_MODE", "superior")
    monkeypatch.setenv("CINQ_DATABASE_URL", "postgresql://elsewhere/cinq")
    plan = Plan(tmp_path / "drill")
    given = settings_of(plan, 4001, 4002, 4003)
    environment = environment_of(plan, given)
    assert environment["CINQ_HOME"] == str(tmp_path / "drill")
    assert not {"CINQ_GATE_MODE", "CINQ_DATABASE_URL"} & set(environment)
    monkeypatch.delenv("CINQ_GATE_MODE")
    settings = load_settings(given)
    assert (settings.api.port, settings.ui.port, settings.conductor.port) == (4001, 4002, 4003)
