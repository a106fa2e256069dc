"""From records to findings, and from findings to plain sentences."""

from datetime import timedelta

import pytest

from cinq.experiments.findings import ExperimentFindings, findings
from cinq.experiments.observed import Exposed, Records, Said
from cinq.experiments.started import Started
from cinq.experiments.verdict import verdict
from tests.experiments.conftest import NOON

SOON = NOON + timedelta(hours=1)
AFTER = NOON + timedelta(days=60)


def records(liking: dict[str, tuple[int, int]]) -> Records:
    """By arm how many subjects there are, and how many of them like one film of five."""
    exposed, said = [], {}
    for arm, (n, n_liking) in liking.items():
        for number in range(n):
            person = f"{arm}{number}"
            exposed.append(Exposed(arm, person, "9", 3, 1, 5, NOON))
            if number < n_liking:
                said[person] = [Said(("toy", 1), "liked", SOON)]
    return Records(exposed, said)


@pytest.fixture
def find(make):
    def found(liking, now=AFTER, ended=None, **fields) -> ExperimentFindings:
        started = Started(make(**fields), {}, NOON, "ana", "to see", ended or {})
        return findings(started, records(liking), now)

    return found


def test_shares_and_differences_are_those_of_the_records(find):
    found = find({"A": (1000, 300), "B": (1000, 380)})
    control, arm = found.arms
    assert control.metrics["acceptance"].estimate == 0.3
    assert control.metrics["precision"].estimate == pytest.approx(0.06)
    assert control.compared == {}
    gain = arm.compared["acceptance"]
    assert gain.difference.interval.estimate == pytest.approx(0.08)
    assert gain.relative == pytest.approx(0.08 / 0.3)
    assert (arm.subjects, arm.films, arm.liked) == (1000, 5000, 380)
    assert [(each.model_version, each.answers) for each in arm.served] == [("9", 1000)]


def test_a_clear_difference_is_told_with_its_interval(find):
    (said,) = verdict(find({"A": (1000, 300), "B": (1000, 380)}))
    assert said.startswith("B is better: acceptance +0.0800 [+0.0386, +0.1214] to A")
    (said,) = verdict(find({"A": (1000, 380), "B": (1000, 300)}))
    assert said.startswith("B is worse")


def test_no_difference_tells_how_many_subjects_it_takes(find):
    found = find({"A": (1000, 300), "B": (1000, 310)})
    needed = found.arms[1].compared["acceptance"].needed
    (said,) = verdict(found)
    assert "no difference was found" in said
    assert f"{needed:,} subjects are needed; there were 2,000" in said
    assert 7000 < needed < 8000


def test_before_its_end_it_is_a_look_and_no_decision(find):
    found = find({"A": (10, 3), "B": (10, 4)}, now=SOON)
    assert found.phase == "running"
    assert "no decision" in verdict(found)[0]


def test_an_uneven_split_is_told_first(find):
    found = find({"A": (1200, 300), "B": (1000, 300)})
    assert found.ratio.alarm
    assert "no difference can be believed" in verdict(found)[0]


def test_arms_that_ended_are_compared_over_the_time_that_both_ran(make):
    kept = records({"A": (100, 30), "B": (100, 30), "C": (100, 30)})
    ended_at = NOON + timedelta(days=1)
    for number in range(50):
        kept.exposed.append(Exposed("A", f"late{number}", "9", 3, 1, 5, ended_at))
    experiment = make(arms={arm: {"weight": 1} for arm in "ABC"})
    found = findings(Started(experiment, {}, NOON, "", "", {"B": ended_at}), kept, AFTER)
    control, ended, running = found.arms
    assert found.ratio.observed == {"A": 100, "B": 100, "C": 100}
    assert control.metrics["acceptance"].estimate == 0.2
    assert ended.compared["acceptance"].control == 0.3
    assert running.compared["acceptance"].control == 0.2
    assert found.confidence == pytest.approx(0.975)
    assert ended.until == ended_at


def test_nobody_yet_is_no_error(find):
    found = find({})
    assert [arm.subjects for arm in found.arms] == [0, 0]
    assert found.arms[0].metrics == {"acceptance": None, "precision": None}
    assert verdict(found) == ["B: too few subjects to compare it with A."]


def test_where_nobody_likes_anything_no_number_of_subjects_is_told(find):
    found = find({"A": (100, 0), "B": (100, 0)})
    assert found.arms[1].compared["acceptance"].needed is None
    assert "liked anything" in verdict(found)[0]


def test_findings_go_to_json_and_back(find):
    found = find({"A": (100, 30), "B": (100, 40)})
    assert ExperimentFindings.model_validate_json(found.model_dump_json()) == found
