"""The training pipeline run whole on a small world: released, refused, failed, repeated."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner
from zenml.client import Client

from cinq.adapters.lock import only_training
from cinq.adapters.tracking import Tracking
from cinq.data.datasets import declaration
from cinq.database import open_database
from cinq.errors import JobError
from cinq.models.artefact import artefact_digest
from cinq.releases.bento_store import newest_bento
from cinq.releases.ledger import Ledger
from cinq.releases.served_bento import served_answers
from cinq.settings import Settings, load_settings
from cli import app
from pipelines.running import run_training
from steps.outcome import Outcome
from tests.integration.pipeline_home import pipelines_at
from tests.integration.small_world import FILMS_PER_GENRE, QUICK, declare, write_archive

pytestmark = pytest.mark.integration


@dataclass
class World:
    """A home with a small data set, and the command in it."""

    home: Path
    dataset: Path
    broken: Path

    @property
    def settings(self) -> Settings:
        return load_settings(QUICK | {"home": str(self.home)})

    @property
    def ledger(self) -> Ledger:
        return Ledger(open_database(self.settings.database))

    def train(self, **changed: Any) -> Outcome:
        """Run the pipeline in this process."""
        dotted = {name.replace("__", "."): value for name, value in changed.items()}
        settings = load_settings(QUICK | {"home": str(self.home)} | dotted)
        return run_training(settings, declaration(str(self.dataset)), "a test", "to see")

    def here(self, *arguments: str) -> Result:
        """Run the command in this process."""
        return CliRunner().invoke(app, arguments, env={"CINQ_HOME": str(self.home)})

    def apart(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the command in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            env=os.environ | {"CINQ_HOME": str(self.home), "COLUMNS": "200"},
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    home = folder / "home"
    write_archive(folder / "small.zip")
    with zipfile.ZipFile(folder / "broken.zip", "w") as archive:
        archive.writestr("small/movies.csv", "movieId,title,genres\n1,One (1999),Drama\n")
        archive.writestr("small/ratings.csv", "userId,movieId,rating,timestamp\n")
    with pipelines_at(home):
        yield World(
            home,
            declare(folder, "small", "small.zip"),
            declare(folder, "broken", "broken.zip"),
        )


@pytest.fixture(scope="module")
def first_refusals(world: World) -> list[Outcome]:
    """Controls before anything is released."""
    return [world.train(training__control=control) for control in ("shuffled", "popularity")]


@pytest.fixture(scope="module")
def released(world: World, first_refusals: list[Outcome]) -> Outcome:
    """The first release."""
    return world.train()


@pytest.fixture(scope="module")
def later_refusals(world: World, released: Outcome) -> list[Outcome]:
    """The controls again, now against a champion."""
    return [world.train(training__control=control) for control in ("shuffled", "popularity")]


@pytest.fixture(scope="module")
def again(world: World, released: Outcome) -> Outcome:
    """The very same training once more."""
    return world.train()


def _run(name: str) -> Any:
    return Client().get_pipeline_run(name)


def _train_runs(world: World) -> list[Any]:
    return Tracking.of(world.settings).history("train", "small", 50)


def test_controls_are_refused_at_a_first_release(first_refusals: list[Outcome]) -> None:
    assert [outcome.release for outcome in first_refusals] == [None, None]
    assert all(any("popularity" in reason for reason in o.reasons) for o in first_refusals)


def test_a_model_that_learned_something_is_released(world: World, released: Outcome) -> None:
    newest = world.ledger.at(world.ledger.history()[-1].released_at)

    assert released.reasons == ()
    assert newest is not None
    assert (newest.number, newest.model_version) == (released.release, released.model_version)
    assert newest.decision["figures"]["hit_at_5"] == released.figures["hit_at_5"]
    assert newest.actor == "a test"


def test_the_released_artefact_is_the_one_that_was_judged(world: World, released: Outcome) -> None:
    release = world.ledger.history()[-1]

    assert artefact_digest(Path(release.artefact)) == release.digest


def test_the_bento_of_the_release_answers(world: World, released: Outcome) -> None:
    asked = [{"name": "action", "favourites": [1, 2, 3, 4, 5]}]

    answered = served_answers(newest_bento(world.settings), asked, world.settings)

    genre = [(film - 1) // FILMS_PER_GENRE for film in answered[0]["films"]]
    assert genre.count(0) >= 3


def test_the_run_and_mlflow_bear_the_same_figures(world: World, released: Outcome) -> None:
    past = next(run for run in _train_runs(world) if run.name == released.run)
    run = _run(released.run)

    for name in (
        "rmse",
        "mae",
        "training_seconds",
        "n_users",
        "n_films",
        "mean_rating",
        "hit_at_5",
        "ndcg_at_10",
        "coverage_at_5",
    ):
        assert run.run_metadata[name] == pytest.approx(past.figures[name])
    for name in ("data_version", "git_commit", "lock_hash", "seed", "dataset"):
        assert run.run_metadata[name] == past.tags[name]


def test_reports_are_artefacts_one_can_look_at(world: World, released: Outcome) -> None:
    steps = _run(released.run).steps
    pages = {
        "prepare": "data_report",
        "evaluate": "judging_report",
        "promote": "gate_report",
        "package": "decision_report",
    }

    for step, page in pages.items():
        html = steps[step].outputs[page][0].load()
        assert str(html).lstrip().lower().startswith("<!doctype html")


def test_the_same_inputs_come_from_the_cache(again: Outcome, world: World) -> None:
    run = _run(again.run)
    cached = {name for name, step in run.steps.items() if step.status == "cached"}

    assert cached == {"load", "prepare", "train"}


def test_an_equal_model_does_not_replace_the_champion(again: Outcome, world: World) -> None:
    assert again.release is None
    assert any("superior" in reason for reason in again.reasons)


def test_controls_are_refused_against_a_champion(
    world: World, later_refusals: list[Outcome]
) -> None:
    assert [outcome.release for outcome in later_refusals] == [None, None]
    assert len(world.ledger.history()) == 1


def test_the_command_ends_with_3_when_the_gate_refuses(world: World, released: Outcome) -> None:
    sets = [f"--set={name}={value}" for name, value in QUICK.items()]
    done = world.apart(
        "train", "--dataset", str(world.dataset), "--json", *sets, "--set=training.control=shuffled"
    )

    assert done.returncode == 3, done.stderr
    assert json.loads(done.stdout)["release"] is None
    assert "refused: " in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_an_exception_in_a_step_fails_the_run_and_the_command(
    world: World, released: Outcome
) -> None:
    done = world.apart("train", "--dataset", str(world.broken))

    assert done.returncode == 1
    assert "step prepare failed" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert len(world.ledger.history()) == 1


def test_by_hand_a_refused_version_needs_force_and_a_rollback_brings_the_old_one_back(
    world: World, released: Outcome, later_refusals: list[Outcome]
) -> None:
    refused = later_refusals[0].model_version
    plain = world.here("models", "promote", refused)
    forced = world.here("models", "promote", refused, "--force", "--reason", "a drill", "--json")
    back = world.here("models", "rollback", "--reason", "enough", "--json")

    assert plain.exit_code == 1
    assert "did not pass" in plain.stderr
    assert json.loads(forced.stdout)["decision"]["forced"] is True
    assert json.loads(back.stdout)["model_version"] == released.model_version
    assert [release.number for release in world.ledger.history()] == [3, 2, 1]


def test_recommend_answers_in_the_terminal(world: World, released: Outcome) -> None:
    done = world.here("recommend", "Film 31", "Film 32", "Film 33", "Film 34", "Film 35", "--json")

    answer = json.loads(done.stdout)
    assert [taken["film_id"] for taken in answer["taken"]] == [31, 32, 33, 34, 35]
    assert sum("Comedy" in film["genres"] for film in answer["films"]) >= 3
    assert all(film["because"] for film in answer["films"])


def test_a_second_training_at_the_same_time_says_so(world: World, released: Outcome) -> None:
    with only_training(world.home), pytest.raises(JobError, match=f"process {os.getpid()}"):
        world.train()
