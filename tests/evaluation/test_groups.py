"""Kinds of people: who is in which, and who is served worse."""

import numpy as np
import pytest

from cinq.data.interactions import Interactions, Scale
from cinq.evaluation.cases import draw_cases
from cinq.evaluation.figures import Group
from cinq.evaluation.groups import judge_groups, memberships, served_worst
from cinq.evaluation.onboarding import Audience, CaseMetrics
from cinq.metrics.intervals import Interval
from cinq.settings import JudgingSettings

N_PEOPLE, N_FILMS = 60, 40
JUDGING = JudgingSettings(draws=2, bootstrap_samples=200)


@pytest.fixture(scope="module")
def people() -> Interactions:
    """Person p likes 10 + p % 3 · 5 films; the last twenty people like only the rare ones."""
    users, films = [], []
    for person in range(N_PEOPLE):
        first = 20 if person >= 40 else 0
        count = 10 + person % 3 * 5
        users += [person] * count
        films += list(range(first, first + count))
    return Interactions(
        user_ids=np.arange(1000, 1000 + N_PEOPLE),
        users=np.array(users, np.int32),
        films=np.array(films, np.int32),
        ratings=np.full(len(users), 5.0, np.float32),
        timestamps=np.zeros(len(users), np.int64),
        n_films=N_FILMS,
        scale=Scale(0.5, 5.0, 4.0),
    )


AUDIENCE = Audience(like_counts=np.repeat([100, 2], 20), n_people=200)


def metrics(ndcg: np.ndarray) -> CaseMetrics:
    return CaseMetrics(
        hit_at_5=(ndcg > 0.3).astype(np.float64),
        ndcg_at_5=ndcg,
        ndcg_at_10=ndcg,
        recall_at_20=ndcg,
        intra_list_diversity=ndcg,
        lists=np.zeros((len(ndcg), 20), np.int32),
    )


def test_people_are_put_in_thirds_by_ratings_and_by_rarity(people):
    cases = draw_cases(people, JUDGING)
    found = {member.name: member for member in memberships(people, cases, AUDIENCE)}
    assert [found[f"rate {name}"].low for name in ("little", "some", "much")] == [10, 15, 20]
    assert [found[f"rate {name}"].people.sum() for name in ("little", "some", "much")] == [20] * 3
    rare = found["like rare films"].people
    assert cases.user_ids[rare].tolist() == list(range(1040, 1060))
    assert found["like rare films"].low == pytest.approx(-np.log2(2 / 200))


def test_equal_people_are_one_group_and_small_groups_are_none(people):
    alike = people.take(people.users % 3 == 0)
    cases = draw_cases(alike, JUDGING)
    activity = [m for m in memberships(alike, cases, AUDIENCE) if m.by == "activity"]
    assert [member.people.sum() for member in activity] == [cases.n_people]
    few = people.take(people.users < 9)
    assert memberships(few, draw_cases(few, JUDGING), AUDIENCE) == []


def test_the_group_that_gains_nothing_is_found(people):
    cases = draw_cases(people, JUDGING)
    rare = (cases.user_ids >= 1040)[cases.people]
    random = np.random.default_rng(0)
    popular = random.uniform(0.2, 0.3, len(cases))
    ours = popular + np.where(rare, 0.0, 0.2) + random.normal(0, 0.01, len(cases))
    members = memberships(people, cases, AUDIENCE)
    groups = judge_groups(members, metrics(ours), metrics(popular), cases, AUDIENCE, JUDGING)
    worst = served_worst(groups, "taste")
    assert worst is not None
    assert worst.name == "like rare films"
    assert worst.over_popularity.estimate == pytest.approx(0, abs=0.01)
    assert served_worst(groups, "activity") is None


def test_without_groups_nobody_is_served_worst():
    assert served_worst((), "taste") is None


def test_overlapping_intervals_are_no_verdict():
    def group(name: str, low: float, high: float) -> Group:
        there = Interval(estimate=(low + high) / 2, low=low, high=high)
        return Group(
            by="taste",
            name=name,
            unit="bits",
            low=1,
            high=2,
            n_people=20,
            hit_at_5=there,
            ndcg_at_10=there,
            over_popularity=there,
        )

    assert served_worst((group("a", 0.0, 0.2), group("b", 0.1, 0.3)), "taste") is None
    assert served_worst((group("a", 0.0, 0.05), group("b", 0.1, 0.3)), "taste").name == "a"
