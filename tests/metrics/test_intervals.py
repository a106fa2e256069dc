import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cinq.metrics.intervals import interval, intervals, paired_difference, person_means

VALUES = arrays(np.float64, st.integers(1, 40), elements=st.floats(-10, 10))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.floats(0, 1)), min_size=1, max_size=30))
def test_each_person_counts_once_however_many_cases_they_have(cases):
    people = np.array([person for person, _ in cases])
    values = np.array([value for _, value in cases])
    expected = [values[people == person].mean() for person in sorted(set(people.tolist()))]
    np.testing.assert_allclose(person_means(values, people), expected)


@settings(deadline=None)
@given(VALUES)
def test_the_ends_lie_around_the_middle_and_within_the_values(values):
    found = interval(values, 200, 0.95, 1)
    assert found.estimate == pytest.approx(values.mean())
    assert values.min() - 1e-9 <= found.low <= found.high <= values.max() + 1e-9


def test_values_all_alike_have_no_width():
    found = interval(np.full(30, 0.1), 500, 0.95, 1)
    assert found.low == found.high == pytest.approx(found.estimate, rel=1e-12)


def test_a_model_against_itself_differs_by_exactly_nothing():
    values = np.random.default_rng(0).random(50)
    found = paired_difference(values, values, 500, 0.95, 1)
    assert (found.low, found.estimate, found.high) == (0, 0, 0)


def test_the_interval_agrees_with_a_bootstrap_written_out():
    values = np.random.default_rng(4).random(60)
    random = np.random.default_rng(9)
    means = [values[random.integers(0, 60, 60)].mean() for _ in range(4000)]
    found = interval(values, 4000, 0.9, 2)
    np.testing.assert_allclose(
        [found.low, found.high], np.quantile(means, [0.05, 0.95]), atol=0.005
    )


def test_the_interval_agrees_with_theory_for_many_people():
    values = np.random.default_rng(0).normal(3.0, 2.0, 5000)
    found = interval(values, 2000, 0.95, 1)
    half = 1.96 * values.std() / np.sqrt(5000)
    np.testing.assert_allclose(found.high - found.low, 2 * half, rtol=0.1)


def test_the_same_seed_gives_the_same_interval_and_another_another():
    values = np.random.default_rng(0).random(40)
    assert interval(values, 300, 0.95, 5) == interval(values, 300, 0.95, 5)
    assert interval(values, 300, 0.95, 5) != interval(values, 300, 0.95, 6)


def test_blocks_bound_the_memory_and_change_nothing(monkeypatch):
    values = np.random.default_rng(0).random(40)
    whole = interval(values, 301, 0.95, 5)
    monkeypatch.setattr("cinq.metrics.intervals.ENTRIES_AT_ONCE", 90)
    found = interval(values, 301, 0.95, 5)
    np.testing.assert_allclose([found.low, found.high], [whole.low, whole.high], rtol=1e-12)


def test_figures_are_judged_over_the_same_draws_of_people():
    values = np.random.default_rng(0).random(40)
    found = intervals({"one": values, "double": 2 * values}, 300, 0.95, 5)
    assert found["double"].low == pytest.approx(2 * found["one"].low)
    assert found["one"].low == pytest.approx(interval(values, 300, 0.95, 5).low)


def test_pairing_narrows_the_difference():
    random = np.random.default_rng(0)
    ease = random.random(200)
    better = ease + 0.05 + random.normal(0, 0.02, 200)
    found = paired_difference(better, ease, 1000, 0.95, 1)
    assert 0 < found.low < 0.05 < found.high < 0.06


def test_nobody_or_other_people_are_refused():
    with pytest.raises(ValueError, match="over nothing"):
        interval(np.empty(0), 10, 0.95, 1)
    with pytest.raises(ValueError, match="3 entries against 2"):
        intervals({"one": np.zeros(3), "other": np.zeros(2)}, 10, 0.95, 1)
    with pytest.raises(ValueError, match="3 entries against 2"):
        paired_difference(np.zeros(3), np.zeros(2), 10, 0.95, 1)


def test_no_figures_have_no_intervals():
    assert intervals({}, 10, 0.95, 1) == {}
