"""The registered model: versions, aliases, and the model that MLflow loads."""

import sqlite3
from pathlib import Path

import mlflow
import pandas as pd
import pytest

from cinq.adapters.registry import ModelVersion, Registry
from cinq.adapters.tracking import Tracking
from cinq.data.prepared import Prepared
from cinq.errors import ModelError
from cinq.models.artefact import artefact_digest, load_bundle
from cinq.models.bundle import ModelBundle
from cinq.serving.engine import Engine
from cinq.wire import RecommendRequest


@pytest.fixture(scope="module")
def tracking(tmp_path_factory: pytest.TempPathFactory) -> Tracking:
    home = tmp_path_factory.mktemp("home")
    return Tracking(f"sqlite:///{home / 'mlflow.db'}", home / "mlflow")


@pytest.fixture(scope="module")
def registry(tracking: Tracking) -> Registry:
    tracking.experiment_id("train")  # makes the store
    return Registry(tracking.uri)


@pytest.fixture(scope="module")
def before(registry: Registry) -> list[ModelVersion]:
    """What is registered before anything is."""
    return registry.versions()


@pytest.fixture(scope="module")
def first(
    tracking: Tracking, registry: Registry, artefact: Path, before: list[ModelVersion]
) -> ModelVersion:
    with tracking.run("train", "first", {"dataset": "toy"}):
        return registry.register(artefact, {"decision": "passed"}, [0, 10, 20])


@pytest.fixture(scope="module")
def second(
    tracking: Tracking, registry: Registry, artefact: Path, first: ModelVersion
) -> ModelVersion:
    with tracking.run("train", "second", {"dataset": "toy"}):
        return registry.register(artefact, {"decision": "refused"}, [0, 10, 20])


def test_the_registered_artefact_is_the_very_one_that_was_given(
    first: ModelVersion, artefact: Path
) -> None:
    assert artefact_digest(first.artefact) == artefact_digest(artefact)
    assert load_bundle(first.artefact).info.dataset == "toy"


def test_mlflow_loads_the_model_without_pickle_and_answers_as_the_bundle_does(
    first: ModelVersion, bundle: ModelBundle, monkeypatch: pytest.MonkeyPatch, tracking: Tracking
) -> None:
    monkeypatch.setenv("MLFLOW_ALLOW_PICKLE_DESERIALIZATION", "false")
    mlflow.set_tracking_uri(tracking.uri)
    model = mlflow.pyfunc.load_model(f"models:/cinq/{first.version}")
    rows = pd.DataFrame([{"favourites": [0, 10, 20], "k": 5}, {"favourites": [], "k": 3}])

    answers = model.predict(rows)

    engine = Engine(bundle)
    for place, (favourites, k) in enumerate([([0, 10, 20], 5), ([], 3)]):
        own = engine.recommend_one(RecommendRequest(favourites=favourites, k=k))
        assert answers["films"][place] == [film.film_id for film in own.films]
        assert answers["scores"][place] == [film.score for film in own.films]


def test_no_pickle_lies_in_the_registered_model(first: ModelVersion) -> None:
    files = [path.suffix for path in first.artefact.parents[1].rglob("*") if path.is_file()]

    assert ".npy" in files
    assert not {".pkl", ".pickle", ".joblib"} & set(files)


def test_signature_and_input_example_are_kept(first: ModelVersion, tracking: Tracking) -> None:
    mlflow.set_tracking_uri(tracking.uri)
    info = mlflow.models.get_model_info(f"models:/cinq/{first.version}")

    assert info.signature.inputs.input_names() == ["favourites", "k"]
    assert info.saved_input_example_info is not None


def test_a_registered_version_is_the_challenger(registry: Registry, second: ModelVersion) -> None:
    assert "challenger" in second.aliases
    assert [found.version for found in registry.versions()] == ["2", "1"]


def test_crowning_moves_champion_and_previous(
    registry: Registry, first: ModelVersion, second: ModelVersion
) -> None:
    registry.crown(first.version)
    registry.crown(second.version)
    registry.crown(second.version)

    assert "champion" in registry.version(second.version).aliases
    assert registry.version(first.version).aliases == ("previous",)


def test_notes_stay_on_the_version(registry: Registry, first: ModelVersion) -> None:
    registry.note(first.version, {"reason": "because"})

    assert registry.version(first.version).tags["reason"] == "because"


def test_an_unknown_version_is_told_in_one_line(registry: Registry, first: ModelVersion) -> None:
    with pytest.raises(ModelError, match="no version 77 of cinq"):
        registry.version("77")


def test_a_fresh_store_has_no_versions(before: list[ModelVersion]) -> None:
    assert before == []


def test_a_run_keeps_figures_data_and_pages(tracking: Tracking, prepared: Prepared) -> None:
    with tracking.run("evaluate", "a run", {"dataset": "toy", "seed": "20"}) as run_id:
        tracking.log({"rmse": 0.9}, {"seed": 20}, prepared.manifest, {"report.html": "<p>hi</p>"})

    run = mlflow.MlflowClient(tracking.uri).get_run(run_id)
    assert run.data.metrics == {"rmse": 0.9}
    assert run.inputs.dataset_inputs[0].dataset.digest == prepared.manifest.version[:36]
    assert tracking.artefacts.as_uri() in run.info.artifact_uri


def test_history_has_the_newest_finished_runs_of_the_data_set(tracking: Tracking) -> None:
    for number in range(7):
        with tracking.run("compare", f"run {number}", {"dataset": "toy"}):
            tracking.log({"hit_at_5": number / 10}, {})
    with pytest.raises(ZeroDivisionError), tracking.run("compare", "broken", {"dataset": "toy"}):
        1 / 0  # noqa: B018
    with tracking.run("compare", "of other data", {"dataset": "another"}):
        tracking.log({"hit_at_5": 1.0}, {})

    past = tracking.history("compare", "toy", 5)

    assert [run.name for run in past] == [f"run {number}" for number in (6, 5, 4, 3, 2)]
    assert past[0].figures == {"hit_at_5": 0.6}
    assert past[0].tags == {"dataset": "toy"}


def test_a_store_whose_making_was_interrupted_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "mlflow.db").write_bytes(b"")
    with sqlite3.connect(tmp_path / "mlflow.db") as connection:
        connection.execute("CREATE TABLE experiments (half INTEGER)")
    connection.close()
    tracking = Tracking(f"sqlite:///{tmp_path / 'mlflow.db'}", tmp_path / "mlflow")

    assert tracking.experiment_id("train") == tracking.experiment_id("train")
