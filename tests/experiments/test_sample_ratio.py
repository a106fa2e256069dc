"""Arms that hold another number of subjects than their weights say."""

import pytest
from scipy.stats import chisquare

from cinq.experiments.sample_ratio import LEVEL, sample_ratio


@pytest.mark.parametrize(
    ("observed", "weights"),
    [
        ({"A": 1030, "B": 970}, {"A": 1, "B": 1}),
        ({"A": 500, "B": 310, "C": 190}, {"A": 5, "B": 3, "C": 2}),
    ],
)
def test_p_is_that_of_scipy(observed, weights):
    found = sample_ratio(observed, weights)
    n, total = sum(observed.values()), sum(weights.values())
    expected = [n * weight / total for weight in weights.values()]
    reference = chisquare(list(observed.values()), expected).pvalue
    assert found.p == pytest.approx(reference, rel=1e-9)
    assert found.alarm == (reference < LEVEL)


def test_a_split_that_is_off_is_alarmed_and_a_sound_one_is_not():
    assert sample_ratio({"A": 1100, "B": 900}, {"A": 1, "B": 1}).alarm
    assert not sample_ratio({"A": 1020, "B": 980}, {"A": 1, "B": 1}).alarm
    assert not sample_ratio({"A": 1100, "B": 900}, {"A": 11, "B": 9}).alarm


def test_an_arm_without_anybody_counts_as_none():
    found = sample_ratio({"A": 100}, {"A": 1, "B": 1})
    assert found.observed == {"A": 100, "B": 0}
    assert found.alarm


def test_too_few_subjects_tell_nothing():
    found = sample_ratio({"A": 9, "B": 0}, {"A": 1, "B": 1})
    assert found.p is None
    assert not found.alarm
