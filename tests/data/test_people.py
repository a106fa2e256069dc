"""Who is trained on, who judges, and what is held out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cinq.data.interactions import Interactions, Scale
from cinq.data.people import JUDGING, TRAINING, VALIDATION, assign, newest_mask, split_people
from cinq.settings import JudgingSettings

ids = st.lists(st.integers(0, 2**62), min_size=1, max_size=50, unique=True).map(
    lambda values: np.array(sorted(values), np.int64)
)


def interactions_of(users, films, times, n_films=50) -> Interactions:
    order = np.argsort(users, kind="stable")
    user_ids, places = np.unique(np.asarray(users, np.int64)[order], return_inverse=True)
    return Interactions(
        user_ids=user_ids,
        users=places.astype(np.int32),
        films=np.asarray(films, np.int32)[order],
        ratings=np.ones(len(users), np.float32),
        timestamps=np.asarray(times, np.int64)[order],
        n_films=n_films,
        scale=Scale(0.5, 5, 4),
    )


@st.composite
def histories(draw) -> Interactions:
    n = draw(st.integers(0, 200))
    users = draw(arrays(np.int64, n, elements=st.integers(1, 8)))
    times = draw(arrays(np.int64, n, elements=st.integers(0, 30)))
    films = draw(st.permutations(range(n)))
    return interactions_of(users, films, times, n_films=max(n, 1))


@given(ids, ids)
def test_nobody_moves_when_people_join_or_leave(some, others):
    judging = JudgingSettings()
    together = np.union1d(some, others)
    parts = dict(zip(together.tolist(), assign(together, judging).tolist(), strict=True))
    assert [parts[person] for person in some.tolist()] == assign(some, judging).tolist()


@given(ids, st.floats(0, 0.5), st.floats(0, 0.5))
def test_larger_judging_part_contains_the_smaller(people, small, large):
    small, large = sorted([small, large])
    few = assign(people, JudgingSettings(judging_share=small)) == JUDGING
    many = assign(people, JudgingSettings(judging_share=large)) == JUDGING
    assert not (few & ~many).any()


def test_shares_are_about_as_set():
    parts = assign(np.arange(100_000), JudgingSettings())
    shares = np.bincount(parts) / len(parts)
    assert shares == pytest.approx([0.7, 0.1, 0.2], abs=0.005)


def test_split_stays_as_it_was_in_earlier_releases():
    parts = assign(np.arange(1, 21), JudgingSettings())
    assert parts.tolist() == [2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0, 2]


def test_another_key_splits_otherwise():
    people = np.arange(1000)
    other = assign(people, JudgingSettings(split_key="another"))
    assert (assign(people, JudgingSettings()) != other).mean() > 0.2


@given(histories(), st.floats(0, 1))
def test_floor_of_the_share_is_held_out_and_it_is_the_newest(data, share):
    mask = newest_mask(data, share, "key")
    for place in range(data.n_users):
        of_person = data.users == place
        n, held = of_person.sum(), (of_person & mask).sum()
        assert held == int(np.floor(n * share + 1e-9))
        if data.timestamps.any() and 0 < held < n:
            oldest_held = data.timestamps[of_person & mask].min()
            assert oldest_held >= data.timestamps[of_person & ~mask].max()


@given(histories(), st.randoms(use_true_random=False))
def test_order_of_a_persons_ratings_does_not_matter(data, random):
    order = np.array(
        sorted(range(len(data)), key=lambda row: (data.users[row], random.random())), np.int64
    )
    shuffled = interactions_of(
        data.user_ids[data.users][order], data.films[order], data.timestamps[order], data.n_films
    )
    first = set(data.films[newest_mask(data, 0.3, "key")].tolist())
    assert first == set(shuffled.films[newest_mask(shuffled, 0.3, "key")].tolist())


def test_ties_in_time_hold_out_the_last_film():
    data = interactions_of([1] * 10, range(10), [7] * 10)
    assert data.films[newest_mask(data, 0.2, "key")].tolist() == [8, 9]


def test_without_times_a_hash_chooses_and_differs_between_people():
    data = interactions_of(np.repeat([1, 2, 3], 20), list(range(20)) * 3, [0] * 60)
    mask = newest_mask(data, 0.1, "key")
    assert np.bincount(data.users[mask]).tolist() == [2, 2, 2]
    held = {tuple(data.films[mask & (data.users == user)]) for user in range(3)}
    assert len(held) > 1


def test_people_of_fewer_than_ten_ratings_hold_out_none():
    data = interactions_of([1] * 9, range(9), range(1, 10))
    assert not newest_mask(data, 0.1, "key").any()


def test_every_rating_is_in_exactly_one_part():
    rng = np.random.default_rng(0)
    data = interactions_of(
        rng.integers(0, 100, 3000), rng.integers(0, 50, 3000), rng.integers(1, 1000, 3000)
    )
    judging = JudgingSettings()
    split = split_people(data, judging)
    parts = [split.training, split.held_out, split.validation, split.judging]
    assert sum(map(len, parts)) == len(data)
    assert np.array_equal(split.training.user_ids, split.held_out.user_ids)
    for part, code in zip(parts, [TRAINING, TRAINING, VALIDATION, JUDGING], strict=True):
        assert (assign(part.user_ids, judging) == code).all()
        assert np.isin(part.user_ids[part.users], part.user_ids).all()
    assert len(np.intersect1d(split.training.user_ids, split.judging.user_ids)) == 0
