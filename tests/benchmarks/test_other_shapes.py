"""Whether the defaults, chosen on ml-latest-small, carry over to data of another shape.

``pytest tests/benchmarks/test_other_shapes.py`` trains every ranker at its defaults on simulated
ratings and writes the table in ``docs/own-data.md``; it needs half a minute.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cinq.data.catalogue import Catalogue, Film
from cinq.data.interactions import Interactions, Scale
from cinq.data.simulator import Shape, make_world, ratings_in_blocks
from cinq.evaluation.protocol import PROTOCOL, Comparison, compare, rotating_folds
from cinq.hyperparameters import Hyperparameters
from cinq.models.family import build, member
from cinq.models.recommender import Recommender
from tests.benchmarks.figures_in_docs import between_marks, row

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parents[2] / "docs" / "own-data.md"
RIVALS = ("popularity", "knn_cosine", "pure_svd")
SHAPES = {
    "more people than films": Shape(2_500, 2_000, 150_000),
    "few people, many films": Shape(400, 4_000, 40_000),
    "many people, few films": Shape(6_000, 120, 140_000),
}
N_FOLDS = 3


def simulated(shape: Shape, seed: int = 1) -> tuple[Interactions, Catalogue]:
    """Ratings of such a shape, and films of which nothing is known but the id."""
    parts = list(ratings_in_blocks(make_world(shape, seed), seed))
    interactions = Interactions(
        user_ids=np.arange(1, shape.n_users + 1),
        users=np.concatenate([part.users for part in parts]),
        films=np.concatenate([part.films for part in parts]),
        ratings=np.concatenate([part.half_stars for part in parts]).astype(np.float32) / 2,
        timestamps=np.concatenate([part.timestamps for part in parts]),
        n_films=shape.n_films,
        scale=Scale(0.5, 5.0, 4.0),
    )
    films = [Film(film, str(film), None, (), (), (), (), "") for film in range(shape.n_films)]
    return interactions, Catalogue(tuple(films))


def at_defaults(name: str) -> Callable[[Interactions, Catalogue], Recommender]:
    return lambda ratings, films: build(name, Hyperparameters()).fit(ratings, films, 0)


@pytest.fixture(scope="module")
def found() -> dict[str, Comparison]:
    ways = {name: at_defaults(name) for name in ("spectral_svd", *RIVALS)}
    once = PROTOCOL.model_copy(update={"draws": 1})
    comparisons = {}
    for title, shape in SHAPES.items():
        ratings, films = simulated(shape)
        folds = rotating_folds(ratings, N_FOLDS)
        comparisons[title] = compare(ratings, films, ways, folds, once)
    return comparisons


def test_the_table_in_the_docs_is_of_this_run(found: dict[str, Comparison]) -> None:
    heads = ["people, films, ratings", "spectral SVD, NDCG@10"]
    heads += [f"less {member(name).title}" for name in RIVALS]
    lines = [row(heads), row(["---"] * len(heads))]
    for title, shape in SHAPES.items():
        comparison = found[title]
        ours = comparison.figures("spectral_svd").ndcg_at_10
        cells = [f"{shape.n_users:,}; {shape.n_films:,}; {shape.n_ratings:,}"]
        cells.append(f"{ours.estimate:.3f} [{ours.low:.3f}, {ours.high:.3f}]")
        for name in RIVALS:
            gain = comparison.over("spectral_svd", name).ndcg_at_10
            cells.append(f"{gain.estimate:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]")
        lines.append(row(cells))
    between_marks(PAGE, "\n".join(lines))
    assert "spectral SVD, NDCG@10" in PAGE.read_text()


@pytest.mark.parametrize("title", SHAPES)
def test_the_spectral_svd_stays_surely_above_popularity(
    found: dict[str, Comparison], title: str
) -> None:
    assert found[title].over("spectral_svd", "popularity").ndcg_at_10.low > 0.03


@pytest.mark.parametrize("rival", ["knn_cosine", "pure_svd"])
@pytest.mark.parametrize("title", ["more people than films", "few people, many films"])
def test_the_spectral_svd_is_not_below_its_rivals(
    found: dict[str, Comparison], title: str, rival: str
) -> None:
    gain = found[title].over("spectral_svd", rival).ndcg_at_10
    assert gain.estimate > 0
    assert gain.low > -0.01


def test_with_few_films_nearest_neighbours_are_a_little_better(
    found: dict[str, Comparison],
) -> None:
    few = found["many people, few films"]
    assert few.over("spectral_svd", "pure_svd").ndcg_at_10.low > 0
    assert -0.03 < few.over("spectral_svd", "knn_cosine").ndcg_at_10.estimate < 0
