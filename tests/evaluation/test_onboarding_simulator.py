"""People whose every pick is known, before strategies whose every screen is."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray

from cinq.evaluation.onboarding_outcomes import Outcomes, outcomes
from cinq.evaluation.onboarding_simulator import Habits, Visitor, simulate, visit, visitors
from cinq.models.popularity import Popularity, like_counts
from cinq.models.spectral_svd import SpectralSVD
from tests.models.conftest import make_world

HABITS = Habits(n_favourites=2, screen=3, most_screens=4, min_liked=4)
ADA = Visitor(1, np.array([1, 2, 3, 7, 8], np.int32), np.array([2, 3, 8], np.int32))


@dataclass
class InOrder:
    """Shows films in one order, and remembers what it was told was skipped."""

    order: tuple[int, ...]
    name: ClassVar[str] = "in order"

    def __post_init__(self) -> None:
        self.told: list[list[int]] = []

    def next_rows(
        self, chosen: NDArray[np.int32], skipped: NDArray[np.int32], k: int
    ) -> NDArray[np.int32]:
        self.told.append(skipped.tolist())
        gone = {*chosen.tolist(), *skipped.tolist()}
        return np.array([row for row in self.order if row not in gone][:k], np.int32)


def test_the_first_loved_film_of_a_screen_is_taken_and_new_ones_come() -> None:
    strategy = InOrder(tuple(range(10)))
    done = visit(strategy, ADA, HABITS)

    assert done.chosen.tolist() == [2, 3]
    assert done.n_screens == 2
    assert done.shown.tolist() == [0, 1, 2, 3]
    assert done.n_recognised == 3
    assert strategy.told == [[], []]


def test_a_screen_without_a_loved_film_is_skipped_whole() -> None:
    strategy = InOrder((0, 1, 4, 7, 8, 9, 2))
    done = visit(strategy, ADA, HABITS)

    assert done.chosen.tolist() == [8, 2]
    assert strategy.told[1] == [0, 1, 4]


def test_who_takes_several_at_once_skips_the_rest() -> None:
    strategy = InOrder((2, 0, 1, 3))
    done = visit(strategy, ADA, replace(HABITS, picks_at_once=3, skips_the_rest=True))

    assert done.chosen.tolist() == [2, 3]
    assert strategy.told == [[], [0, 1]]


def test_people_give_up_after_the_bound_of_screens() -> None:
    done = visit(InOrder(tuple(range(100, 150))), ADA, HABITS)

    assert len(done.chosen) == 0
    assert done.n_screens == 4
    assert len(done.shown) == 12


def test_who_has_seen_the_whole_catalogue_has_given_up() -> None:
    assert visit(InOrder((0, 1, 2)), ADA, HABITS).n_screens == HABITS.most_screens


def test_only_people_with_enough_liked_films_visit() -> None:
    people = make_world(n_people=6).interactions

    assert len(visitors(people, replace(HABITS, min_liked=9))) == 6
    assert visitors(people, replace(HABITS, min_liked=10)) == []
    first = visitors(people, HABITS)[0]
    assert (len(first.rated), len(first.liked)) == (12, 9)


@pytest.fixture(scope="module")
def judged() -> dict[str, Outcomes]:
    """Newcomers before a strategy that shows the blockbuster first, and one that shows it last."""
    world = make_world()
    habits = replace(HABITS, most_screens=8)
    people = visitors(make_world(n_people=8, seed=11).interactions, habits)
    films = tuple(range(20))
    shown = {"first": InOrder((20, *films)), "last": InOrder((*films, 20))}
    ranker = SpectralSVD().fit(world.interactions, world.catalogue, 0)
    counts, n_people = like_counts(world.interactions), world.interactions.n_users
    visits = simulate(shown, people, habits)
    return outcomes(visits, people, ranker, counts, n_people, habits)


def test_a_popular_pick_tells_little_and_taste_is_found_from_telling_ones(
    judged: dict[str, Outcomes],
) -> None:
    gain = judged["last"].over(judged["first"], 500, 0.95, 0)

    assert gain["surprise"].low > 0
    assert (judged["first"].picks == 2).all()
    assert judged["last"].intervals(500, 0.95, 0)["ndcg_at_5"].estimate > 0.6


def test_on_common_ground_nobodys_picks_are_sought(judged: dict[str, Outcomes]) -> None:
    for found in judged.values():
        assert ((found.ndcg_at_5_common >= 0) & (found.ndcg_at_5_common <= 1)).all()
    joined = Outcomes.joined(list(judged.values()))
    assert len(joined.screens) == 16


def test_who_has_nothing_left_to_find_counts_for_no_list() -> None:
    world = make_world()
    person = Visitor(1, np.array([0, 1], np.int32), np.array([0, 1], np.int32))
    visits = simulate({"all": InOrder((0, 1))}, [person], HABITS)
    ranker = Popularity().fit(world.interactions, world.catalogue, 0)
    found = outcomes(visits, [person], ranker, like_counts(world.interactions), 60, HABITS)

    assert np.isnan(found["all"].ndcg_at_5).all()
    assert found["all"].reached_five.tolist() == [1]
