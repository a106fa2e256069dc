import numpy as np
import pytest

from cinq.data.prepared import Prepared
from cinq.errors import SettingsError
from cinq.evaluation.comparison_figures import ComparisonPlan
from cinq.evaluation.rotation import folds_for, rotation_of
from cinq.settings import JudgingSettings


@pytest.mark.parametrize(
    ("n_ratings", "n_folds"), [(100_836, 10), (1_000_000, 10), (20_000_000, 3), (5_000_000, 5)]
)
def test_large_data_gets_fewer_folds(n_ratings: int, n_folds: int) -> None:
    assert folds_for(n_ratings) == n_folds


def test_everybody_is_judged_on_once(prepared: Prepared) -> None:
    rotation = rotation_of(prepared, ComparisonPlan(n_folds=4), JudgingSettings())
    judged = np.concatenate([cases.user_ids for cases in rotation.cases])
    assert len(rotation.folds) == 4
    assert np.array_equal(np.sort(judged), prepared.interactions.user_ids)


def test_who_validates_trials_is_never_judged_on(prepared: Prepared) -> None:
    plan = ComparisonPlan(n_folds=4, n_trials=2)
    rotation = rotation_of(prepared, plan, JudgingSettings())
    assert rotation.trial_fold is not None
    tried_on = rotation.trial_fold.validation.user_ids
    judged = np.concatenate([cases.user_ids for cases in rotation.cases])
    assert len(rotation.folds) == 3
    assert not np.isin(tried_on, judged).any()
    assert not np.isin(tried_on, rotation.trial_fold.training.user_ids).any()
    assert len(tried_on) + len(judged) == prepared.interactions.n_users


def test_the_bound_on_people_holds_for_all_folds_together(prepared: Prepared) -> None:
    judging = JudgingSettings(max_people=40)
    assert rotation_of(prepared, ComparisonPlan(n_folds=4), judging).n_people == 40


def test_two_folds_leave_nobody_to_train_on(prepared: Prepared) -> None:
    with pytest.raises(SettingsError, match="take 3 or more"):
        rotation_of(prepared, ComparisonPlan(n_folds=2), JudgingSettings())
