"""The files of Prometheus and Alertmanager: up to date, and taken by both."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from cinq.alerts import compose_places, plain_places, rendered, write
from cinq.alerts.rendering import ALERTMANAGER, PROMETHEUS
from cinq.errors import SettingsError
from cinq.settings import CONFIGS, ROOT, Settings, load_settings
from cli import app
from tests.conftest import require

RULES = "prometheus/rules.yml"
RECORDED = re.compile(r"\bcinq:[\w:]+")
TOLD = {
    "notify.slack_url_file": "/run/slack",
    "notify.smtp_host": "mail.films.example",
    "notify.smtp_user": "cinq",
    "notify.smtp_password_file": "/run/mail",
    "notify.email_from": "cinq@films.example",
    "notify.email_to": "[ana@films.example, bo@films.example]",
}


def settings_with(home: Path, **arguments: str) -> Settings:
    given = {key.replace("__", "."): value for key, value in arguments.items()}
    return load_settings({"home": str(home), **given})


def read(files: dict[str, str], name: str) -> dict[str, Any]:
    return dict(yaml.safe_load(files[name]))


def checked(*command: str) -> str:
    program = shutil.which(command[0])
    require(program is not None, f"{command[0]} (Debian: prometheus, prometheus-alertmanager)")
    done = subprocess.run([str(program), *command[1:]], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def told(tmp_path: Path) -> dict[str, str]:
    """For processes of this machine, with Slack and mail."""
    settings = load_settings({"home": str(tmp_path), **TOLD})
    return rendered(settings, plain_places(settings))


def alerts(files: dict[str, str]) -> list[dict[str, Any]]:
    groups = read(files, RULES)["groups"]
    return [rule for group in groups for rule in group["rules"] if "alert" in rule]


def test_the_files_of_the_compose_file_are_up_to_date(tmp_path: Path) -> None:
    settings = settings_with(tmp_path)
    for name, text in rendered(settings, compose_places(settings)).items():
        assert (CONFIGS / name).read_text() == text, "run `make alerts`"


def test_the_command_writes_what_is_rendered(tmp_path: Path) -> None:
    settings = settings_with(tmp_path)
    command = ["alerts", "render", "--json", "--time-scale", "0.05", "--to", str(tmp_path / "r")]
    command += ["--set", f"home={tmp_path}", "--alertmanager", "127.0.0.1:9999"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    files = rendered(settings, plain_places(settings, "127.0.0.1:9999"), 0.05)
    assert json.loads(done.stdout)["files"] == [str(tmp_path / "r" / name) for name in files]
    for name, text in files.items():
        assert (tmp_path / "r" / name).read_text() == text


@pytest.mark.parametrize("time_scale", [0.0, -1.0, 1.5])
def test_a_time_scale_that_is_none_is_refused(time_scale: float, tmp_path: Path) -> None:
    settings = settings_with(tmp_path)
    with pytest.raises(SettingsError, match="time scale"):
        rendered(settings, plain_places(settings), time_scale)


@pytest.mark.parametrize("time_scale", [1.0, 0.01, 0.002])
def test_prometheus_and_alertmanager_read_them(time_scale: float, tmp_path: Path) -> None:
    settings = load_settings({"home": str(tmp_path), **TOLD})
    write(rendered(settings, plain_places(settings), time_scale), tmp_path)
    assert "rules found" in checked("promtool", "check", "config", str(tmp_path / PROMETHEUS))
    assert "SUCCESS" in checked("amtool", "check-config", str(tmp_path / ALERTMANAGER))


def test_so_they_do_with_what_the_compose_file_mounts() -> None:
    checked("promtool", "check", "config", "--syntax-only", str(CONFIGS / PROMETHEUS))
    checked("promtool", "check", "rules", str(CONFIGS / RULES))
    checked("amtool", "check-config", str(CONFIGS / ALERTMANAGER))


@pytest.mark.parametrize(
    ("labels", "receivers"),
    [
        ("alertname=CinqDriftAct severity=warning", "conductor,people"),
        ("alertname=CinqModelOld severity=warning", "conductor,people"),
        ("alertname=CinqErrorBudget severity=critical", "people"),
        ("alertname=CinqDriftWarn severity=info", "channel"),
        ("alertname=CinqGateRefuses severity=warning", "people"),
    ],
)
def test_an_alert_reaches_those_whom_it_concerns(
    labels: str, receivers: str, told: dict[str, str], tmp_path: Path
) -> None:
    write(told, tmp_path)
    config = tmp_path / ALERTMANAGER
    found = checked(
        *("amtool", "config", "routes", "test", f"--config.file={config}"), *labels.split()
    )
    assert found.strip() == receivers


def test_slack_and_mail_are_told_with_secrets_from_files(told: dict[str, str]) -> None:
    receivers = {of["name"]: of for of in read(told, ALERTMANAGER)["receivers"]}
    (slack,) = receivers["people"]["slack_configs"]
    (mail,) = receivers["people"]["email_configs"]
    assert slack["api_url_file"] == "/run/slack"
    assert mail["auth_password_file"] == "/run/mail"
    assert (mail["to"], mail["require_tls"]) == ("ana@films.example, bo@films.example", True)
    assert "email_configs" not in receivers["channel"]


def test_where_nobody_is_named_only_the_conductor_is_told(tmp_path: Path) -> None:
    settings = settings_with(tmp_path)
    receivers = read(rendered(settings, plain_places(settings)), ALERTMANAGER)["receivers"]
    assert [of["name"] for of in receivers if len(of) > 1] == ["conductor"]


def test_the_conductor_is_told_with_the_token_that_it_reads_itself(tmp_path: Path) -> None:
    own = str(tmp_path / "secrets" / "alertmanager-token")
    for given in ({}, {"conductor__alertmanager_token_file": "/run/token"}):
        settings = settings_with(tmp_path, **given)
        config = read(rendered(settings, plain_places(settings)), ALERTMANAGER)
        (hook,) = config["receivers"][-1]["webhook_configs"]
        assert hook["url"] == "http://127.0.0.1:3002/hooks/alertmanager"
        shown = hook["http_config"]["authorization"]
        assert shown == {"credentials_file": next(iter(given.values()), own)}


def test_where_no_alert_asks_for_a_job_the_conductor_is_not_told(tmp_path: Path) -> None:
    none = settings_with(tmp_path).conductor.model_copy(update={"alerts": {}})
    settings = settings_with(tmp_path).model_copy(update={"conductor": none})
    config = rendered(settings, plain_places(settings))[ALERTMANAGER]
    assert "conductor" not in [of["name"] for of in yaml.safe_load(config)["receivers"]]


def test_prometheus_shows_a_key_only_where_it_has_one(tmp_path: Path) -> None:
    settings = settings_with(tmp_path)
    without = read(rendered(settings, plain_places(settings)), PROMETHEUS)
    assert all("authorization" not in job for job in without["scrape_configs"])
    places = plain_places(settings, api_key_file=Path("/run/key"))
    for job in read(rendered(settings, places), PROMETHEUS)["scrape_configs"]:
        assert job["authorization"] == {"credentials_file": "/run/key"}


def test_every_alert_that_is_named_somewhere_exists(told: dict[str, str], tmp_path: Path) -> None:
    declared = {alert["alert"] for alert in alerts(told)}
    assert set(re.findall(r"\bCinq[A-Z]\w+", told[ALERTMANAGER])) <= declared
    assert set(settings_with(tmp_path).conductor.alerts) <= declared


def test_every_alert_has_a_summary_and_its_section_of_the_runbook(told: dict[str, str]) -> None:
    titles = re.findall(r"^### (\w+)$", (ROOT / "docs" / "alerts.md").read_text(), re.MULTILINE)
    assert titles == list(dict.fromkeys(alert["alert"] for alert in alerts(told)))
    for alert in alerts(told):
        assert alert["annotations"]["summary"]
        assert alert["annotations"]["runbook"] == f"docs/alerts.md#{alert['alert'].lower()}"
        assert alert["labels"]["severity"] in ("critical", "warning", "info")


def test_every_recorded_series_that_is_asked_for_is_recorded(told: dict[str, str]) -> None:
    groups = read(told, RULES)["groups"]
    recorded = {rule["record"] for group in groups for rule in group["rules"] if "record" in rule}
    assert {name for text in told.values() for name in RECORDED.findall(text)} == recorded
