from typing import Any

import pytest

from cinq.evaluation.figures import (
    Gain,
    GoldenResult,
    NamedFilm,
    RatingError,
    RatingFigures,
)
from cinq.metrics.intervals import Interval
from cinq.promotion.decision import Decision, confirm, decide
from cinq.settings import GateSettings

GATE = GateSettings()


def gain(value: float, half: float = 0.01) -> Gain:
    interval = Interval(estimate=value, low=value - half, high=value + half)
    return Gain(hit_at_5=interval, ndcg_at_10=interval)


def failed(decision: Decision) -> list[str]:
    return [rule.name for rule in decision.failed]


def test_a_challenger_that_keeps_every_rule_is_released(make: Any) -> None:
    decision = decide(make(), GATE)
    assert decision.released
    assert decision.reasons == []
    assert decision.mode == "superior"


def test_every_reason_is_one_line_with_numbers(make: Any) -> None:
    for judgement in (make(recent=gain(0.02)), make(rmse=2.0, ndcg=0.1, with_champion=False)):
        for rule in decide(judgement, GATE).rules:
            assert "\n" not in rule.reason
            assert rule.reason.endswith(".")
            assert rule.name == "reloads bit-equal" or any(c.isdigit() for c in rule.reason)


def test_the_same_judgement_gives_the_same_decision(make: Any) -> None:
    assert decide(make(), GATE) == decide(make(), GATE)


def test_a_decision_goes_to_json_and_back(make: Any) -> None:
    decision = decide(make(recent=gain(0.02)), GATE)
    assert Decision.model_validate_json(decision.model_dump_json()) == decision


def test_a_first_release_needs_no_champion(make: Any) -> None:
    decision = decide(make(with_champion=False), GATE)
    assert decision.released
    assert decision.first_release
    assert not any("champion" in rule.name for rule in decision.rules)


@pytest.mark.parametrize("with_champion", [True, False])
def test_seven_percent_over_popularity_is_refused_however_sure(
    make: Any, with_champion: bool
) -> None:
    judgement = make(
        ndcg=0.35 * 1.07, over_popularity=gain(0.0245, 0.001), with_champion=with_champion
    )
    decision = decide(judgement, GATE)
    assert failed(decision) == ["better than popularity"]
    assert "+7.0%" in decision.reasons[0]


def test_a_lift_that_may_be_chance_is_refused(make: Any) -> None:
    judgement = make(over_popularity=gain(0.1, 0.1))
    assert failed(decide(judgement, GATE)) == ["better than popularity"]


def test_fifteen_percent_that_are_sure_suffice(make: Any) -> None:
    assert decide(make(ndcg=0.35 * 1.16), GATE).released


def test_a_rating_error_at_the_biases_is_refused(make: Any) -> None:
    decision = decide(make(rmse=0.88, with_champion=False), GATE)
    assert failed(decision) == ["rating error below the biases'"]


def test_where_all_ratings_are_alike_the_rating_error_holds_nobody_back(make: Any) -> None:
    alike = RatingFigures(
        n_ratings=1000,
        challenger=RatingError(rmse=3e-4, mae=1e-4),
        bias_only=RatingError(rmse=1e-16, mae=1e-16),
        champion=RatingError(rmse=1e-4, mae=1e-4),
    )
    decision = decide(make(rating=alike), GATE)
    assert decision.released
    assert any("nothing to predict" in rule.reason for rule in decision.rules)


@pytest.mark.parametrize(("rmse", "released"), [(0.8584, True), (0.8586, False)])
def test_a_rating_error_one_percent_above_the_champions_is_the_limit(
    make: Any, rmse: float, released: bool
) -> None:
    assert decide(make(rmse=rmse), GATE).released is released


@pytest.mark.parametrize(
    ("difference", "unchanged", "released"),
    [
        (gain(0.02), True, True),
        (gain(0.0, 0.0), True, False),
        (gain(0.005), True, False),
        (gain(0.005), False, True),
        (gain(0.0, 0.0), False, True),
        (gain(-0.005), False, False),
    ],
)
def test_unchanged_data_asks_for_superiority_and_newer_data_for_no_loss(
    make: Any, difference: Gain, unchanged: bool, released: bool
) -> None:
    decision = decide(make(over_champion=difference, data_unchanged=unchanged), GATE)
    assert decision.released is released
    assert decision.mode == ("superior" if unchanged else "non_inferior")


def test_the_mode_can_be_set(make: Any) -> None:
    judgement = make(over_champion=gain(0.005))
    assert decide(judgement, GateSettings(mode="non_inferior")).released
    judgement = make(over_champion=gain(0.005), data_unchanged=False)
    assert not decide(judgement, GateSettings(mode="superior")).released


@pytest.mark.parametrize(
    ("overall", "recent", "released"),
    [
        (gain(-0.05), gain(0.02), True),
        (gain(0.005), gain(0.005), True),
        (gain(0.02), gain(-0.005), False),
        (gain(-0.005), gain(0.005), False),
    ],
)
def test_recently_active_people_must_gain_or_nobody_lose(
    make: Any, overall: Gain, recent: Gain, released: bool
) -> None:
    decision = decide(make(over_champion=overall, recent=recent, data_unchanged=False), GATE)
    assert decision.released is released
    assert released or failed(decision) == ["recently active people"]


def test_superiority_asked_for_outright_holds_beside_the_recent_slice(make: Any) -> None:
    judgement = make(over_champion=gain(-0.05), recent=gain(0.02), data_unchanged=False)
    decision = decide(judgement, GateSettings(mode="superior"))
    assert failed(decision) == ["superior to the champion"]


@pytest.mark.parametrize(("coverage", "released"), [(0.015, True), (0.0149, False)])
def test_half_the_champions_coverage_is_the_limit(
    make: Any, coverage: float, released: bool
) -> None:
    assert decide(make(coverage=coverage), GATE).released is released


@pytest.mark.parametrize(("query_ms", "released"), [(20.0, True), (20.1, False)])
def test_a_slow_query_is_refused(make: Any, query_ms: float, released: bool) -> None:
    assert decide(make(query_ms=query_ms), GATE).released is released


def test_a_model_that_does_not_reload_is_refused_with_the_reason(make: Any) -> None:
    judgement = make(reload_equal=False, reload_note="the ranker's scores are others")
    decision = decide(judgement, GATE)
    assert failed(decision) == ["reloads bit-equal"]
    assert "ranker" in decision.reasons[0]


def golden(problem: str, n_films: int = 5) -> GoldenResult:
    films = tuple(NamedFilm(film_id=number, title=str(number)) for number in range(n_films))
    return GoldenResult(
        name="westerns",
        favourites=films,
        films=films,
        scores=(0.0,) * n_films,
        n_sharing=0,
        problem=problem,
    )


@pytest.mark.parametrize(("n_weak", "released"), [(0, True), (4, True), (5, False)])
def test_four_fifths_of_the_golden_lists_must_be_kept(
    make: Any, n_weak: int, released: bool
) -> None:
    results = (golden("no westerns"),) * n_weak + (golden(""),) * (20 - n_weak)
    decision = decide(make(golden=results), GATE)
    assert decision.released is released
    assert released or "no westerns" in decision.reasons[0]


def test_one_list_short_of_five_films_is_refused(make: Any) -> None:
    results = (golden("only 4 films", n_films=4),) + (golden(""),) * 19
    assert failed(decide(make(golden=results), GATE)) == ["golden lists"]


def test_no_golden_list_at_all_is_refused(make: Any) -> None:
    assert failed(decide(make(golden=()), GATE)) == ["golden lists"]


def test_too_few_people_are_the_only_reason_given(make: Any) -> None:
    judgement = make(onboarding=None, n_judging_people=12, query_ms=999)
    decision = decide(judgement, GATE)
    assert failed(decision) == ["enough people"]
    assert "12 people" in decision.reasons[0]


def test_a_champion_that_cannot_be_compared_with_is_told(make: Any) -> None:
    judgement = make(
        with_champion=False, champion="not comparable", champion_note="it knows other films"
    )
    decision = decide(judgement, GATE)
    assert decision.first_release
    assert decision.note == "it knows other films"


def answer(name: str = "westerns", score: float = 1.5) -> dict[str, Any]:
    return {"name": name, "favourites": [1, 2, 3, 4, 5], "films": [6, 7], "scores": [score, 1.0]}


def test_served_answers_that_are_equal_confirm_the_decision(make: Any) -> None:
    decision = confirm(decide(make(), GATE), [answer("b"), answer("a")], [answer("a"), answer("b")])
    assert decision.released
    assert decision.rules[-1].name == "served as judged"


@pytest.mark.parametrize(
    "served",
    [
        [],
        [answer("other")],
        [answer(score=1.5000001)],
        [answer() | {"films": [7, 6]}],
        [answer() | {"films": [6]}],
    ],
)
def test_served_answers_that_differ_refuse_the_release(
    make: Any, served: list[dict[str, Any]]
) -> None:
    decision = confirm(decide(make(), GATE), served, [answer()])
    assert not decision.released
    assert failed(decision) == ["served as judged"]
    assert "westerns" in decision.reasons[0]


def test_nothing_to_compare_confirms_nothing(make: Any) -> None:
    assert not confirm(decide(make(), GATE), [], []).released


def test_a_refused_decision_stays_refused_when_served_answers_agree(make: Any) -> None:
    decision = confirm(decide(make(rmse=2.0), GATE), [answer()], [answer()])
    assert not decision.released
