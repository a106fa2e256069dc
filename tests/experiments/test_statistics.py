"""Differences between arms: the delta method against known answers and the bootstrap."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cinq.experiments.statistics import POWER, difference, mean_of, subjects_needed


def test_a_share_of_subjects_has_the_binomial_deviation():
    found = mean_of(np.array([1.0] * 300 + [0.0] * 700))
    assert found.value == 0.3
    assert found.deviation == pytest.approx(math.sqrt(0.3 * 0.7 * 1000 / 999))


def test_a_difference_of_shares_is_welchs():
    random = np.random.default_rng(1)
    control, arm = random.random(900) < 0.3, random.random(700) < 0.36
    found = difference(mean_of(arm * 1.0), mean_of(control * 1.0), 0.95)
    welch = stats.ttest_ind(arm * 1.0, control * 1.0, equal_var=False)
    low, high = welch.confidence_interval(0.95)
    assert found.p == pytest.approx(welch.pvalue, rel=0.02)
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=2e-4)


def test_a_ratio_has_the_error_that_the_bootstrap_finds():
    random = np.random.default_rng(2)
    shown = 5.0 * random.geometric(0.3, 2000)
    liked = random.binomial(shown.astype(int), random.beta(1, 6, 2000)).astype(float)
    found = mean_of(liked, shown)
    drawn = random.integers(0, 2000, (4000, 2000))
    ratios = liked[drawn].sum(axis=1) / shown[drawn].sum(axis=1)
    assert found.value == liked.sum() / shown.sum()
    assert found.error == pytest.approx(ratios.std(), rel=0.05)


def test_films_of_one_subject_hang_together_and_are_not_counted_one_by_one():
    liked = np.array([0.0, 10.0] * 50)
    shown = np.full(100, 10.0)
    as_films = math.sqrt(0.5 * 0.5 / 1000)
    assert mean_of(liked, shown).error > 3 * as_films


def test_nobody_or_nothing_shown_has_no_mean():
    assert mean_of(np.array([1.0])) is None
    assert mean_of(np.zeros(10), np.zeros(10)) is None


def test_arms_without_any_difference_are_not_told_apart():
    none = mean_of(np.zeros(50))
    found = difference(none, none, 0.95)
    assert (found.p, found.told_apart) == (1.0, False)


@given(
    st.lists(st.floats(0, 5), min_size=3, max_size=40),
    st.lists(st.floats(0, 5), min_size=3, max_size=40),
    st.floats(0.5, 0.99),
)
def test_the_interval_and_p_agree_and_exchanging_arms_turns_the_sign(y, z, confidence):
    one, other = mean_of(np.array(y)), mean_of(np.array(z))
    there, back = difference(one, other, confidence), difference(other, one, confidence)
    assert there.interval.estimate == -back.interval.estimate
    assert there.interval.low == -back.interval.high
    assert there.p == back.p
    if abs(there.p - (1 - confidence)) > 1e-9:
        assert there.told_apart == (there.p < 1 - confidence)


def test_with_the_subjects_that_are_needed_the_effect_is_found_as_often_as_told():
    random = np.random.default_rng(3)
    big = random.random((2, 200_000)) < np.array([[0.30], [0.36]])
    control, arm = mean_of(big[0] * 1.0), mean_of(big[1] * 1.0)
    needed = subjects_needed(arm, control, (0.5, 0.5), 0.06, 0.95)
    assert needed == pytest.approx(1900, rel=0.03)
    found = 0
    for _ in range(1000):
        drawn = random.random((2, needed // 2)) < np.array([[0.30], [0.36]])
        found += difference(mean_of(drawn[1] * 1.0), mean_of(drawn[0] * 1.0), 0.95).told_apart
    assert found / 1000 == pytest.approx(POWER, abs=0.04)
