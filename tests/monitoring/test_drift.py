"""Quiet windows stay quiet, shifts are found, and the reference is the one that suits.

The short form of `tests/benchmarks/test_drift_alarms.py`, which measures on real data.
"""

import numpy as np
import pytest

from cinq.monitoring.chance import Quiet, quiet
from cinq.monitoring.drift import Compared, compare, pair
from cinq.monitoring.watch import NOT_YET, drift
from cinq.settings import MonitoringSettings
from tests.monitoring.replays import (
    JUDGED,
    before,
    fewer,
    of_genre,
    quiet_replay,
    shift_replays,
    with_unknown,
)
from tests.monitoring.world import QUICK, favourites, served

N_QUIET = 60


def levels(found) -> dict[str, str]:
    return {one.name: one.level for one in found}


def test_quiet_windows_are_seldom_called_shifted(population) -> None:
    alarms = [
        any(one.level != "quiet" for one in quiet_replay(population, n, seed, QUICK))
        for n in (150, 400)
        for seed in range(N_QUIET // 2)
    ]
    assert sum(alarms) <= 7  # of 60 at 5 %: more in 1 of 100 cases


@pytest.mark.parametrize(
    ("shift", "feature"),
    [
        (of_genre("Horror"), "genres"),
        (before(1980), "decades"),
        (fewer(3), "profile_size"),
        (with_unknown, "unknown_films"),
    ],
)
def test_a_shift_of_half_of_the_requests_is_found(population, shift, feature) -> None:
    shifted = shift(population.champion, 200)
    first = population.window(np.random.default_rng(1), 300)
    found = shift_replays(population, shifted, 400, 0.5, 5, QUICK, first)
    assert all(levels(each)[feature] != "quiet" for each in found)


def test_a_window_of_the_reference_itself_has_less_than_chance_makes(watched) -> None:
    judged = watched.measured(watched.judged)
    found, unsaid = compare([Compared("judged", judged, JUDGED)], judged, watched.ruler.bins, QUICK)
    assert not unsaid
    for one in found:
        assert one.level == "quiet"
        assert one.psi == one.js == 0
        assert one.reference == one.current
        assert one.act_psi >= one.warn_psi > one.psi_by_chance


def test_thresholds_fall_with_the_size_of_the_window(watched) -> None:
    judged = watched.measured(watched.judged)
    small, large = (quiet(judged.only(("genres",)), n, 300, 1).psi["genres"] for n in (100, 1000))
    assert np.quantile(small, 0.99) > 2 * np.quantile(large, 0.99)


def test_the_level_lets_any_distance_pass_as_often_as_was_asked() -> None:
    random = np.random.default_rng(4)
    chance = Quiet(
        {str(place): random.random(4000) for place in range(5)},
        {str(place): random.random(4000) for place in range(5)},
    )
    level = chance.level_of(0.05)
    assert level == pytest.approx(0.05 / 10, rel=0.2)
    table = np.stack([*chance.psi.values(), *chance.js.values()])
    limits = np.quantile(table, 1 - level, axis=1, keepdims=True)
    assert (table > limits).any(axis=0).mean() == pytest.approx(0.05, abs=0.01)


def test_small_changes_in_large_windows_are_no_alarm(population) -> None:
    strict = MonitoringSettings(resamples=500, warn_psi=0.5, act_psi=0.9)
    (found,) = shift_replays(
        population, of_genre("Horror")(population.champion, 200), 2000, 0.2, 1, strict
    )
    assert set(levels(found).values()) == {"quiet"}


def test_too_few_people_or_requests_leave_a_feature_unsaid(watched) -> None:
    judged = watched.measured(watched.judged)
    few = judged.take(np.flatnonzero(np.isin(judged.people, np.unique(judged.people)[:20])))
    pairs, unsaid = pair([Compared("judged", few, ("genres",))], judged)
    assert not pairs
    assert "20 people" in unsaid["genres"]
    pairs, unsaid = pair([Compared("judged", judged, ("genres",))], few.take(np.arange(30)))
    assert "30 requests" in unsaid["genres"]


def test_the_number_of_favourites_is_compared_only_with_the_champions_first_requests(
    watched,
) -> None:
    window = watched.measured(watched.requests(served(favourites(200, 1, k=3))))
    found, unsaid = drift(watched, window, None, QUICK)
    assert unsaid == {"profile_size": NOT_YET}
    first = watched.measured(watched.requests(served(favourites(300, 2, k=5))))
    found, unsaid = drift(watched, window, first, QUICK)
    assert not unsaid
    assert levels(found)["profile_size"] == "act"


def test_what_was_different_from_the_first_day_is_compared_with_the_first_requests(watched) -> None:
    def comedies(seed: int, n: int):
        return watched.measured(watched.requests(served(favourites(n, seed, tastes=[0]))))

    found, _ = drift(watched, comedies(1, 200), None, QUICK)
    assert levels(found)["genres"] == "act"
    found, _ = drift(watched, comedies(1, 200), comedies(2, 300), QUICK)
    told = {one.name: one for one in found}
    assert told["genres"].level == "quiet"
    assert told["genres"].compared_with == "first"
    assert told["unknown_films"].compared_with == "judged"
