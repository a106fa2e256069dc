"""Simulated decisions of the gate itself."""

import numpy as np
import pytest

from cinq.promotion.power import ReleaseRate, release_rate
from cinq.settings import GateSettings

GATE = GateSettings()
QUICK = {"n_decisions": 200, "samples": 200, "gate": GATE}


@pytest.fixture(scope="module")
def differences() -> list[np.ndarray]:
    """Two pairs of models of equal quality: most people see a difference, many none."""
    random = np.random.default_rng(8)
    changed = random.random((2, 579)) < 0.6
    return list(np.where(changed, random.normal(0.003, 0.08, (2, 579)), 0.0))


def test_equal_models_are_seldom_called_superior(make, differences):
    found = release_rate(make(), differences, 0.0, 300, "superior", **QUICK)
    assert found.interval[0] <= 0.05


def test_a_better_model_is_mostly_released_on_many_people(make, differences):
    found = release_rate(make(), differences, 0.01, 2000, "superior", **QUICK)
    assert found.rate >= 0.8


def test_a_worse_model_is_hardly_ever_non_inferior(make, differences):
    found = release_rate(make(), differences, -0.02, 300, "non_inferior", **QUICK)
    assert found.rate <= 0.05


def test_more_people_tell_more(make, differences):
    few, many = (
        release_rate(make(), differences, 0.01, n_people, "superior", **QUICK).rate
        for n_people in (60, 600)
    )
    assert few + 0.2 < many


def test_the_other_rules_still_refuse(make, differences):
    slow = make(query_ms=1e6)
    assert release_rate(slow, differences, 0.1, 300, "superior", **QUICK).n_released == 0


def test_the_same_seed_decides_the_same(make, differences):
    one, other = (
        release_rate(make(), differences, 0.005, 200, "superior", seed=4, **QUICK) for _ in "ab"
    )
    assert one == other


def test_a_judgement_without_a_champion_cannot_be_simulated_on(make, differences):
    with pytest.raises(ValueError, match="against a champion"):
        release_rate(make(with_champion=False), differences, 0.0, 100, "superior", **QUICK)


def test_the_interval_of_a_rate_is_wilsons():
    low, high = ReleaseRate("superior", 100, 0.0, 1000, 50).interval
    assert (low, high) == pytest.approx((0.0381, 0.0653), abs=5e-4)
    assert ReleaseRate("superior", 100, 0.0, 1000, 0).interval[0] == 0.0
