"""Every strategy keeps the same promises, on a world of three tastes and on hardly any data."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cinq.models.bundle import SeenFilms
from cinq.serving.proposals import (
    Adaptive,
    Crowd,
    Groups,
    LogPopularityEntropy,
    Popular,
    Strategy,
)
from tests.serving.worlds import FILMS_A_TASTE, SCALE, TASTES, catalogue, interactions

ALL = (Popular, LogPopularityEntropy, Groups, Adaptive)
N_FILMS = FILMS_A_TASTE * len(TASTES)
CROWD = Crowd.of(SeenFilms.of_all(interactions(catalogue())), SCALE, N_FILMS)
MADE = {strategy.name: strategy(CROWD) for strategy in ALL}

Make = Callable[[Crowd], Strategy]


def rows(*found: int) -> np.ndarray:
    return np.array(found, np.int32)


def taste_of(row: int) -> int:
    return row // FILMS_A_TASTE


def crowd_of(people: list[list[tuple[int, float]]], n_films: int) -> Crowd:
    """People as lists of (film row, rating)."""
    seen = SeenFilms(
        user_ids=np.arange(len(people), dtype=np.int64),
        indptr=np.cumsum([0, *map(len, people)]).astype(np.int64),
        films=np.array([film for person in people for film, _ in person], np.int32),
        ratings=np.array([rating for person in people for _, rating in person], np.float32),
    )
    return Crowd.of(seen, SCALE, n_films)


@pytest.mark.parametrize("name", MADE)
@given(
    chosen=st.sets(st.integers(0, N_FILMS - 1), max_size=5),
    skipped=st.sets(st.integers(0, N_FILMS - 1), max_size=N_FILMS),
    k=st.integers(1, 100),
)
def test_new_films_come_without_repeats_until_none_is_left(
    name: str, chosen: set[int], skipped: set[int], k: int
) -> None:
    before, passed = rows(*sorted(chosen)), rows(*sorted(skipped))
    found = MADE[name].next_rows(before, passed, k)

    assert found.dtype == np.int32
    assert len(set(found.tolist())) == len(found)
    assert not set(found.tolist()) & (chosen | skipped)
    assert len(found) == min(k, N_FILMS - len(chosen | skipped))
    assert MADE[name].next_rows(before, passed, k).tolist() == found.tolist()


@pytest.mark.parametrize("make", ALL)
@pytest.mark.parametrize(
    ("people", "n_films"),
    [
        ([], 0),
        ([], 3),
        ([[]], 3),
        ([[(0, 1.0)]], 1),
        ([[(1, 5.0)]], 2),
        ([[(0, 5.0), (1, 5.0)]], 2),
    ],
    ids=["nothing", "nobody", "no ratings", "no likes", "one like", "all liked by all"],
)
def test_hardly_any_data_is_no_trouble(
    make: Make, people: list[list[tuple[int, float]]], n_films: int
) -> None:
    strategy = make(crowd_of(people, n_films))

    assert sorted(strategy.next_rows(rows(), rows(), 5).tolist()) == list(range(n_films))


def test_popularity_counts_likes() -> None:
    crowd = crowd_of([[(0, 5.0), (2, 1.0)], [(0, 4.0), (1, 4.5)], [(2, 2.0), (1, 1.0)]], 3)

    assert crowd.likes.tolist() == [2, 1, 0]
    assert Popular(crowd).next_rows(rows(), rows(), 3).tolist() == [0, 1, 2]


def test_entropy_asks_for_films_that_divide_people() -> None:
    agreed = [(0, 5.0), (1, 5.0)]
    against = [(0, 5.0), (1, 0.5)]
    crowd = crowd_of([agreed, against, agreed, against], 2)

    assert LogPopularityEntropy(crowd).next_rows(rows(), rows(), 2).tolist() == [1, 0]


def test_groups_show_all_tastes_at_first() -> None:
    found = Groups(CROWD, n_groups=3).next_rows(rows(), rows(), 3)

    assert {taste_of(row) for row in found.tolist()} == {0, 1, 2}


def test_the_first_adaptive_screen_has_something_for_everybody() -> None:
    found = MADE["adaptive"].next_rows(rows(), rows(), 6)

    assert {taste_of(row) for row in found.tolist()} == {0, 1, 2}


@pytest.mark.parametrize("taste", range(len(TASTES)))
def test_adaptive_proposals_follow_what_was_chosen(taste: int) -> None:
    chosen = rows(*(taste * FILMS_A_TASTE + place for place in range(3)))
    found = MADE["adaptive"].next_rows(chosen, rows(), 8)

    assert sum(taste_of(row) == taste for row in found.tolist()) >= 6


def test_skipped_films_turn_adaptive_proposals_elsewhere_without_ruling_them_out() -> None:
    skipped = rows(*range(FILMS_A_TASTE // 2))
    before = MADE["adaptive"].next_rows(rows(), rows(), 9).tolist()
    after = MADE["adaptive"].next_rows(rows(), skipped, 9).tolist()

    assert sum(taste_of(row) == 0 for row in after) < sum(taste_of(row) == 0 for row in before)
    assert any(taste_of(row) == 0 for row in MADE["adaptive"].next_rows(rows(), skipped, 20))


def test_who_skips_much_is_offered_better_known_films() -> None:
    likes = [
        [(film, 5.0) for film in range(40) if person % (film + 1) == 0] for person in range(400)
    ]
    strategy = Adaptive(crowd_of(likes, 60))
    eager = strategy.next_rows(rows(), rows(), 4)
    weary = strategy.next_rows(rows(), rows(*range(40, 60)), 4)

    assert weary.mean() < eager.mean()


def test_of_a_large_crowd_an_even_part_is_looked_at() -> None:
    seen = SeenFilms.of_all(interactions(catalogue()))
    part = Crowd.of(seen, SCALE, N_FILMS, most_people=12)

    assert part.n_members == 12
    assert part.n_people == CROWD.n_people
    assert (part.likes == CROWD.likes).all()
    assert set(part.liked_people.tolist()) == set(range(12))
