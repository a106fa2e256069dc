"""The published figures of the research protocol, met on the real data.

``pytest tests/benchmarks/test_protocol_figures.py`` prints them; it needs CINQ_ARCHIVES, and some
minutes, most of them for SVD++.
"""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cinq.data.declarations import declaration
from cinq.data.prepare import prepare
from cinq.data.prepared import Prepared, load_prepared
from cinq.evaluation.protocol import Comparison, compare, rating_error_in_folds
from cinq.hyperparameters import RatingSettings, SpectralSettings, SVDppSettings
from cinq.models.bayesian_mf import BayesianMF
from cinq.models.nmf import NMF
from cinq.models.popularity import Popularity
from cinq.models.rater import Rater
from cinq.models.rating_svd import RatingSVD
from cinq.models.spectral_svd import SpectralSVD
from cinq.models.svdpp import SVDpp

SURPRISE_DEFAULTS = RatingSettings(
    n_factors=100, n_epochs=20, learning_rate=0.005, regularization=0.02, fold_in_regularization=5
)
SPECTRAL = SpectralSettings(
    n_factors=64,
    rating_exponent=0.0,
    user_exponent=0.5,
    item_exponent=0.4,
    spectrum_exponent=0.75,
    popularity_in=0.45,
    popularity_out=0.0,
    n_power_iterations=4,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def movielens(movielens_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("movielens") / "data"
    prepare(declaration("ml-latest-small"), movielens_archive, folder)
    return load_prepared(folder)


@pytest.fixture(scope="module")
def comparison(movielens: Prepared) -> Comparison:
    return compare(
        movielens.interactions,
        movielens.catalogue,
        {
            "popularity": lambda ratings, films: Popularity().fit(ratings, films, 0),
            "rating SVD": lambda ratings, films: RatingSVD(SURPRISE_DEFAULTS).fit(
                ratings, films, 0
            ),
            "spectral SVD": lambda ratings, films: SpectralSVD(SPECTRAL).fit(ratings, films, 0),
        },
    )


def show(capsys: pytest.CaptureFixture[str], lines: list[str]) -> None:
    with capsys.disabled():
        print("", *lines, sep="\n")  # noqa: T201 - the figures are for people to read


def test_onboarding_figures_are_those_published(
    comparison: Comparison, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {name: comparison.figures(name) for name in comparison.metrics}
    lines = [f"{comparison.cases.n_people} people, {len(comparison.cases)} cases"]
    for name, figures in found.items():
        ndcg = figures.ndcg_at_10
        lines.append(
            f"{name:13} Hit@5 {figures.hit_at_5.estimate:.3f}  NDCG@10 {ndcg.estimate:.4f} "
            f"[{ndcg.low:.3f}, {ndcg.high:.3f}]  R@20 {figures.recall_at_20.estimate:.3f}  "
            f"novelty {figures.novelty.estimate:.2f}  cov@5 {figures.coverage_at_5:.3f}"
        )
    show(capsys, lines)
    assert found["popularity"].hit_at_5.estimate == pytest.approx(0.761, abs=0.02)
    assert found["popularity"].ndcg_at_10.estimate == pytest.approx(0.353, abs=0.02)
    assert found["rating SVD"].hit_at_5.estimate == pytest.approx(0.592, abs=0.04)
    assert found["rating SVD"].ndcg_at_10.estimate == pytest.approx(0.210, abs=0.04)
    assert found["spectral SVD"].hit_at_5.estimate >= 0.84
    assert found["spectral SVD"].ndcg_at_10.estimate >= 0.455


def test_spectral_svd_is_surely_better_than_popularity(comparison: Comparison) -> None:
    assert comparison.over("spectral SVD", "popularity").ndcg_at_10.low > 0.05
    assert comparison.over("rating SVD", "popularity").ndcg_at_10.high < 0


TUNED = RatingSettings(
    n_factors=100, n_epochs=50, learning_rate=0.01, regularization=0.1, fold_in_regularization=5
)
BRIEF = SVDppSettings(n_epochs=10, learning_rate=0.01, regularization=0.1)
"""SVD++ takes two seconds of processor an epoch: ten of them must do."""


@pytest.mark.parametrize(
    ("name", "make", "low", "high"),
    [
        ("rating SVD, Surprise's defaults", lambda: RatingSVD(SURPRISE_DEFAULTS), 0.874, 0.882),
        ("rating SVD, tuned", lambda: RatingSVD(TUNED), 0.845, 0.855),
        ("NMF, Surprise's defaults", NMF, 0.90, 0.95),
        ("SVD++, ten epochs", lambda: SVDpp(BRIEF), 0.86, 0.89),
        ("Bayesian matrix factorisation", BayesianMF, 0.80, 0.840),
    ],
)
def test_rating_error_is_the_published_one_or_better(
    movielens: Prepared,
    capsys: pytest.CaptureFixture[str],
    name: str,
    make: Callable[[], Rater],
    low: float,
    high: float,
) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    rmse, mae = rating_error_in_folds(movielens.interactions, movielens.catalogue, make)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    cost = f"a fold {wall / 5:.1f} s, {cpu / 5:.1f} s of processor"
    show(capsys, [f"{name:32} 5 folds: RMSE {rmse:.4f}, MAE {mae:.4f}; {cost}"])
    assert low <= rmse <= high
