"""Tuning and prediction run whole on a small world, from the command."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import Result
from mlflow import MlflowClient
from typer.testing import CliRunner
from zenml.client import Client

from cinq import wire
from cinq.adapters.tracking import Tracking
from cinq.console.recommend import released_model
from cinq.database import open_database
from cinq.models.artefact import save_bundle
from cinq.releases.ledger import Ledger
from cinq.settings import Settings, load_settings
from cli import app
from tests.integration.pipeline_home import pipelines_at
from tests.integration.small_world import QUICK, declare, write_archive
from tests.serving.worlds import bundle

pytestmark = pytest.mark.integration

TRIALS = 4


class World:
    """A home with a small data set, and the command in it."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        write_archive(folder / "small.zip")
        self.dataset = declare(folder, "small", "small.zip")

    @property
    def settings(self) -> Settings:
        return load_settings(QUICK | {"home": str(self.home)})

    @property
    def ledger(self) -> Ledger:
        return Ledger(open_database(self.settings.database))

    def here(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, arguments, env={"CINQ_HOME": str(self.home)})

    def tune(self, *arguments: str) -> list[str]:
        sets = [f"--set={name}={value}" for name, value in QUICK.items()]
        return ["tune", "rating_svd", "--dataset", str(self.dataset), "--json", *sets, *arguments]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("tuning")
    made = World(folder)
    with pipelines_at(made.home):
        yield made


@pytest.fixture(scope="module")
def killed(world: World) -> int:
    """A tuning ended by SIGKILL after its second trial; how many trials it had kept."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", *world.tune("--trials", "200")],
        env=os.environ | {"CINQ_HOME": str(world.home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "trial 2 of 200" in line:
            break
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    process.stderr.close()
    assert process.returncode == -signal.SIGKILL
    return 2


@pytest.fixture(scope="module")
def tuned(world: World, killed: int) -> dict[str, Any]:
    """The same command with more trials, until it has them."""
    done = world.here(*world.tune("--trials", str(killed + TRIALS)))
    assert done.exit_code == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_what_was_killed_goes_on(world: World, tuned: dict[str, Any], killed: int) -> None:
    numbers = [trial["number"] for trial in tuned["trials"]]

    assert numbers == list(range(1, killed + TRIALS + 1))
    assert tuned["measure"] == "rmse"
    assert tuned["best"]["value"] <= tuned["configured"]["value"]
    assert tuned["to_try"].startswith(f"cinq train --dataset {world.dataset}")


def test_an_uninterrupted_search_tries_the_same(world: World, tuned: dict[str, Any]) -> None:
    done = world.here(*world.tune("--trials", "3", "--fresh"))

    again = json.loads(done.stdout)
    assert again["study"] == tuned["study"]
    for now, before in zip(again["trials"], tuned["trials"], strict=False):
        assert (now["values"], now["folds"]) == (before["values"], before["folds"])


def test_every_trial_is_a_run_of_the_study(world: World, tuned: dict[str, Any]) -> None:
    runs = Tracking.of(world.settings)
    client = MlflowClient(tracking_uri=runs.uri, registry_uri=runs.uri)
    found = client.search_runs(
        [runs.experiment_id("optimize")], f"tags.study LIKE '{tuned['study']}%'"
    )
    of_first = [run for run in found if "forgotten" in run.data.tags["study"]]
    trials = {run.data.tags["trial"]: run for run in of_first if "trial" in run.data.tags}

    assert sorted(trials, key=int) == [str(number) for number in range(len(tuned["trials"]) + 1)]
    for trial in tuned["trials"]:
        run = trials[str(trial["number"])]
        assert run.data.tags["state"] == trial["state"]
        assert run.data.params["n_factors"] == str(trial["values"]["n_factors"])
        if trial["value"] is not None:
            assert run.data.metrics["rmse"] == trial["value"]
        for tag in ("dataset", "data_version", "git_commit", "lock_hash", "seed", "model"):
            assert run.data.tags[tag]


def test_the_report_is_an_artefact_in_zenml_and_in_mlflow(
    world: World, tuned: dict[str, Any]
) -> None:
    pipeline_run = Client().list_pipeline_runs(pipeline="tuning", hydrate=True).items[0]
    page = pipeline_run.steps["report_tuning"].outputs["tuning_report"][0].load()
    runs = Tracking.of(world.settings)
    client = MlflowClient(tracking_uri=runs.uri, registry_uri=runs.uri)
    (study,) = client.search_runs(
        [runs.experiment_id("optimize")], f"tags.pipeline_run = '{pipeline_run.name}'"
    )

    assert "Tuning of rating_svd on small" in str(page)
    assert "tuning.html" in {file.path for file in client.list_artifacts(study.info.run_id)}
    assert world.ledger.newest() is None


def test_a_search_that_is_interrupted_says_how_to_go_on(world: World) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", *world.tune("--trials", "500", "--seed", "9")],
        env=os.environ | {"CINQ_HOME": str(world.home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "trial 1 of 500" in line:
            break
    process.send_signal(signal.SIGINT)
    rest = process.stderr.read()
    process.stderr.close()

    assert process.wait(30) == 130
    assert "the same command goes on from there" in rest
    assert "cinq tune: stopped" in rest
    assert "Traceback" not in rest


@pytest.fixture(scope="module")
def released(world: World, tuned: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> int:
    """A release of a toy model, which needs no training."""
    folder = tmp_path_factory.mktemp("model") / "model"
    digest = save_bundle(bundle(), folder)
    return world.ledger.publish(
        model_version="1",
        artefact=folder,
        digest=digest,
        dataset="toy",
        data_version="0" * 64,
        decision={"released": True},
        actor="a test",
        reason="to see",
    ).number


def test_without_a_release_predict_says_to_train(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["predict"], env={"CINQ_HOME": str(tmp_path / "home")})

    assert done.exit_code == 1
    assert "cinq train" in done.stderr


def test_every_user_gets_what_the_api_answers(world: World, released: int) -> None:
    done = world.here("predict", "--k", "4", "--json")

    told = json.loads(done.stdout)
    file = Path(told["file"])
    assert file == world.home / "predictions" / f"{released}-toy.parquet"
    rows = pq.read_table(file).to_pandas()
    assert (told["n_users"], told["n_rows"]) == (75, 300)
    assert told["n_rows"] == len(rows)
    user = int(rows["user_id"].iloc[0])
    answer = released_model(world.ledger).engine.recommend_user(wire.UserRequest(user_id=user, k=4))
    assert rows["film_id"].tolist()[:4] == [film.film_id for film in answer.films]
    run = Client().list_pipeline_runs(pipeline="prediction", hydrate=True).items[0]
    assert run.run_metadata["n_users"] == 75
    assert run.run_metadata["file"] == str(file)


def test_one_user_is_answered_in_the_terminal(world: World, released: int) -> None:
    one = world.here("predict", "--user", "1", "-k", "3", "--json")
    nobody = world.here("predict", "--user", "2")
    elsewhere = world.here("predict", "--dataset", "demo")

    assert len(json.loads(one.stdout)["films"]) == 3
    assert nobody.exit_code == 1
    assert "unknown user 2" in nobody.stderr
    assert elsewhere.exit_code == 2
    assert "knows the users of toy, not of demo" in elsewhere.stderr
