"""The compose file and what it mounts, held without any engine."""

import json
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from cinq.environment import framework_environment
from cinq.settings import KEY_PATTERN, load_settings
from cli import app
from tests.integration.compose import FILE, ROOT, Service, services

ALL = services()
OURS = [service for service in ALL.values() if service.image]
GRAFANA = ROOT / "configs" / "grafana"


def each(of: list[Service]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("service", of, ids=[service.name for service in of])


def dashboards() -> list[dict[str, Any]]:
    return [json.loads(file.read_text()) for file in (GRAFANA / "dashboards").glob("*.json")]


@each(list(ALL.values()))
def test_every_image_is_pinned_or_built_here(service: Service) -> None:
    if service.image is None:
        assert re.fullmatch(r"[\w./-]+:v?\d+\.\d+[\w.-]*", service.said["image"])
        return
    bases = re.findall(r"^FROM (\S+)", dockerfile(service).read_text(), re.MULTILINE)
    assert all(re.fullmatch(r"python:\d+\.\d+\.\d+-slim-\w+", base) for base in bases)
    assert len(set(bases)) == 1


@each(list(ALL.values()))
def test_ports_are_published_on_loopback_only(service: Service) -> None:
    assert all(port.startswith("127.0.0.1:") for port in service.said.get("ports", ()))


@each(list(ALL.values()))
def test_passwords_come_from_outside(service: Service) -> None:
    for name, value in service.environment.items():
        if "PASSWORD" in name or name.endswith("_KEY"):
            assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value), name
        assert not re.search(r"//[^/@]*:[^/@]*@", value), f"{name} holds a password"
    assert not re.search(r"//[^/@ ]*:[^/@ ]*@", " ".join(service.command))


def test_make_env_writes_what_the_compose_file_asks_for() -> None:
    asked = set(re.findall(r"\$\{(\w+)(?!:-|\w)", FILE.read_text()))  # not what may be missing
    asked |= {
        secret["environment"] for secret in yaml.safe_load(FILE.read_text())["secrets"].values()
    }
    assert asked == set(runpy.run_path(str(ROOT / "docker" / "random_secrets.py"))["NAMES"])


def test_make_env_adds_what_is_missing_and_changes_nothing(tmp_path: Path) -> None:
    program = tmp_path / "docker" / "random_secrets.py"
    program.parent.mkdir()
    program.write_text((ROOT / "docker" / "random_secrets.py").read_text())
    file = tmp_path / ".env"
    file.write_text("CINQ_GRAFANA_PASSWORD=mine")
    made = [
        subprocess.run([sys.executable, program], capture_output=True, text=True, check=False)
        for _ in range(2)
    ]
    held = dict(line.split("=", 1) for line in file.read_text().splitlines())
    assert [done.returncode for done in made] == [0, 1]
    assert held["CINQ_GRAFANA_PASSWORD"] == "mine"
    assert len(held["CINQ_POSTGRES_PASSWORD"]) >= 32
    for name in ("CINQ_API_KEY", "CINQ_API_TEAM_KEY"):
        assert KEY_PATTERN.fullmatch(held[name])
    assert not [value for value in held.values() if value != "mine" and value in made[0].stdout]


@each(OURS)
def test_a_container_runs_what_its_image_runs(service: Service) -> None:
    assert service.image is not None
    assert service.command == service.image.command


@each(OURS)
def test_an_image_copies_what_is_there_and_runs_as_nobody_special(service: Service) -> None:
    assert service.image is not None
    assert (ROOT / "requirements" / service.image.lock).is_file()
    assert all((ROOT / source).exists() for source in service.image.sources)
    assert "\nUSER 10001\n" in dockerfile(service).read_text()
    assert service.said["cap_drop"] == ["ALL"]


@each(OURS)
def test_commands_and_health_checks_exist(service: Service) -> None:
    for program, *arguments in (service.command, service.healthcheck):
        assert program in ("cinq", "mlflow", "python")
        if program == "cinq":
            asked = CliRunner().invoke(app, [*arguments, "--help"])
            assert asked.exit_code == 0, asked.stderr


@each(list(ALL.values()))
def test_what_is_waited_for_tells_whether_it_is_healthy(service: Service) -> None:
    assert all(ALL[name].healthcheck for name in service.waits_for)


def test_mlflow_is_as_silent_in_its_container_as_elsewhere(tmp_path: Path) -> None:
    image = ALL["mlflow"].image
    assert image is not None
    elsewhere = framework_environment(load_settings({"home": str(tmp_path)}))
    told = {name: value for name, value in image.environment.items() if "MLFLOW" in name}
    assert told == {name: elsewhere[name] for name in told}
    assert {"MLFLOW_DISABLE_TELEMETRY", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION"} <= set(told)


def test_every_panel_asks_the_datasource_that_is_provisioned() -> None:
    text = (GRAFANA / "provisioning" / "datasources" / "prometheus.yaml").read_text()
    (source,) = yaml.safe_load(text)["datasources"]
    for panel in (panel for dashboard in dashboards() for panel in dashboard["panels"]):
        asked = [panel, *panel["targets"]]
        assert {of["datasource"]["uid"] for of in asked} == {source["uid"]}, panel["title"]
    assert source["url"] == "http://prometheus:9090"
    assert ALL["prometheus"].said["ports"] == ["127.0.0.1:9090:9090"]


def test_prometheus_and_alertmanager_find_the_services_and_files_that_they_are_told_of() -> None:
    watching = ROOT / "configs"
    config = yaml.safe_load((watching / "prometheus" / "prometheus.yml").read_text())
    told = config["alerting"]["alertmanagers"]
    asked = [group["static_configs"] for group in (*config["scrape_configs"], *told)]
    for ((group,),) in ((of,) for of in asked):
        name, port = group["targets"][0].split(":")
        known = (ALL[name].said.get("ports", []), ALL[name].environment.values())
        assert any(port in str(of) for of in known), f"{name} does not listen on {port}"
    notices = (watching / "alertmanager" / "alertmanager.yml").read_text()
    for name, text in (("prometheus", yaml.safe_dump(config)), ("alertmanager", notices)):
        secrets = re.findall(r"/run/secrets/(\w+)", text)
        assert set(secrets) == set(ALL[name].said["secrets"])


def test_grafana_looks_for_dashboards_where_they_are_mounted() -> None:
    text = (GRAFANA / "provisioning" / "dashboards" / "cinq.yaml").read_text()
    (provider,) = yaml.safe_load(text)["providers"]
    mounted = dict(volume.split(":")[:2] for volume in ALL["grafana"].said["volumes"])
    assert mounted["./configs/grafana/dashboards"] == provider["options"]["path"]
    assert mounted["./configs/grafana/provisioning"] == "/etc/grafana/provisioning"


@pytest.mark.parametrize("dashboard", dashboards(), ids=lambda of: of["uid"])
def test_panels_have_ids_of_their_own_and_do_not_overlap(dashboard: dict[str, Any]) -> None:
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    cells = [
        (x, y)
        for at in (panel["gridPos"] for panel in panels)
        for x in range(at["x"], at["x"] + at["w"])
        for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(set(cells)) == len(cells)
    assert max(x for x, _ in cells) < 24


def dockerfile(service: Service) -> Path:
    return ROOT / str(service.said["build"]["dockerfile"])
