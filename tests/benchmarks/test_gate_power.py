"""How often the gate is right on MovieLens' people; CINQ_LONG=1 makes the docs' page anew."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from plotly.subplots import make_subplots

from cinq.data.declarations import declaration
from cinq.data.interactions import Interactions
from cinq.data.prepare import prepare
from cinq.data.prepared import Prepared, load_prepared
from cinq.evaluation.figures import Judgement
from cinq.evaluation.judgement import judge
from cinq.evaluation.protocol import compare
from cinq.metrics.intervals import person_means
from cinq.models.item_knn import ItemKNN
from cinq.models.recommender import Recommender
from cinq.models.spectral_svd import SpectralSVD
from cinq.models.training import Provenance, train_bundle
from cinq.pictures import still
from cinq.promotion.power import ReleaseRate, release_rate
from cinq.settings import ROOT, GateSettings, JudgingSettings, TrainingSettings, load_settings

pytestmark = pytest.mark.slow

LONG = bool(os.environ.get("CINQ_LONG"))
EFFORT = {"n_decisions": 1000, "samples": 2000} if LONG else {"n_decisions": 200, "samples": 300}
N_PAIRS = 3
KEPT = 0.85
"""Share of the training people that each model of a pair learns from."""

TRUTHS = (-0.02, -0.01, -0.005, 0.0, 0.005, 0.01, 0.02)
PEOPLE = (117, 579, 2000)
COLOURS = ("#b3ad9f", "#2f7d9d", "#c2571a")
GATE = GateSettings()


@dataclass(frozen=True)
class Ground:
    """What decisions are simulated on: models trained alike, and of two kinds."""

    judgement: Judgement
    differences: list[np.ndarray]
    of_two_kinds: list[np.ndarray]


def trained_on_some(ratings: Interactions, films: object, seed: int) -> Recommender:
    """The same way of training on other people, as a later training would be."""
    kept = np.random.default_rng(seed).random(ratings.n_users) < KEPT
    return SpectralSVD().fit(ratings.of_users(kept), films, seed)


@pytest.fixture(scope="module")
def movielens(movielens_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("movielens") / "data"
    prepare(declaration("ml-latest-small"), movielens_archive, folder)
    return load_prepared(folder)


@pytest.fixture(scope="module")
def ground(movielens: Prepared) -> Ground:
    settings = load_settings()
    training: TrainingSettings = settings.training
    bundles = [
        train_bundle(
            movielens,
            training.model_copy(update={"seed": seed, "ranker": "spectral_svd"}),
            settings.judging,
            Provenance(),
        )
        for seed in (1, 2)
    ]
    judgement = judge(movielens, bundles[0], bundles[1], settings.judging, GATE)
    ways = {
        f"{pair}{side}": lambda ratings, films, seed=10 * pair + place: trained_on_some(
            ratings, films, seed
        )
        for pair in range(N_PAIRS)
        for place, side in enumerate("ab")
    }
    ways["neighbours"] = lambda ratings, films: ItemKNN().fit(ratings, films, 0)
    draws = JudgingSettings(draws=10)
    found = compare(movielens.interactions, movielens.catalogue, ways, judging=draws)

    def difference(one: str, other: str) -> np.ndarray:
        gained = found.metrics[one].ndcg_at_10 - found.metrics[other].ndcg_at_10
        return person_means(gained, found.cases.people)

    return Ground(
        judgement,
        [difference(f"{pair}a", f"{pair}b") for pair in range(N_PAIRS)],
        [difference("0a", "neighbours")],
    )


def rate(
    ground: Ground, truth: float, n_people: int, mode: str, two_kinds: bool = False
) -> ReleaseRate:
    pairs = ground.of_two_kinds if two_kinds else ground.differences
    return release_rate(ground.judgement, pairs, truth, n_people, mode, GATE, **EFFORT)


@pytest.mark.parametrize("two_kinds", [False, True])
def test_equal_models_are_promoted_in_at_most_one_of_twenty(ground, two_kinds):
    for n_people in PEOPLE:
        found = rate(ground, 0.0, n_people, "superior", two_kinds)
        assert found.interval[0] <= 0.05, found


@pytest.mark.parametrize("two_kinds", [False, True])
def test_a_model_worse_by_two_points_is_not_called_non_inferior(ground, two_kinds):
    for n_people in PEOPLE:
        found = rate(ground, -0.02, n_people, "non_inferior", two_kinds)
        assert found.rate <= 0.05, found


@pytest.mark.parametrize("two_kinds", [False, True])
def test_a_model_better_by_one_point_is_released_on_two_thousand_people(ground, two_kinds):
    assert rate(ground, 0.01, 2000, "superior", two_kinds).rate >= 0.8


@pytest.mark.skipif(not LONG, reason="the page takes minutes: CINQ_LONG=1, as `make nightly`")
def test_the_power_curve_is_drawn_for_the_docs(ground):
    rates = [
        rate(ground, truth, n_people, mode)
        for mode in ("superior", "non_inferior")
        for n_people in PEOPLE
        for truth in TRUTHS
    ]
    drawing = still(drawn(rates))
    (ROOT / "docs" / "images" / "gate-power.svg").write_text(drawing, encoding="utf-8")
    spread = float(np.mean([of.std() for of in ground.differences]))
    (ROOT / "docs" / "gate-power.md").write_text(page(rates, spread), encoding="utf-8")
    assert drawing.endswith("</svg>\n")


def drawn(rates: list[ReleaseRate]) -> object:
    figure = make_subplots(cols=2, subplot_titles=["superior", "non-inferior"])
    for column, mode in enumerate(("superior", "non_inferior"), 1):
        for n_people, colour in zip(PEOPLE, COLOURS, strict=True):
            line = [r for r in rates if (r.mode, r.n_people) == (mode, n_people)]
            figure.add_scatter(
                name=f"{n_people:,} people",
                x=[r.truth for r in line],
                y=[r.rate for r in line],
                mode="lines+markers",
                marker={"color": colour},
                showlegend=column == 1,
                col=column,
                row=1,
            )
    figure.update_xaxes(title="true difference in NDCG@10")
    figure.update_layout(height=380, yaxis_title="share released")
    return figure


def page(rates: list[ReleaseRate], spread: float) -> str:
    lines = [
        "# How often the gate is right",
        "",
        "Made by `CINQ_LONG=1 pytest tests/benchmarks/test_gate_power.py`, part of `make nightly`.",
        "",
        (
            f"Each cell is {EFFORT['n_decisions']:,} decisions of the gate itself, each with its "
            f"own bootstrap of {EFFORT['samples']:,} samples, on people drawn with replacement "
            "from the 579 of MovieLens latest-small. The models of a pair are trained the same "
            f"way on different {KEPT:.0%} of the training people; their paired differences in "
            f"NDCG@10 (standard deviation {spread:.3f} over people, ten draws each) are moved to "
            "the true difference named. The share that is released, with its 95 % interval:"
        ),
        "",
        "![Share released against the true difference](images/gate-power.svg)",
        "",
    ]
    for mode, asked in (
        ("superior", "unchanged data: lower end above 0"),
        ("non_inferior", "newer data: lower end above -.01"),
    ):
        lines += [
            f"## {mode.replace('_', '-').capitalize()} ({asked})",
            "",
            "| true difference | " + " | ".join(f"{n:,} people" for n in PEOPLE) + " |",
            "|---" * (len(PEOPLE) + 1) + "|",
        ]
        for truth in TRUTHS:
            cells = [
                f"{r.rate:.1%} [{r.interval[0]:.1%}, {r.interval[1]:.1%}]"
                for n in PEOPLE
                for r in rates
                if (r.mode, r.n_people, r.truth) == (mode, n, truth)
            ]
            lines.append(f"| {truth:+.3f} | " + " | ".join(cells) + " |")
        lines.append("")
    return "\n".join(lines)
