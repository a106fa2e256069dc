"""Pairs of people of two tastes that never mix."""

import numpy as np
import pytest

from cinq.evaluation.cases import draw_cases
from cinq.evaluation.pairs import Kind, PairFigures, joined, judge_pairs, match
from cinq.models.spectral_svd import SpectralSVD
from cinq.serving.agreement import METHODS
from cinq.settings import JudgingSettings
from tests.models.conftest import make_world

JUDGING = JudgingSettings(n_favourites=3, min_liked=8, draws=2)
PEOPLE = make_world(n_people=12, seed=5).interactions
CASES = draw_cases(PEOPLE, JUDGING)


@pytest.mark.parametrize("kind", ["random", "similar", "dissimilar"])
def test_nobody_is_in_two_pairs(kind: Kind) -> None:
    pairs = match(PEOPLE, CASES.user_ids[:11], kind, 0)

    assert len(pairs) == 5
    assert len({person for pair in pairs for person in pair}) == 10


def test_similar_people_share_a_taste_and_dissimilar_ones_do_not() -> None:
    for kind, same in (("similar", True), ("dissimilar", False)):
        for one, other in match(PEOPLE, CASES.user_ids, kind, 0):
            assert (CASES.user_ids[one] % 2 == CASES.user_ids[other] % 2) is np.bool_(same)


@pytest.fixture(scope="module")
def found() -> dict[Kind, dict[str, PairFigures]]:
    world = make_world()
    ranker = SpectralSVD().fit(world.interactions, world.catalogue, 0)
    kinds: tuple[Kind, ...] = ("similar", "dissimilar")
    return {
        kind: judge_pairs(ranker, METHODS, CASES, match(PEOPLE, CASES.user_ids, kind, 0))
        for kind in kinds
    }


def test_a_list_for_two_of_one_taste_is_as_good_as_a_list_alone(
    found: dict[Kind, dict[str, PairFigures]],
) -> None:
    gain = found["similar"]["fair"].over(found["similar"]["alone"], 500, 0.95, 0)

    assert abs(gain["ndcg_at_10_mean"].estimate) < 0.1


def test_two_of_different_tastes_each_find_something_in_a_fair_list(
    found: dict[Kind, dict[str, PairFigures]],
) -> None:
    means = found["dissimilar"]["fair"].intervals(500, 0.95, 0)

    assert means["hit_at_5_least"].estimate == 1
    assert (
        found["dissimilar"]["fair"].ndcg_at_10_mean < found["dissimilar"]["alone"].ndcg_at_10_mean
    ).all()
    assert means["ndcg_at_10_least"].estimate <= means["ndcg_at_10_mean"].estimate


def test_folds_are_joined_pair_by_pair(found: dict[Kind, dict[str, PairFigures]]) -> None:
    parts = [of_kind["average"] for of_kind in found.values()]

    assert len(joined(parts).hit_at_5_mean) == sum(len(part.hit_at_5_mean) for part in parts)
