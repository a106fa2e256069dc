"""The descent against scikit-surprise itself, and its two ways against each other."""

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from surprise import SVD

from cinq.data.declarations import declaration
from cinq.data.fetch import obtain
from cinq.data.interactions import Interactions
from cinq.data.prepare import prepare
from cinq.data.prepared import Prepared, load_prepared
from cinq.hyperparameters import RatingSettings
from cinq.models import descent
from cinq.models.descent import Ratings, cut, descend
from cinq.models.rating_svd import RatingSVD, numbered
from cinq.models.surprise_data import trainset
from cinq.settings import Settings

FEW = RatingSettings(n_factors=12, n_epochs=4, learning_rate=0.01, regularization=0.05)


@pytest.fixture(scope="module")
def movielens(movielens_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("movielens") / "data"
    prepare(declaration("ml-latest-small"), movielens_archive, folder)
    return load_prepared(folder)


def check_against_surprise(
    interactions: Interactions, film_ids: np.ndarray, factor: float, biased: bool
) -> None:
    training, users, films = trainset(interactions, film_ids, factor)
    theirs = SVD(
        n_factors=FEW.n_factors,
        n_epochs=FEW.n_epochs,
        lr_all=FEW.learning_rate,
        reg_all=FEW.regularization,
        biased=biased,
        random_state=7,
    ).fit(training)
    ratings, our_users, our_films = numbered(interactions, factor, exact=True)
    exactly = FEW.model_copy(update={"exact": True})
    ours = descend(ratings, exactly, seed=7, biased=biased)
    np.testing.assert_array_equal(our_users, users)
    np.testing.assert_array_equal(our_films, films)
    np.testing.assert_array_equal(ours.user_factors, theirs.pu)
    np.testing.assert_array_equal(ours.item_factors, theirs.qi)
    np.testing.assert_array_equal(ours.user_bias, theirs.bu)
    np.testing.assert_array_equal(ours.item_bias, theirs.bi)
    assert ours.mean == (training.global_mean if biased else 0.0)


@pytest.mark.parametrize("biased", [True, False])
def test_a_toy_world_is_learned_as_by_surprise_bit_for_bit(world, biased):
    check_against_surprise(world.interactions, world.catalogue.film_ids, 1.0, biased)


@pytest.mark.parametrize("biased", [True, False])
def test_movielens_is_learned_as_by_surprise_bit_for_bit(movielens, biased):
    check_against_surprise(movielens.interactions, movielens.catalogue.film_ids, 1.0, biased)


@pytest.mark.parametrize("biased", [True, False])
def test_the_demo_is_learned_as_by_surprise_bit_for_bit(tmp_path, biased):
    dataset = declaration("demo")
    prepare(dataset, obtain(dataset, Settings(home=tmp_path)), tmp_path / "data")
    demo = load_prepared(tmp_path / "data")
    some = demo.interactions.of_users(np.arange(demo.interactions.n_users) < 1500)
    check_against_surprise(some, demo.catalogue.film_ids, 0.045, biased)


def test_blocks_predict_no_worse_than_the_exact_way(movielens):
    held_out = np.random.default_rng(0).permutation(len(movielens.interactions)) % 5 == 0
    training = movielens.interactions.take(~held_out)
    test = movielens.interactions.take(held_out)

    def error(exact: bool) -> float:
        settings = RatingSettings(n_factors=20, exact=exact)
        model = RatingSVD(settings).fit(training, movielens.catalogue, seed=1)
        predicted = model.predict(test.users.astype(np.int64), test.films)
        return float(np.sqrt(np.mean((predicted - test.ratings) ** 2)))

    assert error(exact=False) < error(exact=True) + 0.001


def some_ratings(n_users: int = 40, n_films: int = 30, n: int = 700) -> Ratings:
    random = np.random.default_rng(5)
    users = np.sort(random.integers(0, n_users, n))
    return Ratings(
        np.searchsorted(users, np.arange(n_users + 1)).astype(np.int64),
        random.integers(0, n_films, n).astype(np.int32),
        random.integers(1, 6, n).astype(np.float32),
        n_films,
    )


@pytest.mark.parametrize("n_blocks", [1, 2, 5, 100])
def test_every_rating_stands_in_one_column_and_no_film_in_two(n_blocks):
    ratings = some_ratings()
    blocks = cut(ratings, n_blocks)
    bounds, columns = blocks.bounds, blocks.columns
    films = [set(column.films.tolist()) for column in columns]
    assert sum(len(column.films) for column in columns) == len(ratings.films)
    assert sum(map(len, films)) == len(set.union(*films))
    assert all(max(left) < min(right) for left, right in pairwise(filter(None, films)))
    assert sorted(blocks.order.tolist()) == list(range(ratings.n_films))
    assert bounds == sorted(bounds)
    assert (bounds[0], bounds[-1]) == (0, ratings.n_users)
    for user in range(ratings.n_users):
        kept = []
        for column in columns:
            held = slice(column.indptr[user], column.indptr[user + 1])
            films_ = blocks.order[column.films[held]]
            kept += zip(films_.tolist(), column.values[held].tolist(), strict=True)
        held = slice(ratings.indptr[user], ratings.indptr[user + 1])
        own = zip(ratings.films[held].tolist(), ratings.values[held].tolist(), strict=True)
        assert sorted(kept) == sorted(own)


def test_blocks_hold_about_as_many_ratings_each():
    ratings = some_ratings(400, 300, 20_000)
    blocks = cut(ratings, 2)
    assert [len(c.films) for c in blocks.columns] == pytest.approx([10_000] * 2, rel=0.05)
    assert ratings.indptr[blocks.bounds[1]] == pytest.approx(10_000, rel=0.05)


def test_the_same_seed_learns_the_same_bits_and_another_one_others():
    ratings = some_ratings(400, 300, 20_000)
    first, second = (descend(ratings, FEW, seed=3) for _ in range(2))
    np.testing.assert_array_equal(first.user_factors, second.user_factors)
    np.testing.assert_array_equal(first.item_bias, second.item_bias)
    other = descend(ratings, FEW, seed=4)
    assert not np.array_equal(first.user_factors, other.user_factors)


@pytest.mark.parametrize("column_bytes", [descent.COLUMN_BYTES, 300 * 16 * 4 // 7])
def test_the_bits_do_not_hang_on_the_number_of_cores(
    monkeypatch: pytest.MonkeyPatch, column_bytes: int
) -> None:
    monkeypatch.setattr(descent, "COLUMN_BYTES", column_bytes)
    ratings = some_ratings(400, 300, 20_000)
    learned = []
    for n_cores in (1, 2, 5):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, n=n_cores: set(range(n)))
        learned.append(descend(ratings, FEW, seed=3))
    for other in learned[1:]:
        np.testing.assert_array_equal(other.user_factors, learned[0].user_factors)
        np.testing.assert_array_equal(other.item_factors, learned[0].item_factors)
        np.testing.assert_array_equal(other.item_bias, learned[0].item_bias)


def test_many_films_are_cut_into_more_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(descent, "COLUMN_BYTES", 300 * 16 * 4 // 7)
    descend(some_ratings(400, 300, 20_000), FEW, 3, lambda what, _: told.append(what))
    assert set(told) == {"descending in 8 x 8 blocks"}


def test_a_factor_count_that_fills_no_lane_learns_its_own_factors_only():
    ratings = some_ratings()
    learned = descend(ratings, FEW.model_copy(update={"n_factors": 3}), seed=3)
    assert learned.user_factors.shape == (40, 3)
    assert learned.user_factors.dtype == np.float32


def test_a_world_of_biases_alone_is_learned():
    n_users, n_films = 60, 50
    users, films = np.divmod(np.arange(n_users * n_films), n_films)
    random = np.random.default_rng(1)
    user_bias, film_bias = random.normal(0, 0.5, n_users), random.normal(0, 0.5, n_films)
    values = 3 + user_bias[users] + film_bias[films]
    indptr = np.arange(0, len(users) + 1, n_films, dtype=np.int64)
    ratings = Ratings(indptr, films.astype(np.int32), values.astype(np.float32), n_films)
    settings = RatingSettings(n_factors=1, n_epochs=200, regularization=1e-6)
    learned = descend(ratings, settings, seed=0)
    fitted = learned.mean + learned.user_bias[users] + learned.item_bias[films]
    fitted += (learned.user_factors[users] * learned.item_factors[films]).sum(axis=1)
    np.testing.assert_allclose(fitted, values, atol=0.05)


def test_progress_tells_every_epoch():
    told = []
    descend(some_ratings(), FEW, seed=0, progress=lambda line, part: told.append((line, part)))
    assert [part for _, part in told] == [0, 0.25, 0.5, 0.75]
    assert len({line for line, _ in told}) == 1


def test_one_person_and_one_film_are_enough(world):
    one = world.interactions.take(np.arange(len(world.interactions)) == 0)
    four = FEW.model_copy(update={"n_blocks": 4})
    model = RatingSVD(four).fit(one, world.catalogue, seed=0)
    assert np.isfinite(model.learned.item_factors).all()
