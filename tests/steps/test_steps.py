"""Each step by itself, without a pipeline around it."""

import zipfile
from pathlib import Path

import pytest

from cinq.data.declarations import Dataset
from cinq.data.interactions import Scale
from cinq.data.manifest import Manifest
from cinq.errors import IntegrityError
from cinq.hyperparameters import RatingSettings, SpectralSettings
from cinq.models.artefact import load_bundle
from cinq.promotion.decision import Decision, Rule
from cinq.serving.engine import Engine
from cinq.serving.parity import check_parity, golden_of
from cinq.settings import FetchSettings, JudgingSettings, TrainingSettings
from steps.load import load
from steps.outcome import Candidate
from steps.package import package
from steps.prepare import prepare
from steps.train import train


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CINQ_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def _dataset(tmp_path: Path, ratings: list[str]) -> Dataset:
    file = tmp_path / "tiny.zip"
    with zipfile.ZipFile(file, "w") as archive:
        films = [f"{film},Film {film} (1999),Drama" for film in range(1, 21)]
        archive.writestr("t/movies.csv", "\n".join(["movieId,title,genres", *films]) + "\n")
        archive.writestr(
            "t/ratings.csv", "\n".join(["userId,movieId,rating,timestamp", *ratings]) + "\n"
        )
    return Dataset(
        name="tiny",
        reader="movielens",
        path=file,
        licence="none",
        source="made for a test",
        scale=Scale(0.5, 5, 4),
    )


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    ratings = [
        f"{person},{1 + (person + place) % 20},{(1, 3, 4, 5)[(person + place) % 4]},{10**9 + place}"
        for person in range(1, 31)
        for place in range(12)
    ]
    return _dataset(tmp_path, ratings)


def test_load_hands_on_the_very_file(dataset: Dataset) -> None:
    archive = load.entrypoint(dataset, "", FetchSettings())

    assert dataset.path is not None
    assert archive.only_file().read_bytes() == dataset.path.read_bytes()


def test_prepare_gives_tables_and_a_page(dataset: Dataset) -> None:
    archive = load.entrypoint(dataset, "", FetchSettings())

    prepared, report = prepare.entrypoint(dataset, archive)

    assert Manifest.read(prepared.path).n_ratings == 360
    assert "<html" in report.lower()


def test_prepare_stops_at_a_fatal_finding(tmp_path: Path) -> None:
    empty = _dataset(tmp_path, [])
    archive = load.entrypoint(empty, "", FetchSettings())

    with pytest.raises(IntegrityError):
        prepare.entrypoint(empty, archive)


def test_train_gives_a_bundle_that_opens(dataset: Dataset) -> None:
    prepared, _ = prepare.entrypoint(dataset, load.entrypoint(dataset, "", FetchSettings()))
    training = TrainingSettings(
        spectral_svd=SpectralSettings(n_factors=3),
        rating_svd=RatingSettings(n_factors=3, n_epochs=2),
    )

    model = train.entrypoint(prepared, training, JudgingSettings())

    assert load_bundle(model.path).info.dataset == "tiny"
    assert not model.kept


def test_train_keeps_what_the_model_answers_to_the_golden_lists(dataset: Dataset) -> None:
    prepared, _ = prepare.entrypoint(dataset, load.entrypoint(dataset, "", FetchSettings()))
    model = train.entrypoint(prepared, TrainingSettings(), JudgingSettings())

    kept = golden_of(model.path)

    assert kept
    check_parity(Engine(load_bundle(model.path)), kept, model.path)


def test_package_leaves_a_refusal_as_it_is(home: Path) -> None:
    decision = Decision(
        released=False,
        mode="first release",
        first_release=True,
        dataset="tiny",
        data_version="0" * 64,
        rules=(Rule(name="a rule", passed=False, reason="it was not kept"),),
    )
    candidate = Candidate(version="1", artefact="nowhere", digest="", figures={}, decision=decision)

    kept, report = package.entrypoint(candidate)

    assert kept == decision
    assert "it was not kept" in report
    assert not (home / "bentoml").exists()
