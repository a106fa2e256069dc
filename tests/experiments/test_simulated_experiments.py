"""Hundreds of experiments of 2,000 simulated subjects, through assignment and report as they are.

A subject comes on some days (geometric), is shown five films on each, and likes each with a chance
of their own (beta), so that films of one subject hang together as real ones do.
"""

import os
import sys

import numpy as np
import pytest

from cinq.experiments.assignment import Assignment
from cinq.experiments.findings import METRICS, compared
from cinq.experiments.observed import Observed
from cinq.experiments.sample_ratio import LEVEL, sample_ratio
from tests.experiments.conftest import Make

N_EXPERIMENTS = 20_000 if os.environ.get("CINQ_LONG") else 500
N_SUBJECTS = 2000
EVEN = {"A": 50, "B": 50}


def split(number: int, weights: dict[str, int]) -> np.ndarray:
    """Arm of every subject of one experiment, by the real assignment."""
    assignment = Assignment(f"experiment {number}", weights)
    return np.array([assignment.arm_of(f"person {number} {n}") for n in range(N_SUBJECTS)])


def behaviour(random: np.random.Generator, taste: np.ndarray) -> Observed:
    """What subjects are shown and like; `taste` is each one's mean chance to like a film."""
    n = len(taste)
    films = 5 * np.minimum(random.geometric(0.35, n), 30)
    liked = random.binomial(films, random.beta(2 * taste, 2 * (1 - taste))).astype(float)
    nothing = np.zeros(n)
    return Observed(films.astype(float), liked, nothing, nothing)


def of(observed: Observed, chosen: np.ndarray) -> Observed:
    return Observed(*(getattr(observed, name)[chosen] for name in vars(observed)))


@pytest.fixture(scope="module")
def alarms() -> dict[str, float]:
    """Shares of A/A experiments with a difference, by metric, and with a sample-ratio alarm."""
    from cinq.experiments.declaration import Experiment

    experiment = Experiment.model_validate(
        {
            "name": "aa",
            "title": "nothing differs",
            "starts": "2026-12-01",
            "ends": "2027-01-01",
            "arms": {arm: {"weight": weight} for arm, weight in EVEN.items()},
        }
    )
    counts = dict.fromkeys([*METRICS, "ratio"], 0)
    for number in range(N_EXPERIMENTS):
        arms = split(number, EVEN)
        everybody = behaviour(np.random.default_rng(number), np.full(N_SUBJECTS, 0.12))
        in_b = arms == "B"
        found = compared(experiment, "B", of(everybody, in_b), of(everybody, ~in_b))
        for metric in METRICS:
            counts[metric] += found[metric].difference.told_apart
        n_b = int(in_b.sum())
        counts["ratio"] += sample_ratio({"A": N_SUBJECTS - n_b, "B": n_b}, EVEN).alarm
    shares = {name: count / N_EXPERIMENTS for name, count in counts.items()}
    told = f"{N_EXPERIMENTS} A/A experiments of {N_SUBJECTS}: false alarms {shares}"
    sys.stdout.write(f"\n{told}\n")  # `pytest -s` shows it
    return shares


@pytest.mark.parametrize("metric", METRICS)
def test_experiments_without_a_difference_find_one_in_five_of_a_hundred(alarms, metric):
    assert 0.03 <= alarms[metric] <= 0.07


def test_sound_splits_are_alarmed_as_seldom_as_the_level_says(alarms):
    assert alarms["ratio"] <= 2.5 * LEVEL


def test_a_55_45_split_meant_as_50_50_is_caught():
    caught = 0
    for number in range(N_EXPERIMENTS):
        arms = split(number, {"A": 55, "B": 45})
        n_b = int((arms == "B").sum())
        caught += sample_ratio({"A": N_SUBJECTS - n_b, "B": n_b}, EVEN).alarm
    sys.stdout.write(f"\n{N_EXPERIMENTS} splits of 55/45: caught {caught / N_EXPERIMENTS}\n")
    assert caught / N_EXPERIMENTS >= 0.95


def test_who_looks_often_and_stops_at_the_first_difference_is_wrong_far_more_often(make: Make):
    experiment, n_looks, wrong = make(), 10, 0
    for number in range(500):
        in_b = split(number, EVEN) == "B"
        everybody = behaviour(np.random.default_rng(number), np.full(N_SUBJECTS, 0.12))
        for look in range(1, n_looks + 1):
            came = np.arange(N_SUBJECTS) < look * N_SUBJECTS // n_looks
            b, a = of(everybody, came & in_b), of(everybody, came & ~in_b)
            if compared(experiment, "B", b, a)["precision"].difference.told_apart:
                wrong += 1
                break
    sys.stdout.write(f"\n{n_looks} looks, stopping at the first difference: {wrong / 500} wrong\n")
    assert wrong / 500 > 0.12


def test_a_real_difference_is_found_most_of_the_time_and_with_the_right_sign(make: Make):
    experiment = make()
    found, wrong = 0, 0
    for number in range(200):
        in_b = split(number, EVEN) == "B"
        taste = np.where(in_b, 0.16, 0.12)
        everybody = behaviour(np.random.default_rng(number), taste)
        gain = compared(experiment, "B", of(everybody, in_b), of(everybody, ~in_b))["precision"]
        found += gain.difference.told_apart
        wrong += gain.difference.told_apart and gain.difference.interval.estimate < 0
    assert found / 200 > 0.8
    assert wrong == 0


def test_intervals_of_three_arms_together_hold_in_95_of_100(make: Make):
    weights = {"A": 1, "B": 1, "C": 1}
    experiment = make(arms={arm: {"weight": weight} for arm, weight in weights.items()})
    missed = 0
    for number in range(500):
        arms = split(number, weights)
        everybody = behaviour(np.random.default_rng(number), np.full(N_SUBJECTS, 0.12))
        by_arm = {arm: of(everybody, arms == arm) for arm in weights}
        found = [compared(experiment, arm, by_arm[arm], by_arm["A"]) for arm in ("B", "C")]
        missed += any(each["precision"].difference.told_apart for each in found)
    assert missed / 500 <= 0.07
