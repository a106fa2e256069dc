"""The training pipeline by Spark, from an empty home to a release that is served."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cinq.adapters.spark.session import why_absent
from cinq.database import open_database
from cinq.models.artefact import load_bundle
from cinq.releases.bento_store import newest_bento
from cinq.releases.ledger import Ledger
from cinq.settings import Settings, load_settings
from tests.conftest import require
from tests.integration.small_world import QUICK, declare, write_archive

pytestmark = pytest.mark.integration

SETS = QUICK | {
    "training.als.n_factors": 8,
    "training.als.n_epochs": 5,
    "training.spectral_svd.n_power_iterations": 1,
}


def run(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        env=os.environ | {"CINQ_HOME": str(home), "COLUMNS": "200"},
        cwd=home.parent,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the home in which Spark has trained."""
    why = why_absent()
    require(not why, f"Spark ({why})")
    folder = tmp_path_factory.mktemp("spark")
    write_archive(folder / "small.zip")
    dataset, home = declare(folder, "small", "small.zip"), folder / "home"
    sets = [f"--set={name}={value}" for name, value in SETS.items()]
    done = run(home, "train", "--engine", "spark", "--dataset", str(dataset), "--json", *sets)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["release"] == 1
    return load_settings({"home": str(home)})


def test_the_gate_released_it_by_the_rules_of_every_model(settings: Settings) -> None:
    (release,) = Ledger(open_database(settings.database)).history()
    rules = {rule["name"]: rule for rule in release.decision["rules"]}
    assert all(rule["passed"] for rule in rules.values())
    assert {
        "better than popularity",
        "rating error below the biases'",
        "golden lists",
        "served as judged",
    } <= set(rules)


def test_its_models_are_read_like_those_of_this_machine(settings: Settings) -> None:
    (release,) = Ledger(open_database(settings.database)).history()
    bundle = load_bundle(Path(release.artefact))
    assert (bundle.ranker.name, bundle.rater.name) == ("hybrid", "rating_svd")
    assert bundle.info.hyperparameters["als.n_factors"] == 8
    assert newest_bento(settings)


def test_the_terminal_recommends_from_it(settings: Settings) -> None:
    films = [f"Film {number}" for number in range(31, 36)]
    done = run(settings.home, "recommend", *films, "--json")
    answer = json.loads(done.stdout)
    assert sum("Comedy" in film["genres"] for film in answer["films"]) >= 3
    assert answer["release"] == 1
    assert not list((settings.home / "scratch").rglob("spark-*"))
