"""The report of a study, in words and figures."""

import pytest

from cinq.evaluation.study import Plan, StudyResult
from cinq.evaluation.trial import State, Trial, worse_than_most
from cinq.evaluation.tuning_charts import history, slices
from cinq.evaluation.tuning_report import tuning_report
from cinq.evaluation.validation import NDCG, RMSE
from cinq.hyperparameters import RatingSettings
from cinq.settings import JudgingSettings, TrainingSettings, TuningSettings


def trial(number: int, value: float, state: State = "complete", reason: str = "") -> Trial:
    complete = state == "complete"
    return Trial(
        number=number,
        state=state,
        values={"n_factors": 10 * number + 8, "learning_rate": 0.01, "regularization": 0.05},
        value=value if complete else None,
        folds=() if state == "failed" else (value, value, value),
        started_at=0,
        seconds=1.5,
        reason=reason,
    )


@pytest.fixture
def found() -> StudyResult:
    plan = Plan(
        model="rating_svd",
        grid=False,
        dataset="toy",
        data_version="0" * 64,
        training=TrainingSettings(
            rating_svd=RatingSettings(n_factors=8, learning_rate=0.01, regularization=0.05)
        ),
        judging=JudgingSettings(),
        tuning=TuningSettings(),
        code="code",
    )
    trials = (
        trial(1, 0.95),
        trial(2, 0.99, "pruned"),
        trial(3, 0.0, "failed", "ModelError: <b>it diverged</b>"),
        trial(4, 0.87),
        trial(5, 0.87),
    )
    return StudyResult(
        name="a study",
        plan=plan,
        measure="rmse",
        judged_on="100 ratings in 2 folds",
        configured=trial(0, 0.9),
        trials=trials,
        importance={"n_factors": 0.7, "learning_rate": 0.3},
    )


def test_the_best_of_equals_is_the_first_and_tells_what_it_would_change(found: StudyResult) -> None:
    assert found.best is not None
    assert found.best.number == 4
    assert found.changes["n_factors"] == 48
    assert found.line_to_try().startswith(
        "cinq train --dataset toy --set training.rating_svd.n_factors=48"
    )
    assert found.figures()["best.rmse"] == 0.87
    assert found.figures()["pruned"] == 1


def test_the_line_to_try_names_the_file_that_was_asked_for(found: StudyResult) -> None:
    asked = found.plan.model_copy(update={"asked": "my data/own.yaml"})

    assert asked.name == found.plan.name
    line = found.model_copy(update={"plan": asked}).line_to_try()
    assert line.startswith("cinq train --dataset 'my data/own.yaml' --set")


def test_a_study_goes_through_json_unchanged(found: StudyResult) -> None:
    assert StudyResult.model_validate_json(found.model_dump_json()) == found


def test_the_report_tells_the_best_the_trials_and_how_to_use_them(found: StudyResult) -> None:
    page = tuning_report(found)

    for words in (
        "Best: trial 4, RMSE 0.8700, 0.9000 as configured",
        "100 ratings in 2 folds",
        "3 complete, 1 given up, 1 failed",
        "cinq tune rating_svd --adopt",
        "PED-ANOVA",
        "Parallel coordinates",
        "&lt;b&gt;it diverged",
    ):
        assert words in page
    assert "<b>it diverged" not in page


def test_a_study_in_which_nothing_is_better_says_so(found: StudyResult) -> None:
    page = tuning_report(found.model_copy(update={"trials": found.trials[:2], "importance": {}}))

    assert "Nothing better than what is configured: RMSE 0.9000" in page
    assert "--adopt" not in page


def test_the_history_falls_to_the_best(found: StudyResult) -> None:
    lines = {trace.name: trace for trace in history(found).data}

    assert list(lines["best so far"].y) == [0.9, 0.9, 0.87, 0.87]
    assert list(lines["given up"].x) == [2]


def test_slices_show_each_complete_trial(found: StudyResult) -> None:
    figure = slices(found, ["n_factors", "learning_rate"])

    assert list(figure.data[0].x) == [8, 18, 48, 58]
    assert list(figure.data[1].x) == [48]


def test_a_trial_is_given_up_only_against_enough_and_if_worse_than_most() -> None:
    five = [trial(number, value) for number, value in enumerate((0.8, 0.82, 0.9, 0.95, 0.99))]

    assert worse_than_most(0.91, 1, five, RMSE, 3)
    assert not worse_than_most(0.89, 1, five, RMSE, 3)
    assert worse_than_most(0.89, 1, five, NDCG, 3)
    assert not worse_than_most(0.91, 1, five[:4], RMSE, 3)
    assert not worse_than_most(0.91, 0, five, RMSE, 3), "the first of three folds says little"
    assert not worse_than_most(0.91, 2, five, RMSE, 3), "nothing is left to be saved"
    assert worse_than_most(0.91, 0, five, RMSE, 2)
    pruned = [trial(9, 0.1, "pruned")] * 9
    assert not worse_than_most(0.91, 1, [*pruned, *five[:3]], RMSE, 3)
