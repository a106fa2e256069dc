"""What content, and constants in place of each person's own widths, are worth in a hybrid.

``pytest tests/benchmarks/test_hybrid_figures.py`` prints it; it needs CINQ_ARCHIVES and minutes.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.declarations import declaration
from cinq.data.interactions import Interactions
from cinq.data.prepare import prepare
from cinq.data.prepared import Prepared, load_prepared
from cinq.evaluation.protocol import Comparison, compare
from cinq.hyperparameters import ContentSettings, Hyperparameters, SpectralSettings
from cinq.models.family import build
from cinq.models.hybrid import Hybrid
from cinq.models.recommender import Profile, Recommender

pytestmark = pytest.mark.slow

LIKES_ALONE = SpectralSettings(rating_exponent=0, spectrum_exponent=0.75)
"""The spectral SVD of likes as it was published."""


class PerPerson(Hybrid):
    """The same hybrid, each component divided by the width of each person's own scores."""

    def score(self, profiles: Sequence[Profile]) -> NDArray[np.float32]:
        """Not a sum over favourites."""
        parts = [self._parts(profile) for profile in profiles]
        total = np.zeros((len(profiles), len(self.popularity)), np.float32)
        asked = (1.0, self.settings.content_weight)
        for place, (component, weight) in enumerate(zip(self.components, asked, strict=True)):
            scores = component.score([of[place] for of in parts])
            total += (
                weight
                * (scores - scores.mean(axis=1, keepdims=True))
                / scores.std(axis=1, keepdims=True)
            )
        return total


def of_family(
    name: str, hyperparameters: Hyperparameters | None = None
) -> Callable[[Interactions, Catalogue], Recommender]:
    return lambda ratings, films: build(name, hyperparameters or Hyperparameters()).fit(
        ratings, films, 0
    )


@pytest.fixture(scope="module")
def movielens(movielens_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("movielens") / "data"
    prepare(declaration("ml-latest-small"), movielens_archive, folder)
    return load_prepared(folder)


@pytest.fixture(scope="module")
def comparison(movielens: Prepared) -> Comparison:
    plain = Hyperparameters(content=ContentSettings(popularity_out=0))
    likes = Hyperparameters(spectral_svd=LIKES_ALONE)
    return compare(
        movielens.interactions,
        movielens.catalogue,
        {
            "popularity": of_family("popularity"),
            "content, no popularity": of_family("content", plain),
            "content": of_family("content"),
            "k-NN": of_family("knn_asymmetric"),
            "hybrid of k-NN": of_family("hybrid_knn"),
            "spectral SVD, likes": of_family("spectral_svd", likes),
            "spectral SVD": of_family("spectral_svd"),
            "hybrid, likes": of_family("hybrid", likes),
            "hybrid, no popularity": of_family("hybrid", plain),
            "hybrid": of_family("hybrid"),
            "hybrid, per person": lambda ratings, films: PerPerson().fit(ratings, films, 0),
        },
    )


def test_the_hybrid_is_surely_better_than_its_parts(
    comparison: Comparison, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [f"{comparison.cases.n_people} people, {len(comparison.cases)} cases"]
    for name in comparison.metrics:
        figures, over = comparison.figures(name), comparison.over("hybrid", name).ndcg_at_10
        ndcg = figures.ndcg_at_10
        lines.append(
            f"{name:22} Hit@5 {figures.hit_at_5.estimate:.3f}  NDCG@10 {ndcg.estimate:.4f} "
            f"[{ndcg.low:.3f}, {ndcg.high:.3f}]  R@20 {figures.recall_at_20.estimate:.3f}  "
            f"novelty {figures.novelty.estimate:.2f}  cov@5 {figures.coverage_at_5:.3f}  "
            f"hybrid over it {over.estimate:+.4f} [{over.low:+.4f}, {over.high:+.4f}]"
        )
    with capsys.disabled():
        print("", *lines, sep="\n")  # noqa: T201 - the figures are for people to read
    assert comparison.figures("hybrid").ndcg_at_10.estimate >= 0.475
    for part in ("spectral SVD", "spectral SVD, likes", "content", "k-NN", "hybrid of k-NN"):
        assert comparison.over("hybrid", part).ndcg_at_10.low > 0
    assert comparison.over("hybrid of k-NN", "k-NN").ndcg_at_10.low > 0


def test_constants_lose_nothing_against_each_persons_own_widths(comparison: Comparison) -> None:
    assert comparison.over("hybrid", "hybrid, per person").ndcg_at_10.high > 0
