from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from surprise import SVD, Dataset, Reader, Trainset

from cinq.models.surprise_data import trainset


@pytest.fixture
def loaded(world) -> Trainset:
    """The same rows through Surprise's public loader."""
    interactions, ids = world.interactions, world.catalogue.film_ids
    frame = pd.DataFrame(
        {
            "user": interactions.user_ids[interactions.users],
            "item": ids[interactions.films],
            "rating": interactions.ratings.astype(np.float64),
        }
    )
    return Dataset.load_from_df(frame, Reader(rating_scale=(0.5, 5.0))).build_full_trainset()


def in_order(training: Trainset) -> Iterator[tuple[int, int, float]]:
    return training.all_ratings()


def test_ratings_are_numbered_as_by_surprise_itself(world, loaded):
    built, _, _ = trainset(world.interactions, world.catalogue.film_ids, 1.0)
    assert list(in_order(built)) == list(in_order(loaded))
    assert built.n_users == loaded.n_users
    assert built.n_items == loaded.n_items
    assert built.global_mean == loaded.global_mean


def test_users_and_films_are_not_taken_for_each_other(world, loaded):
    built, users, films = trainset(world.interactions, world.catalogue.film_ids, 1.0)
    for inner in range(built.n_users):
        assert built.to_raw_uid(inner) == loaded.to_raw_uid(inner)
        assert built.to_raw_uid(inner) == world.interactions.user_ids[users[inner]]
    for inner in range(built.n_items):
        assert built.to_raw_iid(inner) == loaded.to_raw_iid(inner)
        assert built.to_raw_iid(inner) == world.catalogue.film_ids[films[inner]]


def test_the_svd_learns_the_same_numbers_as_through_the_public_loader(world, loaded):
    built, _, _ = trainset(world.interactions, world.catalogue.film_ids, 1.0)
    ours = SVD(n_factors=4, n_epochs=5, random_state=3).fit(built)
    theirs = SVD(n_factors=4, n_epochs=5, random_state=3).fit(loaded)
    np.testing.assert_array_equal(ours.pu, theirs.pu)
    np.testing.assert_array_equal(ours.qi, theirs.qi)
    np.testing.assert_array_equal(ours.bi, theirs.bi)


def test_people_without_ratings_are_left_out(world):
    some = world.interactions.take(world.interactions.users >= 10)
    built, users, _ = trainset(some, world.catalogue.film_ids, 1.0)
    assert built.n_users == 50
    assert users.tolist() == list(range(10, 60))
    assert all(first < second for first, second in pairwise(users.tolist()))


def test_scale_and_ratings_are_multiplied(world):
    built, _, _ = trainset(world.interactions, world.catalogue.film_ids, 2.0)
    assert built.rating_scale == (1.0, 10.0)
    assert next(in_order(built))[2] == 2 * float(world.interactions.ratings[0])
