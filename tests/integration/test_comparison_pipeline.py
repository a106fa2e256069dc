"""The comparison pipeline run whole: on a small world, and on a bare file of one's own."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from mlflow import MlflowClient
from typer.testing import CliRunner
from zenml.client import Client

from cinq.adapters.lock import only_training
from cinq.adapters.tracking import PastRun, Tracking
from cinq.data.datasets import declaration
from cinq.errors import ModelError
from cinq.evaluation.comparison_figures import ComparisonFigures, ComparisonPlan
from cinq.models.family import FAMILY, Member
from cinq.models.recommender import Recommender
from cinq.settings import Settings, load_settings
from cli import app
from pipelines.running import run_comparison
from tests.integration.pipeline_home import pipelines_at
from tests.integration.small_world import QUICK, declare, write_archive

pytestmark = pytest.mark.integration
PLAN = ComparisonPlan(models=("spectral_svd", "rating_svd"), n_folds=3, draws=1)


@dataclass
class World:
    """A home with data sets, and the command in it."""

    home: Path
    dataset: Path
    own_file: Path

    @property
    def settings(self) -> Settings:
        return load_settings(QUICK | {"home": str(self.home)})

    def command(self, *arguments: str) -> Result:
        sets = [f"--set={name}={value}" for name, value in QUICK.items()]
        return CliRunner().invoke(
            app, ["compare", *arguments, *sets], env={"CINQ_HOME": str(self.home)}
        )

    def runs(self) -> list[PastRun]:
        return Tracking.of(self.settings).history("compare", "small", 50)


def _own_file(folder: Path) -> Path:
    """Ratings of people and films with no time, no title and no genre, on a scale of ten."""
    random = np.random.default_rng(3)
    lines = ["who,what,stars"]
    for person in range(90):
        taste = person % 2
        for film in random.choice(60, 30, replace=False):
            good = film % 2 == taste
            lines.append(f"{person},{film},{random.integers(8, 11) if good else 3}")
    (folder / "own.csv").write_text("\n".join(lines) + "\n")
    file = folder / "own.yaml"
    file.write_text(
        "reader: ratings-csv\npath: own.csv\nlicence: mine\nsource: me\n"
        "scale: {low: 1, high: 10, liked_from: 8}\n"
        "columns: {user_id: who, film_id: what, rating: stars}\n"
    )
    return file


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    home = folder / "home"
    write_archive(folder / "small.zip")
    with pipelines_at(home):
        yield World(home, declare(folder, "small", "small.zip"), _own_file(folder))


@pytest.fixture(scope="module")
def compared(world: World) -> tuple[str, ComparisonFigures]:
    """A comparison while a training holds its lock."""
    with only_training(world.home):
        return run_comparison(world.settings, declaration(str(world.dataset)), PLAN)


def test_a_comparison_needs_no_lock_and_releases_nothing(
    world: World, compared: tuple[str, ComparisonFigures]
) -> None:
    gain = compared[1].best.over_popularity
    assert gain is not None
    assert gain.ndcg_at_10.low > 0
    assert not (world.home / "cinq.db").exists()


def test_the_report_is_an_artefact_one_can_look_at(compared: tuple[str, ComparisonFigures]) -> None:
    name, figures = compared
    steps = Client().get_pipeline_run(name).steps
    html = str(steps["report_comparison"].outputs["comparison_report"][0].load())

    assert list(steps) == ["load", "prepare", "compare", "report_comparison"]
    assert html.startswith("<!doctype html>")
    assert f"{figures.best.title} ranks best here" in html


def test_mlflow_holds_a_run_for_every_model(
    world: World, compared: tuple[str, ComparisonFigures]
) -> None:
    name, figures = compared
    ours = {run.tags["model"]: run for run in world.runs() if run.tags["comparison"] == name}

    assert set(ours) == {"spectral_svd", "popularity", "rating_svd"}
    for model in figures.models:
        run = ours[model.name]
        assert run.figures == pytest.approx(model.flat())
        assert run.tags["pipeline_run"] == name
        assert run.tags["data_version"] == figures.data_version
        assert {"git_commit", "lock_hash", "seed"} <= run.tags.keys()
    client = MlflowClient(tracking_uri=Tracking.of(world.settings).uri)
    spectral = client.get_run(ours["spectral_svd"].run_id)
    kept = [file.path for file in client.list_artifacts(ours[figures.best.name].run_id)]
    assert spectral.data.params["spectral_svd.n_factors"] == "8"
    assert kept == ["comparison.html", "comparison.json"]


def test_the_command_compares_a_bare_file_with_equal_effort_and_writes_a_page(
    world: World, tmp_path: Path
) -> None:
    page = tmp_path / "models.md"
    done = world.command(
        "spectral_svd",
        f"--dataset={world.own_file}",
        "--folds=3",
        "--tune=2",
        "--json",
        f"--markdown={page}",
    )

    assert done.exit_code == 0, done.stderr
    document = json.loads(done.stdout)
    tried = {model["name"]: model["n_tried"] for model in document["models"]}
    assert tried == {"spectral_svd": 2, "popularity": 0}
    assert document["genres_known"] is False
    assert document["models"][0]["name"] == "spectral_svd"
    assert "Equal for all: 2 settings were tried" in page.read_text()
    assert len(list((tmp_path / "images").glob("models-*.svg"))) == 4


def test_the_command_shows_a_table_and_tells_who_failed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> Recommender:
        raise ModelError("too many films: it takes 9 GB")

    monkeypatch.setitem(FAMILY, "broken", Member("broken", "ranker", broken))
    monkeypatch.setenv("COLUMNS", "200")
    done = world.command("broken", "popularity", f"--dataset={world.dataset}", "--folds=3")

    assert done.exit_code == 0, done.stderr
    assert "popularity" in done.stdout
    assert "broken failed: too many films: it takes 9 GB" in done.stderr


def test_it_fails_if_everything_does(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> Recommender:
        raise ModelError("too many films: it takes 9 GB")

    monkeypatch.setitem(FAMILY, "broken", Member("broken", "ranker", broken))
    done = world.command("broken", f"--dataset={world.dataset}", "--folds=3")

    assert done.exit_code == 1
    assert "step compare failed: no model could be compared" in done.stderr
    assert Client().list_pipeline_runs(size=1, sort_by="desc:created").items[0].status == "failed"
