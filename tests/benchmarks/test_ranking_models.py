"""The published figures of the models that sum over favourites, met on the real data.

``pytest tests/benchmarks/test_ranking_models.py`` prints them; it needs CINQ_ARCHIVES, and minutes.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from cinq.data.catalogue import Catalogue
from cinq.data.declarations import declaration
from cinq.data.interactions import Interactions
from cinq.data.prepare import prepare
from cinq.data.prepared import load_prepared
from cinq.evaluation.protocol import Comparison, compare
from cinq.hyperparameters import Hyperparameters, PureSVDSettings
from cinq.models.family import build
from cinq.models.recommender import Recommender

pytestmark = pytest.mark.slow

DEFAULTS = Hyperparameters()
LIKES = Hyperparameters(pure_svd=PureSVDSettings(values="likes", n_factors=16))

PUBLISHED = {
    "knn_cosine": (0.835, 0.447),
    "knn_asymmetric": (0.842, 0.454),
    "knn_adjusted_cosine": (0.787, 0.376),
    "knn_pearson": (0.781, 0.355),
    "pure_svd": (0.828, 0.424),
    "pure_svd of likes": (0.809, 0.417),
    "ials": (0.832, 0.443),
    "ease": (0.835, 0.444),
}
"""Hit@5 and NDCG@10 that were measured before these models were written here."""

BETTER = ("knn_adjusted_cosine", "knn_pearson")
"""Here lengths are of all of a film's ratings, and unlike films are no neighbours."""

TOLERANCE = 0.02
"""About the half width of an interval."""


def way(name: str) -> Callable[[Interactions, Catalogue], Recommender]:
    settings = LIKES if name.endswith("of likes") else DEFAULTS
    return lambda ratings, films: build(name.removesuffix(" of likes"), settings).fit(
        ratings, films, 0
    )


@pytest.fixture(scope="module")
def comparison(movielens_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("movielens") / "data"
    prepare(declaration("ml-latest-small"), movielens_archive, folder)
    prepared = load_prepared(folder)
    names = ("popularity", "damped_mean", *PUBLISHED)
    ways = {name: way(name) for name in names}
    return compare(prepared.interactions, prepared.catalogue, ways)


def test_onboarding_figures_are_those_published(
    comparison: Comparison, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {name: comparison.figures(name) for name in comparison.metrics}
    with capsys.disabled():
        for name, figures in found.items():
            ndcg = figures.ndcg_at_10
            print(  # noqa: T201 - the figures are for people to read
                f"{name:20} Hit@5 {figures.hit_at_5.estimate:.3f}  NDCG@10 {ndcg.estimate:.4f} "
                f"[{ndcg.low:.3f}, {ndcg.high:.3f}]  R@20 {figures.recall_at_20.estimate:.3f}  "
                f"novelty {figures.novelty.estimate:.2f}  cov@5 {figures.coverage_at_5:.3f}"
            )
    for name, (hit, ndcg) in PUBLISHED.items():
        more = 0.02 if name in BETTER else 0.0
        assert found[name].hit_at_5.estimate == pytest.approx(hit + more / 2, abs=TOLERANCE)
        assert found[name].ndcg_at_10.estimate == pytest.approx(ndcg + more, abs=TOLERANCE)


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_model_but_pearson_is_surely_better_than_popularity(
    comparison: Comparison, name: str
) -> None:
    gain = comparison.over(name, "popularity").ndcg_at_10
    assert gain.low > (-0.01 if name == "knn_pearson" else 0.01)
