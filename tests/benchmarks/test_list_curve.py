"""What lists gain in variety and lose in accuracy, on the real data.

``pytest tests/benchmarks/test_list_curve.py`` writes the figures of docs/lists.md; it needs
CINQ_ARCHIVES, and two minutes.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cinq.data.declarations import declaration
from cinq.data.prepare import prepare
from cinq.data.prepared import Prepared, load_prepared
from cinq.evaluation.figures import OnboardingFigures
from cinq.evaluation.list_curve import list_curve
from cinq.evaluation.protocol import Comparison
from cinq.hyperparameters import ListSettings
from cinq.metrics.intervals import Interval
from cinq.models.family import build
from cinq.pictures import still
from cinq.settings import ROOT, load_settings
from tests.benchmarks.figures_in_docs import between_marks, row

RANKER = "hybrid"
PAGE = ROOT / "docs" / "lists.md"
IMAGES = ROOT / "docs" / "images"
PICTURES: dict[str, tuple[str, Callable[[OnboardingFigures], float]]] = {
    "lists-coverage.svg": ("coverage@5", lambda found: found.coverage_at_5),
    "lists-diversity.svg": (
        "diversity of a five",
        lambda found: found.intra_list_diversity.estimate,
    ),
    "lists-novelty.svg": ("novelty, bits", lambda found: found.novelty.estimate),
}
PLAIN, SERVED = "order of score", "served"

CURVES: dict[str, tuple[str, list[float]]] = {
    "exploration": ("#3f6fb5", [0.2, 0.4, 0.6, 0.8]),
    "popularity_dial": ("#c2703d", [0.2, 0.4, 0.6, 0.7, 0.8]),
    "diversity": ("#4f8f5b", [0.03, 0.05, 0.1, 0.2, 0.3, 0.5]),
}
BOTH = [(0.2, 0.03), (0.2, 0.05), (0.4, 0.03), (0.4, 0.05), (0.4, 0.1), (0.6, 0.03), (0.6, 0.05)]

pytestmark = pytest.mark.slow


def points() -> dict[str, ListSettings]:
    found = {PLAIN: ListSettings(), SERVED: load_settings().training.lists}
    for dial, (_, values) in CURVES.items():
        found |= {point(dial, value): ListSettings(**{dial: value}) for value in values}
    for exploration, diversity in BOTH:
        name = f"{point('exploration', exploration)}, {point('diversity', diversity)}"
        found[name] = ListSettings(exploration=exploration, diversity=diversity)
    return found


def point(dial: str, value: float) -> str:
    return f"{dial.replace('_', ' ')} {value:g}"


@pytest.fixture(scope="module")
def movielens(movielens_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("movielens") / "data"
    prepare(declaration("ml-latest-small"), movielens_archive, folder)
    return load_prepared(folder)


def curve(data: Prepared, people: Any) -> Comparison:
    training = load_settings().training
    return list_curve(
        data.interactions,
        data.catalogue,
        lambda ratings, films: build(RANKER, training).fit(ratings, films, 0),
        points(),
        people,
    )


def test_the_served_lists_are_accurate_and_show_more_of_the_catalogue(movielens: Prepared) -> None:
    validation, test = curve(movielens, "validation"), curve(movielens, "test")
    text = [
        (
            f"{test.cases.n_people} people, {len(test.cases):,} cases, ranker `{RANKER}`, "
            f"{test.judging.confidence:.0%} intervals."
        ),
        "",
        "Test people:",
        "",
        *table(test),
        "",
        "Validation people, on whom the setting was chosen:",
        "",
        *table(validation),
    ]
    between_marks(PAGE, "\n".join(text))
    for file, (label, of) in PICTURES.items():
        (IMAGES / file).write_text(still(picture(test, label, of)), encoding="utf-8")
    served = test.figures(SERVED)
    assert served.ndcg_at_10.estimate >= 0.470
    assert served.coverage_at_5 >= 0.06
    assert test.over(SERVED, PLAIN).ndcg_at_10.low > -0.01
    assert served.intra_list_diversity.low > test.figures(PLAIN).intra_list_diversity.high


def table(comparison: Comparison) -> list[str]:
    heads = ["lists", "NDCG@10", "against the order of score", "Hit@5", "coverage@5"]
    heads += ["diversity of a five", "novelty, bits", "share of famous films"]
    lines = [row(heads), row(["---"] * len(heads))]
    for name in comparison.metrics:
        found = comparison.figures(name)
        cells = [
            f"**{name}**" if name == SERVED else name,
            shown(found.ndcg_at_10),
            "" if name == PLAIN else shown(comparison.over(name, PLAIN).ndcg_at_10, "+.4f"),
            f"{found.hit_at_5.estimate:.3f}",
            f"{found.coverage_at_5:.4f}",
            f"{found.intra_list_diversity.estimate:.3f}",
            f"{found.novelty.estimate:.2f}",
            f"{found.popularity_share.estimate:.3f}",
        ]
        lines.append(row(cells))
    return lines


def shown(interval: Interval, form: str = ".4f") -> str:
    return f"{interval.estimate:{form}} [{interval.low:{form}}, {interval.high:{form}}]"


def picture(comparison: Comparison, label: str, of: Callable[[OnboardingFigures], float]) -> Any:
    from plotly.graph_objects import Figure

    named = {dial: [point(dial, value) for value in values] for dial, (_, values) in CURVES.items()}
    looks = {dial: (colour, "circle") for dial, (colour, _) in CURVES.items()}
    named |= {PLAIN: [PLAIN], SERVED: [SERVED]}
    looks |= {PLAIN: ("#7d786d", "circle"), SERVED: ("#b03060", "diamond")}
    figure = Figure()
    for name, names in named.items():
        found = [comparison.figures(each) for each in names]
        figure.add_scatter(
            name=name.replace("_", " "),
            x=[of(each) for each in found],
            y=[each.ndcg_at_10.estimate for each in found],
            mode="markers",
            marker={"color": looks[name][0], "symbol": looks[name][1]},
        )
    figure.update_layout(height=340, xaxis_title=label, yaxis_title="NDCG@10")
    return figure
