"""Which films to offer while somebody chooses five: strategies before held-out people.

``pytest -s tests/benchmarks/test_proposals.py`` prints the figures and writes them into
``docs/onboarding.md``; it needs CINQ_ARCHIVES, and a minute or two. The constants of the adaptive
strategy were chosen on the people of the first three folds; these figures are of the other seven.
"""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cinq.data.declarations import declaration
from cinq.data.demo import make_demo
from cinq.data.prepare import prepare
from cinq.data.prepared import Prepared, load_prepared
from cinq.evaluation.onboarding_outcomes import Outcomes, outcomes
from cinq.evaluation.onboarding_simulator import Habits, simulate, visitors
from cinq.evaluation.protocol import Fold, rotating_folds
from cinq.metrics.intervals import Interval
from cinq.models.bundle import SeenFilms
from cinq.models.family import build
from cinq.models.popularity import like_counts
from cinq.pictures import still
from cinq.serving.proposals import Adaptive, Crowd, Groups, LogPopularityEntropy, Popular
from cinq.settings import ROOT, TrainingSettings
from tests.benchmarks.figures_in_docs import between_marks, row

pytestmark = pytest.mark.slow

PAGE = ROOT / "docs" / "onboarding.md"
PICTURE = ROOT / "docs" / "images" / "onboarding.svg"
STRATEGIES = (Popular, LogPopularityEntropy, Groups, Adaptive)
MOST_PEOPLE = 300
"""Of a fold; more only make the intervals narrower."""

HABITS = {
    "As on the page: one film taken, then new proposals": Habits(),
    "Up to three films taken from a screen, the rest of it skipped": Habits(
        picks_at_once=3, skips_the_rest=True
    ),
}
SHOWN = {
    "reached_five": "reach five",
    "screens": "screens",
    "ndcg_at_5": "NDCG@5",
    "ndcg_at_5_common": "NDCG@5, common",
    "films_read": "films read",
    "recognition": "recognised",
    "surprise": "bits a pick",
    "picks": "picks",
}
BOOTSTRAP = {"samples": 2000, "confidence": 0.95, "seed": 0}


@pytest.fixture(scope="module")
def movielens(movielens_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("movielens") / "data"
    prepare(declaration("ml-latest-small"), movielens_archive, folder)
    return load_prepared(folder)


def judged(prepared: Prepared, fold: Fold, habits: Habits) -> dict[str, Outcomes]:
    training = fold.training
    crowd = Crowd.of(SeenFilms.of_all(training), training.scale, training.n_films)
    strategies = {strategy.name: strategy(crowd) for strategy in STRATEGIES}
    people = visitors(fold.test, habits)[:MOST_PEOPLE]
    settings = TrainingSettings()
    ranker = build(settings.ranker, settings).fit(training, prepared.catalogue, settings.seed)
    visits = simulate(strategies, people, habits)
    return outcomes(visits, people, ranker, like_counts(training), training.n_users, habits)


@pytest.fixture(scope="module")
def found(movielens: Prepared) -> dict[str, dict[str, Outcomes]]:
    folds = rotating_folds(movielens.interactions)[3:]
    return {
        title: _joined([judged(movielens, fold, habits) for fold in folds])
        for title, habits in HABITS.items()
    }


@pytest.fixture(scope="module")
def on_other_data(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcomes]:
    """The embedded demo, on which nothing was tuned."""
    folder = tmp_path_factory.mktemp("demo")
    made = make_demo(folder)
    prepare(declaration("demo"), made, folder / "data")
    made.unlink()  # 80 MB, and pytest keeps the folders of three runs
    prepared = load_prepared(folder / "data")
    return judged(prepared, rotating_folds(prepared.interactions)[0], Habits(min_liked=8))


def _joined(parts: list[dict[str, Outcomes]]) -> dict[str, Outcomes]:
    return {name: Outcomes.joined([part[name] for part in parts]) for name in parts[0]}


def test_adaptive_proposals_cost_no_more_and_are_worth_more(
    found: dict[str, dict[str, Outcomes]],
    on_other_data: dict[str, Outcomes],
    capsys: pytest.CaptureFixture[str],
) -> None:
    sections = [section(title, of_habits) for title, of_habits in found.items()]
    text = "\n\n".join([*sections, section("The embedded demo, as on the page", on_other_data)])
    with capsys.disabled():
        print("", text, sep="\n")  # noqa: T201 - the figures are for people to read
    between_marks(PAGE, text)
    PICTURE.write_text(still(trade(found[next(iter(HABITS))])))
    for of_habits in (*found.values(), on_other_data):
        gain = of_habits["adaptive"].over(of_habits["popularity"], **BOOTSTRAP)
        assert gain["screens"].estimate < 0
        assert gain["reached_five"].low > 0
        assert gain["ndcg_at_5"].low > 0
        assert gain["ndcg_at_5_common"].low > 0


def test_proposals_are_made_within_milliseconds(
    movielens: Prepared, capsys: pytest.CaptureFixture[str]
) -> None:
    everybody = movielens.interactions
    started = time.perf_counter()
    crowd = Crowd.of(SeenFilms.of_all(everybody), everybody.scale, everybody.n_films)
    strategy = Adaptive(crowd)
    made = time.perf_counter() - started
    rows = crowd.by_likes()
    seconds = []
    for n_chosen in (0, 2, 4) * 40:
        started = time.perf_counter()
        strategy.next_rows(rows[:n_chosen], rows[20:60], 12)
        seconds.append(time.perf_counter() - started)
    median = float(np.median(seconds))
    with capsys.disabled():
        print(f"\nmade in {made:.2f} s; {median * 1e3:.2f} ms a screen")  # noqa: T201 - as above
    assert median < 0.02


def section(title: str, of_habits: Mapping[str, Outcomes]) -> str:
    """A table of means with intervals, and one of paired differences from popularity."""
    n_people = len(of_habits["popularity"].picks)
    head = ["strategy", *SHOWN.values()]
    lines = [f"**{title}** ({n_people} people):", "", row(head), row(["---"] * len(head))]
    for name, values in of_habits.items():
        lines.append(row([name, *_cells(values.intervals(**BOOTSTRAP))]))
    lines += ["", "The same people, less popularity:", "", row(head), row(["---"] * len(head))]
    for name, values in of_habits.items():
        if name != "popularity":
            gain = values.over(of_habits["popularity"], **BOOTSTRAP)
            lines.append(row([name, *_cells(gain, "+")]))
    return "\n".join(lines)


def _cells(found: Mapping[str, Interval], sign: str = "") -> list[str]:
    cells = []
    for name in SHOWN:
        one = found[name]
        digits = 1 if name in {"screens", "films_read"} else 3
        style = f"{sign}.{digits}f"
        cells.append(f"{one.estimate:{style}} [{one.low:{style}}, {one.high:{style}}]")
    return cells


def trade(of_habits: Mapping[str, Outcomes]) -> Any:
    """Screens across, NDCG@5 up: what a pick costs and what it is worth."""
    import plotly.graph_objects as go

    figure = go.Figure()
    colours = ("#b3ad9f", "#2f7d9d", "#7a8f3c", "#c2571a")
    for (name, values), colour in zip(of_habits.items(), colours, strict=True):
        means = values.intervals(**BOOTSTRAP)
        screens, worth = means["screens"], means["ndcg_at_5"]
        figure.add_scatter(
            name=name,
            x=[screens.estimate],
            y=[worth.estimate],
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [worth.high - worth.estimate],
                "arrayminus": [worth.estimate - worth.low],
                "color": "#7d786d",
            },
            mode="markers",
            marker={"size": 13, "color": colour},
        )
    figure.update_layout(height=340)
    figure.update_xaxes(title="screens until five films are chosen")
    figure.update_yaxes(title="NDCG@5 of the list they give", rangemode="tozero")
    return figure
