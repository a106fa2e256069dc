"""Monitoring runs whole, from the command, on what a champion served."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from mlflow import MlflowClient
from typer.testing import CliRunner
from zenml.client import Client

from cinq.adapters.tracking import Tracking
from cinq.database import open_database, utc_now
from cinq.settings import Settings, load_settings
from cinq.traffic.book import write_served
from cinq.traffic.findings import Findings, newest_findings
from cli import app
from tests.integration.pipeline_home import pipelines_at
from tests.monitoring.world import favourites, release, served

pytestmark = pytest.mark.integration

QUICK = ("--set=monitoring.resamples=300", "--set=monitoring.first_requests=150")


class World:
    """A home, and the command in it."""

    def __init__(self, home: Path) -> None:
        self.home = home

    @property
    def settings(self) -> Settings:
        return load_settings({"home": str(self.home)})

    def monitor(self, *arguments: str) -> Result:
        environment = {"CINQ_HOME": str(self.home)}
        return CliRunner().invoke(app, ["monitor", *QUICK, *arguments], env=environment)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("monitoring") / "home")
    with pipelines_at(made.home):
        yield made


@pytest.fixture(scope="module")
def before_any_release(world: World) -> Result:
    return world.monitor()


@pytest.fixture(scope="module")
def too_little(world: World, before_any_release: Result) -> Result:
    """A release that has served ten requests."""
    database = open_database(world.settings.database)
    release(database, world.home / "champion", utc_now() - timedelta(days=1))
    write_served(database, served(favourites(10, 1), utc_now() - timedelta(hours=5)))
    return world.monitor()


@pytest.fixture(scope="module")
def shifted(world: World, too_little: Result) -> dict[str, Any]:
    """Quiet requests, then such as only one taste makes."""
    database, now = open_database(world.settings.database), utc_now()
    write_served(database, served(favourites(200, 2), now - timedelta(hours=4)))
    write_served(database, served(favourites(300, 3, tastes=[2]), now - timedelta(hours=1)))
    done = world.monitor("--since", "2h", "--json")
    assert done.exit_code == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_without_a_champion_it_says_so(before_any_release: Result) -> None:
    assert before_any_release.exit_code == 1
    assert "nothing has been released yet" in before_any_release.stderr


def test_of_too_little_nothing_is_said(too_little: Result) -> None:
    assert too_little.exit_code == 1
    said = too_little.stderr.strip().splitlines()
    assert len(said) == 1
    assert "release 1 served 10 different requests so far" in said[0]


def test_a_shift_of_taste_is_found_and_kept(world: World, shifted: dict[str, Any]) -> None:
    levels = {feature["name"]: feature["level"] for feature in shifted["features"]}
    assert shifted["level"] == levels["genres"] == "act"
    assert levels["profile_size"] == "quiet"
    assert shifted["distinct"] <= shifted["requests"] == 300
    kept = newest_findings(open_database(world.settings.database))
    assert kept == Findings.model_validate(shifted)


def test_both_reports_are_artefacts_in_zenml(shifted: dict[str, Any]) -> None:
    run = Client().list_pipeline_runs(pipeline="monitoring", hydrate=True).items[0]
    outputs = run.steps["report_monitoring"].outputs
    ours = str(outputs["monitoring_report"][0].load())
    theirs = str(outputs["evidently_report"][0].load())
    assert "genres of the favourites" in ours
    assert "Act: something has changed a great deal" in ours
    assert "main_genre" in theirs


def test_mlflow_holds_the_figures_and_evidentlys_json(
    world: World, shifted: dict[str, Any], tmp_path: Path
) -> None:
    runs = Tracking.of(world.settings)
    client = MlflowClient(tracking_uri=runs.uri, registry_uri=runs.uri)
    (run,) = client.search_runs([runs.experiment_id("monitor")])
    assert run.data.tags["level"] == "act"
    (genres,) = [each for each in shifted["features"] if each["name"] == "genres"]
    assert run.data.metrics["genres.psi"] == pytest.approx(genres["psi"])
    for file in ("monitoring.html", "monitoring.json", "evidently.json"):
        client.download_artifacts(run.info.run_id, file, str(tmp_path))
    facts = json.loads((tmp_path / "evidently.json").read_text())
    assert "main_genre" in json.dumps(facts["metrics"])


def test_for_people_it_is_a_table(world: World, shifted: dict[str, Any]) -> None:
    done = world.monitor("--since", "2h")
    assert done.exit_code == 0, done.stderr
    assert "act: release 1 on toy, 300 requests" in done.stdout
    assert "profile size" in done.stdout


@pytest.mark.parametrize("since", ["yesterday", "5x", "2999-01-01", "9999999999d"])
def test_a_since_that_is_no_time_is_named(world: World, since: str) -> None:
    done = world.monitor("--since", since)
    assert done.exit_code == 2
    assert f"--since {since}" in done.stderr


def test_a_database_that_is_away_is_told_in_one_line(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CINQ_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:9/none")
    done = world.monitor()
    assert done.exit_code == 1
    assert "postgresql" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
