"""Judging whole bundles, and what the gate makes of it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from cinq import schema
from cinq.data.prepared import Prepared
from cinq.evaluation.judgement import Judgement, judge
from cinq.hyperparameters import ListSettings
from cinq.models.bundle import ModelBundle
from cinq.promotion.decision import decide
from cinq.settings import GateSettings, JudgingSettings

Judge = Callable[..., Judgement]


@pytest.fixture(scope="module")
def judged(prepared: Prepared, judging: JudgingSettings, gate: GateSettings) -> Judge:
    def run(challenger: ModelBundle, champion: ModelBundle | None = None) -> Judgement:
        return judge(prepared, challenger, champion, judging, gate)

    return run


@pytest.fixture(scope="module")
def shuffled(train: Callable[..., ModelBundle], prepared: Prepared) -> ModelBundle:
    return train(prepared, control="shuffled")


@pytest.fixture(scope="module")
def popularity(train: Callable[..., ModelBundle], prepared: Prepared) -> ModelBundle:
    return train(prepared, control="popularity")


def failed(judgement: Judgement, gate: GateSettings) -> list[str]:
    return [rule.name for rule in decide(judgement, gate).failed]


def test_a_first_model_that_learned_tastes_is_released(
    judged: Judge, bundle: ModelBundle, gate: GateSettings
) -> None:
    judgement = judged(bundle)
    decision = decide(judgement, gate)
    assert decision.released, decision.reasons
    assert decision.first_release
    assert decision.mode == "first release"
    assert judgement.champion == "none"


def test_a_judgement_goes_to_json_and_back(judged: Judge, bundle: ModelBundle) -> None:
    judgement = judged(bundle, bundle)
    assert Judgement.model_validate_json(judgement.model_dump_json()) == judgement
    assert {"rmse", "mae", "hit_at_5", "ndcg_at_10", "coverage_at_5"} <= judgement.flat().keys()


def test_judging_again_gives_the_same_figures(judged: Judge, bundle: ModelBundle) -> None:
    first, second = judged(bundle, bundle), judged(bundle, bundle)
    assert first.onboarding == second.onboarding
    assert first.rating == second.rating


@pytest.mark.parametrize("with_champion", [False, True])
def test_a_model_of_shuffled_ratings_is_refused_by_the_first_rule(
    judged: Judge,
    bundle: ModelBundle,
    shuffled: ModelBundle,
    gate: GateSettings,
    with_champion: bool,
) -> None:
    judgement = judged(shuffled, bundle if with_champion else None)
    assert "better than popularity" in failed(judgement, gate)


@pytest.mark.parametrize("with_champion", [False, True])
def test_popularity_alone_is_refused_by_the_first_rule(
    judged: Judge,
    bundle: ModelBundle,
    popularity: ModelBundle,
    gate: GateSettings,
    with_champion: bool,
) -> None:
    judgement = judged(popularity, bundle if with_champion else None)
    assert "better than popularity" in failed(judgement, gate)


def test_the_champions_equal_is_not_released_on_unchanged_data(
    judged: Judge, bundle: ModelBundle, gate: GateSettings
) -> None:
    judgement = judged(bundle, bundle)
    assert judgement.data_unchanged
    assert failed(judgement, gate) == ["superior to the champion"]


def test_a_better_model_takes_the_place_of_a_popular_champion(
    judged: Judge, bundle: ModelBundle, popularity: ModelBundle, gate: GateSettings
) -> None:
    decision = decide(judged(bundle, popularity), gate)
    assert decision.released, decision.reasons
    assert decision.mode == "superior"


def test_challenger_and_champion_are_each_judged_by_their_own_lists(
    judged: Judge, bundle: ModelBundle
) -> None:
    varied = bundle.info.model_copy(update={"lists": ListSettings(diversity=1)})
    found = judged(replace(bundle, info=varied), bundle).onboarding
    assert found is not None
    assert found.champion is not None
    champion, challenger = found.champion, found.challenger
    assert challenger.intra_list_diversity.low > champion.intra_list_diversity.high
    assert challenger.ndcg_at_10.estimate < champion.ndcg_at_10.estimate


def test_newer_data_is_judged_apart_on_those_active_since(
    train: Callable[..., ModelBundle],
    grown: Prepared,
    bundle: ModelBundle,
    judging: JudgingSettings,
    gate: GateSettings,
) -> None:
    judgement = judge(grown, train(grown), bundle, judging, gate)
    assert not judgement.data_unchanged
    assert judgement.recent is not None
    assert judgement.onboarding is not None
    assert judging.recent_min_people <= judgement.recent.n_people
    assert judgement.recent.n_people <= judgement.onboarding.n_people
    decision = decide(judgement, gate)
    assert decision.mode == "non_inferior"
    assert "recently active people" in [rule.name for rule in decision.rules]


def test_people_with_times_are_newer_than_a_champion_whose_data_knew_none(
    grown: Prepared, bundle: ModelBundle, judging: JudgingSettings, gate: GateSettings
) -> None:
    timeless = replace(bundle, info=bundle.info.model_copy(update={"data_last_time": None}))
    people = grown.interactions
    times = np.where(people.users % 2 == 0, people.timestamps, schema.NO_TIME)
    half = replace(grown, interactions=replace(people, timestamps=times))
    judgement = judge(half, bundle, timeless, judging, gate)
    assert judgement.recent is not None
    assert judgement.onboarding is not None
    assert 0 < judgement.recent.n_people < judgement.onboarding.n_people


def test_few_recently_active_people_are_not_judged_apart(
    grown: Prepared, bundle: ModelBundle, judging: JudgingSettings, gate: GateSettings
) -> None:
    strict = judging.model_copy(update={"recent_min_people": 10_000})
    assert judge(grown, bundle, bundle, strict, gate).recent is None


def test_a_champion_of_another_data_set_is_said_and_not_compared(
    judged: Judge, bundle: ModelBundle, gate: GateSettings
) -> None:
    elsewhere = replace(bundle, info=bundle.info.model_copy(update={"dataset": "other"}))
    decision = decide(judged(bundle, elsewhere), gate)
    assert decision.first_release
    assert "other" in decision.note


def test_a_champion_of_an_older_format_stands_in_nobodys_way_and_is_told(
    prepared: Prepared, bundle: ModelBundle, judging: JudgingSettings, gate: GateSettings
) -> None:
    judgement = judge(prepared, bundle, None, judging, gate, unreadable="it has format 2, not 3")
    assert judgement.champion == "not comparable"
    decision = decide(judgement, gate)
    assert decision.first_release
    assert "format 2" in decision.note


def test_too_few_people_are_one_reason_to_refuse(
    prepared: Prepared, bundle: ModelBundle, judging: JudgingSettings, gate: GateSettings
) -> None:
    strict = judging.model_copy(update={"min_people": 10_000})
    judgement = judge(prepared, bundle, bundle, strict, gate)
    assert judgement.onboarding is None
    assert failed(judgement, gate) == ["enough people"]


def test_people_of_few_ratings_leave_nothing_to_measure_the_error_on(
    prepared: Prepared, bundle: ModelBundle, judging: JudgingSettings, gate: GateSettings
) -> None:
    none_held_out = judging.model_copy(update={"newest_share": 0.0})
    judgement = judge(prepared, bundle, None, none_held_out, gate)
    assert judgement.rating is None
    assert failed(judgement, gate) == ["enough ratings"]


def test_nobody_to_judge_on_is_refused_and_no_crash(
    prepared: Prepared, bundle: ModelBundle, judging: JudgingSettings, gate: GateSettings
) -> None:
    nobody = prepared.interactions.take(np.zeros(len(prepared.interactions), np.bool_))
    judgement = judge(replace(prepared, interactions=nobody), bundle, None, judging, gate)
    assert not decide(judgement, gate).released
