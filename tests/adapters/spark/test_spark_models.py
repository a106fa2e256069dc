"""Spark fits the models of this machine."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cinq.adapters.spark.engine import SparkEngine
from cinq.adapters.spark.ratings import ALSRatings
from cinq.adapters.spark.spectral import SparkSpectralSVD
from cinq.data.interactions import Interactions
from cinq.data.people import Split
from cinq.data.prepared import Prepared
from cinq.errors import ModelError
from cinq.evaluation.bias_only import fit_bias_only
from cinq.hyperparameters import ALSSettings
from cinq.models.family import class_of
from cinq.models.hybrid import Hybrid
from cinq.models.rating_svd import RatingSVD
from cinq.models.spectral_svd import SpectralSVD
from cinq.settings import TrainingSettings, load_settings
from tests.models.conftest import make_world

pytestmark = pytest.mark.integration

SEED = 20


def show(capsys: pytest.CaptureFixture[str], line: str) -> None:
    with capsys.disabled():
        print(f"\n{line}")  # noqa: T201 - the figures are for people to read


@pytest.fixture(scope="module")
def training() -> TrainingSettings:
    return load_settings().training.model_copy(update={"engine": "spark"})


@pytest.fixture(scope="module")
def engine(spark: Any, scratch: Path) -> SparkEngine:
    return SparkEngine(spark, scratch)


@pytest.fixture(scope="module")
def by_spark(
    engine: SparkEngine, training: TrainingSettings, learned: Interactions, data: Prepared
) -> Hybrid:
    """The hybrid that is served, with its spectral part decomposed by Spark."""
    fitted = engine.ranker(training).model.fit(learned, data.catalogue, SEED)
    assert isinstance(fitted, Hybrid)
    return fitted


def test_the_spectral_arrays_are_those_of_this_machine(
    by_spark: Hybrid, training: TrainingSettings, learned: Interactions, data: Prepared
) -> None:
    local = SpectralSVD(training.spectral_svd).fit(learned, data.catalogue, SEED)
    found = by_spark.main.arrays()
    assert found.keys() == local.arrays().keys()
    for name, array in local.arrays().items():
        np.testing.assert_allclose(found[name], array, rtol=1e-3, atol=1e-6)


def test_singular_values_are_those_of_this_machine(
    spark: Any,
    scratch: Path,
    training: TrainingSettings,
    learned: Interactions,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = training.spectral_svd.model_copy(update={"n_power_iterations": 1})
    ours, _ = SparkSpectralSVD(settings, spark, scratch).decomposed(learned, 64, SEED)
    theirs, _ = SpectralSVD(settings).decomposed(learned, 64, SEED)
    apart = float(np.abs(ours / theirs - 1).max())
    show(capsys, f"singular values differ by {apart:.1e} at most, relative")
    assert apart < 1e-3


def test_fives_for_the_people_who_judge_are_the_same(
    by_spark: Hybrid,
    training: TrainingSettings,
    learned: Interactions,
    split: Split,
    data: Prepared,
    capsys: pytest.CaptureFixture[str],
) -> None:
    saved = class_of("hybrid").from_arrays(by_spark.arrays(), data.catalogue)
    local = Hybrid(training.hybrid, SpectralSVD(training.spectral_svd)).fit(
        learned, data.catalogue, SEED
    )
    liked = split.judging.take(split.judging.liked)
    bounds = liked.indptr()
    shared = []
    for start, stop in pairwise(bounds):
        picks = data.catalogue.film_ids[liked.films[start : min(stop, start + 5)]].tolist()
        fives = []
        for model in (saved, local):
            profile = model.profile(picks)
            scores = model.score([profile])[0]
            scores[profile.picks] = -np.inf
            fives.append(set(np.argsort(-scores, kind="stable")[:5].tolist()))
        shared.append(len(fives[0] & fives[1]) / 5)
    show(capsys, f"fives of {len(shared)} people overlap by {np.mean(shared):.4f}")
    assert len(shared) > 100
    assert np.mean(shared) >= 0.95


def test_als_is_read_as_a_rating_svd_and_beats_biases(
    engine: SparkEngine,
    training: TrainingSettings,
    learned: Interactions,
    split: Split,
    data: Prepared,
    capsys: pytest.CaptureFixture[str],
) -> None:
    als = engine.rater(training, len(learned)).model.fit(learned, data.catalogue, SEED)
    model = RatingSVD.from_arrays(als.arrays(), data.catalogue)
    held = split.held_out
    local = RatingSVD(training.rating_svd).fit(learned, data.catalogue, SEED)
    people = model.user_rows(held.user_ids[held.users])
    predicted = [each.predict(people, held.films) for each in (model, local)]
    biases = fit_bias_only(learned).predict(held.users, held.films)
    rmse, of_local, of_biases = (
        float(np.sqrt(np.mean((found - held.ratings) ** 2))) for found in (*predicted, biases)
    )
    show(capsys, f"RMSE: ALS {rmse:.4f}, rating SVD {of_local:.4f}, biases alone {of_biases:.4f}")
    assert rmse < of_biases
    assert rmse < 0.90
    known = model.knowing(data.interactions)
    assert known.n_known == data.interactions.n_users


def test_als_learns_for_more_epochs_than_javas_stack_remembers(spark: Any, scratch: Path) -> None:
    world = make_world()
    settings = ALSSettings(n_factors=4, n_epochs=20)
    als = ALSRatings(settings, spark, scratch).fit(world.interactions, world.catalogue, SEED)
    likes = world.interactions.liked
    found = als.predict(world.interactions.users, world.interactions.films)
    assert found[likes].mean() > found[~likes].mean() + 1
    assert not list(scratch.glob("spark-*"))


def test_models_that_spark_lacks_are_named(engine: SparkEngine, training: TrainingSettings) -> None:
    other = training.model_copy(update={"ranker": "ease", "rater": "nmf"})
    with pytest.raises(ModelError, match=r"not ease: set training\.ranker"):
        engine.ranker(other)
    with pytest.raises(ModelError, match=r"not by nmf: set training\.rater"):
        engine.rater(other, 1)
