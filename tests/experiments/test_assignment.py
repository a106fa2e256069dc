"""Who is in which arm: always the same, as often as asked, and whatever else is tried."""

import json
import os
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, chi2_contingency

from cinq.experiments.assignment import POINTS, Assignment, bounds, point_of

SUBJECTS = [f"subject-{number}" for number in range(100_000)]
ARMS = st.dictionaries(
    st.text("ABCDEFGH", min_size=1, max_size=3), st.integers(1, 1000), min_size=2, max_size=6
)


def arms_of(salt: str, weights: dict[str, int], subjects=SUBJECTS) -> list[str]:
    assignment = Assignment(salt, weights)
    return [assignment.arm_of(subject) for subject in subjects]


@pytest.mark.parametrize(
    "weights", [{"A": 1, "B": 1}, {"A": 90, "B": 10}, {"A": 5, "B": 3, "C": 2, "D": 1}]
)
def test_arms_hold_what_their_weights_say(weights):
    counts = Counter(arms_of("balance", weights))
    expected = {arm: len(SUBJECTS) * w / sum(weights.values()) for arm, w in weights.items()}
    distance = sum((counts[arm] - e) ** 2 / e for arm, e in expected.items())
    assert chi2.sf(distance, len(weights) - 1) > 0.001


def test_points_are_spread_evenly_over_the_circle():
    points = [point_of(subject, "spread") for subject in SUBJECTS]
    counts = np.bincount([point * 1000 // POINTS for point in points], minlength=1000)
    distance = float(((counts - 100) ** 2 / 100).sum())
    assert 0.001 < chi2.sf(distance, 999) < 0.999


def test_subjects_that_only_count_up_are_balanced_in_every_stretch():
    arms = np.array(arms_of("counting", {"A": 1, "B": 1})) == "A"
    shares = arms.reshape(100, 1000).sum(axis=1)
    assert 0.001 < chi2.sf(float(((shares - 500) ** 2 / 250).sum()), 100) < 0.999


def test_experiments_of_different_salts_are_independent():
    weights = {"A": 1, "B": 1}
    table = np.zeros((2, 2))
    for first, second in zip(arms_of("one", weights), arms_of("two", weights), strict=True):
        table[int(first == "A"), int(second == "A")] += 1
    assert chi2_contingency(table).pvalue > 0.001


def test_experiments_of_the_same_salt_put_the_same_people_together():
    assert arms_of("same", {"A": 1, "B": 1}) == [
        {"X": "A", "Y": "B"}[arm] for arm in arms_of("same", {"X": 1, "Y": 1})
    ]


@pytest.mark.parametrize("hash_seed", ["0", "1", "random"])
def test_another_process_assigns_alike(hash_seed):
    code = (
        "import json\nfrom cinq.experiments.assignment import Assignment\n"
        "half = Assignment('stable', {'A': 1, 'B': 1})\n"
        "print(json.dumps([half.arm_of(f'subject-{n}') for n in range(200)]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == arms_of("stable", {"A": 1, "B": 1}, SUBJECTS[:200])


def test_points_are_those_of_the_first_release_for_ever():
    assert point_of("ana", "a salt") == 5736097166197297971
    assert point_of("", "x") == point_of("", "x") != point_of("", "y")


def test_of_two_arms_no_more_change_sides_than_the_weights_say():
    before = arms_of("ramp", {"A": 95, "B": 5})
    after = arms_of("ramp", {"A": 50, "B": 50})
    moves = Counter(zip(before, after, strict=True))
    assert moves["B", "A"] == 0
    assert moves["A", "B"] / len(SUBJECTS) == pytest.approx(0.45, abs=0.005)


@given(ARMS)
def test_intervals_are_exact_and_cover_the_circle(weights):
    ends = bounds(weights)
    assert ends[-1] == POINTS
    total = sum(weights.values())
    widths = [end - start for start, end in zip([0, *ends], ends, strict=False)]
    for width, weight in zip(widths, weights.values(), strict=True):
        assert abs(width * total - weight * POINTS) <= total


@given(ARMS, st.text(max_size=30), st.text(min_size=1, max_size=30))
def test_every_subject_has_one_arm_whatever_the_scale_of_the_weights(weights, subject, salt):
    arm = Assignment(salt, weights).arm_of(subject)
    assert arm in weights
    assert Assignment(salt, {name: 7 * w for name, w in weights.items()}).arm_of(subject) == arm


@given(st.integers(1, 99), st.integers(1, 99), st.text(max_size=20))
def test_a_wider_arm_keeps_its_subjects(narrow, wide, subject):
    narrow, wide = sorted((narrow, wide))
    before = Assignment("s", {"A": narrow, "B": 100 - narrow}).arm_of(subject)
    after = Assignment("s", {"A": wide, "B": 100 - wide}).arm_of(subject)
    assert (before, after) != ("A", "B")
