"""A film for two: ways of agreeing on one list, before pairs of held-out people.

``pytest -s tests/benchmarks/test_together.py`` prints the figures and writes them into
``docs/together.md``; it needs CINQ_ARCHIVES, and a minute. The constants of the fair method were
chosen on the people of the first three folds; these figures are of the other seven.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from cinq.data.declarations import declaration
from cinq.data.prepare import prepare
from cinq.data.prepared import Prepared, load_prepared
from cinq.evaluation.cases import draw_cases
from cinq.evaluation.pairs import Kind, PairFigures, joined, judge_pairs, match
from cinq.evaluation.protocol import PROTOCOL, rotating_folds
from cinq.metrics.intervals import Interval
from cinq.models.family import build
from cinq.serving.agreement import METHODS
from cinq.settings import ROOT, TrainingSettings
from tests.benchmarks.figures_in_docs import between_marks, row

pytestmark = pytest.mark.slow

PAGE = ROOT / "docs" / "together.md"
KINDS: tuple[Kind, ...] = ("random", "similar", "dissimilar")
SHOWN = {
    "ndcg_at_10_mean": "NDCG@10, mean",
    "ndcg_at_10_least": "NDCG@10, worse off",
    "hit_at_5_mean": "Hit@5, mean",
    "hit_at_5_least": "Hit@5, worse off",
}
BOOTSTRAP = {"samples": 2000, "confidence": 0.95, "seed": 0}


@pytest.fixture(scope="module")
def movielens(movielens_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("movielens") / "data"
    prepare(declaration("ml-latest-small"), movielens_archive, folder)
    return load_prepared(folder)


@pytest.fixture(scope="module")
def found(movielens: Prepared) -> dict[Kind, dict[str, PairFigures]]:
    settings = TrainingSettings()
    parts: dict[Kind, list[dict[str, PairFigures]]] = {kind: [] for kind in KINDS}
    for number, fold in enumerate(rotating_folds(movielens.interactions)[3:]):
        ranker = build(settings.ranker, settings)
        ranker.fit(fold.training, movielens.catalogue, settings.seed)
        cases = draw_cases(fold.test, PROTOCOL)
        for kind in KINDS:
            pairs = match(fold.test, cases.user_ids, kind, number)
            parts[kind].append(judge_pairs(ranker, METHODS, cases, pairs))
    return {
        kind: {name: joined([part[name] for part in of_kind]) for name in of_kind[0]}
        for kind, of_kind in parts.items()
    }


def test_a_fair_list_serves_the_one_served_worse_better_than_an_average(
    found: dict[Kind, dict[str, PairFigures]], capsys: pytest.CaptureFixture[str]
) -> None:
    text = "\n\n".join(section(kind, of_kind) for kind, of_kind in found.items())
    with capsys.disabled():
        print("", text, sep="\n")  # noqa: T201 - the figures are for people to read
    between_marks(PAGE, text)
    unlike = found["dissimilar"]["fair"].over(found["dissimilar"]["average"], **BOOTSTRAP)
    assert unlike["hit_at_5_least"].low > 0
    assert unlike["ndcg_at_10_least"].low > 0
    for of_kind in found.values():
        assert of_kind["fair"].over(of_kind["average"], **BOOTSTRAP)["ndcg_at_10_mean"].low > -0.01


def section(kind: str, of_kind: Mapping[str, PairFigures]) -> str:
    """A table of means with intervals, and one of paired differences from the average."""
    n_pairs = len(of_kind["average"].hit_at_5_mean)
    head = [f"{kind} pairs", *SHOWN.values()]
    lines = [f"**{kind.capitalize()} pairs** ({n_pairs}):", "", row(head), row(["---"] * len(head))]
    for name, values in of_kind.items():
        lines.append(row([name, *_cells(values.intervals(**BOOTSTRAP))]))
    lines += ["", "Less the average:", "", row(head), row(["---"] * len(head))]
    for name in ("least_misery", "fair"):
        gain = of_kind[name].over(of_kind["average"], **BOOTSTRAP)
        lines.append(row([name, *_cells(gain, "+")]))
    return "\n".join(lines)


def _cells(found: Mapping[str, Interval], sign: str = "") -> list[str]:
    return [
        f"{found[name].estimate:{sign}.3f} [{found[name].low:{sign}.3f}, "
        f"{found[name].high:{sign}.3f}]"
        for name in SHOWN
    ]
