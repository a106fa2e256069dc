from typing import Any

from cinq.promotion.decision import decide
from cinq.promotion.report import decision_report
from cinq.settings import GateSettings


def test_a_release_is_told_rule_by_rule(make: Any) -> None:
    decision = decide(make(), GateSettings())
    report = decision_report(decision)
    assert "Passed: every rule is kept." in report
    assert "✗" not in report
    assert all(rule.name.split("'")[0] in report for rule in decision.rules)


def test_a_refusal_names_the_rules_and_the_numbers(make: Any) -> None:
    report = decision_report(decide(make(query_ms=99.0, rmse=2.0), GateSettings()))
    assert "Refused: 3 of 9 rules not kept" in report
    assert "99.00 ms" in report


def test_everything_is_escaped(make: Any) -> None:
    evil = "<script>alert(1)</script>"
    judgement = make(
        with_champion=False,
        champion="not comparable",
        champion_note=evil,
        dataset=evil,
        reload_equal=False,
        reload_note=evil,
        golden_source=evil,
    )
    assert "<script" not in decision_report(decide(judgement, GateSettings()))
