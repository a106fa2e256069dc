import re

import pytest

from cinq.data.prepared import Prepared
from cinq.evaluation.figures import NamedFilm
from cinq.evaluation.judgement import Judgement, judge
from cinq.evaluation.page import page, table
from cinq.evaluation.report import judging_report
from cinq.models.bundle import ModelBundle
from cinq.settings import GateSettings, JudgingSettings


@pytest.fixture(scope="module")
def judgement(
    prepared: Prepared, bundle: ModelBundle, judging: JudgingSettings, gate: GateSettings
) -> Judgement:
    return judge(prepared, bundle, bundle, judging, gate)


def visible(report: str) -> str:
    """The page without its scripts."""
    return re.sub(r"<script.*?</script>", "", report, flags=re.DOTALL)


def test_the_report_shows_models_runs_and_golden_lists(judgement: Judgement) -> None:
    history = [{"run": f"train {run}", "time": "2026-11-01", "ndcg_at_10": 0.4} for run in range(9)]
    shown = visible(judging_report(judgement, history))
    for text in ("this run", "champion", "popularity", "The last 5 runs", "Golden lists"):
        assert text in shown
    assert "train 5" in shown
    assert "train 4" not in shown
    assert "simulated" in shown


def test_names_are_escaped_everywhere(judgement: Judgement) -> None:
    evil = "<img src=x onerror=alert(1)>"
    first = judgement.golden[0].model_copy(
        update={"name": evil, "films": (NamedFilm(film_id=1, title=evil),)}
    )
    told = judgement.model_copy(update={"golden": (first,), "dataset": evil, "ranker": evil})
    figures = {"ndcg_at_10": 0.4, "coverage_at_5": 0.01}
    report = judging_report(told, [{"run": evil, "time": evil, **figures}])
    assert "<img" not in visible(report)
    assert "<img src=x" not in report


def test_the_report_fetches_nothing(judgement: Judgement) -> None:
    shown = visible(judging_report(judgement))
    assert not re.search(r'(src|href)="?https?:', shown)


def test_a_judgement_without_figures_says_so(judgement: Judgement) -> None:
    bare = judgement.model_copy(
        update={"onboarding": None, "rating": None, "champion": "none", "n_judging_people": 3}
    )
    shown = visible(judging_report(bare))
    assert "3 people to judge on" in shown
    assert "No ratings could be held out" in shown


def test_a_page_without_charts_needs_no_script() -> None:
    assert "<script" not in page("Title & more", [table(["a"], [["<b>"]])], with_charts=False)
