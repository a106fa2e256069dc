"""The rule about accounts: a film or the golden answers moved too far are refused."""

import re

import pytest

from cinq.promotion.decision import decide
from cinq.settings import GateSettings
from tests.promotion.conftest import influence

GATE = GateSettings()
NAME = "influence of accounts"


def names(decision) -> list[str]:
    return [rule.name for rule in decision.rules]


def test_without_accounts_there_is_no_such_rule(make):
    assert NAME not in names(decide(make(), GATE))


def test_little_movement_passes(make):
    decision = decide(make(influence=influence()), GATE)
    assert decision.released
    assert NAME in names(decision)


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        ({"golden_kept": 0.34}, "34% of the golden answers stay, where 35% are asked"),
        ({"push": 0.13}, r"Film 7 enters 13\.0% of all lists \(12% are allowed\)"),
        ({"drop": 0.31}, r"Film 7 leaves 31\.0% of all lists \(30% are allowed\)"),
        ({"golden_push": 0.3}, r"Film 7 enters 30\.0% of golden lists \(25% are allowed\)"),
    ],
    ids=lambda given: next(iter(given)) if isinstance(given, dict) else "",
)
def test_too_much_is_refused_with_the_film_and_the_figure(make, moved, said):
    decision = decide(make(influence=influence(**moved)), GATE)
    assert not decision.released
    (reason,) = decision.reasons
    assert reason.startswith(f"{NAME}: beside the same model without the 3,000 opinions of 300")
    assert re.search(said, reason)


def test_the_rule_holds_at_a_first_release_too(make):
    decision = decide(make(with_champion=False, influence=influence(push=0.5)), GATE)
    assert [rule.name for rule in decision.failed] == [NAME]


def test_one_golden_list_may_take_up_a_film_however_few_there_are(make):
    few = influence(n_golden=3, golden_push=1 / 3)
    assert decide(make(influence=few), GATE).released
    assert not decide(make(influence=few.model_copy(update={"golden_push": 2 / 3})), GATE).released


def test_nothing_moved_is_told_without_a_film(make):
    still = influence(push=0.0, pushed=None, drop=0.0, dropped=None, golden_push=0.0)
    decision = decide(make(influence=still), GATE)
    rule = next(rule for rule in decision.rules if rule.name == NAME)
    assert rule.passed
    assert "no film enters 0.0% of all lists" in rule.reason
