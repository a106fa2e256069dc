"""How far accounts move lists: honest ones a little, a group hardly, and without rules far."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from cinq.data.prepared import Prepared
from cinq.evaluation.figures import Influence
from cinq.evaluation.golden import golden_answers
from cinq.evaluation.influence import influence, kept_films, pushes
from cinq.models.bundle import ModelBundle
from cinq.promotion.rules import accounts_influence
from cinq.settings import GateSettings, JudgingSettings, TrainingSettings
from tests.evaluation.conftest import TRAINING, make_interactions
from tests.learning.crowds import OPEN, Words, by_likes, honest, with_crowd

SPECTRAL = TRAINING.model_copy(update={"ranker": "spectral_svd", "rater": "rating_svd"})
UNGUARDED = OPEN.model_copy(update={"max_film_share": 0.99, "free_film_opinions": 1000})
N_HONEST = 200


@pytest.fixture(scope="module")
def world(prepared: Prepared) -> Prepared:
    """The toy world, in which three films are known to hardly anybody."""
    data = prepared.interactions
    seldom = np.isin(data.films, by_likes(data)[-3:])
    part = data.take(~seldom | (np.cumsum(seldom) <= 6))
    manifest = prepared.manifest.model_copy(update={"n_ratings": len(part)})
    return replace(prepared, interactions=part, manifest=manifest)


@pytest.fixture(scope="module")
def crowd(world: Prepared) -> list[Words]:
    return honest(make_interactions(world.catalogue, 300, seed=9), N_HONEST, seed=1)


@pytest.fixture(scope="module")
def measure(
    train: Callable[..., ModelBundle], judging: JudgingSettings
) -> Callable[[Prepared], tuple[Influence | None, ModelBundle]]:
    def measured(joined: Prepared) -> tuple[Influence | None, ModelBundle]:
        bundle = train(joined, ranker="spectral_svd", rater="rating_svd")
        return influence(joined, bundle, SPECTRAL, judging, GateSettings()), bundle

    return measured


def promoting(world: Prepared, n_accounts: int) -> list[Words]:
    """Everybody promotes the film that hardly anybody knows beside popular ones."""
    ranked = by_likes(world.interactions).tolist()
    random = np.random.default_rng(4)
    return [
        Words((ranked[-1], *random.choice(ranked[:12], 9, replace=False).tolist()))
        for _ in range(n_accounts)
    ]


def test_where_no_account_joined_there_is_nothing_to_measure(world, measure):
    assert measure(world)[0] is None


def test_honest_accounts_pass(world, crowd, measure):
    found, _ = measure(with_crowd(world, crowd))
    assert found is not None
    assert found.n_accounts == N_HONEST
    assert accounts_influence(found, GateSettings()).passed


@pytest.mark.parametrize("share", [0.01, 0.05, 0.2])
def test_a_group_does_not_bring_its_film_before_others(world, crowd, measure, share):
    group = promoting(world, round(share * N_HONEST / (1 - share)))
    target = int(world.catalogue.film_ids[by_likes(world.interactions)[-1]])
    found, bundle = measure(with_crowd(world, [*crowd, *group]))
    assert found is not None
    assert all(target not in answer["films"] for answer in golden_answers(bundle))
    assert accounts_influence(found, GateSettings()).passed


def test_one_in_a_hundred_moves_the_golden_answers_no_more_than_honest_people(
    world, crowd, measure
):
    _, before = measure(with_crowd(world, crowd))
    _, attacked = measure(with_crowd(world, [*crowd, *promoting(world, 2)]))
    more = honest(make_interactions(world.catalogue, 300, seed=9), N_HONEST + 2, seed=1)
    _, grown = measure(with_crowd(world, more))

    def kept(bundle: ModelBundle) -> float:
        pairs = zip(golden_answers(bundle), golden_answers(before), strict=True)
        return float(
            np.mean([kept_films(*(np.array(each["films"]) for each in pair)) for pair in pairs])
        )

    assert kept(attacked) >= kept(grown) - 0.1
    assert kept(attacked) >= 0.8


def test_without_the_rules_of_joining_a_large_group_is_refused(world, crowd, measure):
    found, _ = measure(with_crowd(world, promoting(world, 600), UNGUARDED))
    assert found is not None
    rule = accounts_influence(found, GateSettings())
    assert not rule.passed
    assert "enters" in rule.reason


def test_an_answer_that_lost_a_film_keeps_the_rest():
    assert kept_films(np.array([1, 2, 3, 4, 9]), np.array([1, 2, 3, 4, 5])) == pytest.approx(0.8)
    assert kept_films(np.array([1, -1]), np.array([1, -1])) == 1
    assert kept_films(np.array([1]), np.array([-1])) == 1


def test_a_push_is_the_growth_of_the_share_of_lists_with_a_film():
    before = np.array([[0, 1], [0, 2], [0, -1], [0, 1]])
    after = np.array([[0, 3], [0, 3], [1, 3], [0, 1]])
    assert pushes(after, before, 4).tolist() == [-0.25, 0, -0.25, 0.75]


def test_another_ranker_is_measured_as_itself(world, crowd, train, judging):
    joined = with_crowd(world, crowd)
    bundle = train(joined, control="popularity", rater="rating_svd")
    training = TrainingSettings(control="popularity", rater="rating_svd")
    found = influence(joined, bundle, training, judging, GateSettings())
    assert found is not None
    assert found.golden_kept > 0.8
