from dataclasses import replace

import numpy as np
import pytest
from surprise import SVD

from cinq.data.interactions import Scale
from cinq.errors import ModelError, UnknownUser
from cinq.hyperparameters import RatingSettings
from cinq.models.rating_svd import RatingSVD
from cinq.models.surprise_data import trainset


@pytest.fixture(scope="module")
def model(world, quick) -> RatingSVD:
    return RatingSVD(quick).fit(world.interactions, world.catalogue, seed=1)


def mean_error(model: RatingSVD, user_rows, world) -> float:
    predicted = model.predict(user_rows, world.interactions.films)
    return float(np.abs(predicted - world.interactions.ratings).mean())


def test_known_users_get_the_predictions_of_surprise_itself(world, quick):
    exactly = quick.model_copy(update={"exact": True})
    model = RatingSVD(exactly).fit(world.interactions, world.catalogue, seed=1)
    training, _, _ = trainset(world.interactions, world.catalogue.film_ids, 1.0)
    reference = SVD(
        n_factors=quick.n_factors,
        n_epochs=quick.n_epochs,
        lr_all=quick.learning_rate,
        reg_all=quick.regularization,
        random_state=1,
    ).fit(training)
    users, films = np.divmod(np.arange(60 * 22), 22)
    expected = [
        reference.predict(world.interactions.user_ids[user], world.catalogue.film_ids[film]).est
        for user, film in zip(users, films, strict=True)
    ]
    predicted = model.predict(users, films.astype(np.int32))
    assert predicted.dtype == np.float32
    np.testing.assert_allclose(predicted, expected, atol=1e-5)


def test_the_defaults_are_those_of_surprise():
    reference, ours = SVD(), RatingSVD().settings
    assert (ours.n_factors, ours.n_epochs) == (reference.n_factors, reference.n_epochs)
    assert (ours.learning_rate, ours.regularization) == (reference.lr_pu, reference.reg_pu)


def test_an_unknown_user_or_film_leaves_the_rest(model):
    mean, bias = float(model.learned.mean), model.learned.item_bias
    user = model.learned.user_bias
    predicted = model.predict(np.array([-1, 4, -1]), np.array([2, -1, -1], np.int32))
    np.testing.assert_allclose(predicted, [mean + bias[2], mean + user[4], mean], atol=1e-5)


def test_a_film_never_rated_gets_the_persons_average(model):
    predicted = model.predict(np.array([4]), np.array([21], np.int32))
    expected = np.clip(model.learned.mean + model.learned.user_bias[4], 0.5, 5.0)
    np.testing.assert_allclose(predicted, [expected], atol=1e-5)


def test_many_pairs_are_predicted_like_few(model, monkeypatch):
    users, films = np.arange(50), (np.arange(50) % 22).astype(np.int32)
    whole = model.predict(users, films)
    monkeypatch.setattr("cinq.models.factor_rater.PAIRS_AT_ONCE", 7)
    np.testing.assert_array_equal(model.predict(users, films), whole)


def test_another_scale_gives_the_same_model_in_its_own_units(world, model, quick):
    stretched = replace(
        world.interactions,
        ratings=((world.interactions.ratings - 0.5) / 4.5 * 100).astype(np.float32),
        scale=Scale(0.0, 100.0, 77.0),
    )
    wide = RatingSVD(quick).fit(stretched, world.catalogue, seed=1)
    users, films = np.divmod(np.arange(60 * 22), 22)
    films = films.astype(np.int32)
    in_stars = wide.predict(users, films) / 100 * 4.5 + 0.5
    np.testing.assert_allclose(in_stars, model.predict(users, films), atol=1e-4)
    profiles = [wide.profile([100, 101]), model.profile([100, 101])]
    np.testing.assert_allclose(
        wide.predicted(profiles[0], films[:22]) / 100 * 4.5 + 0.5,
        model.predicted(profiles[1], films[:22]),
        atol=1e-4,
    )


def test_predicted_is_the_score_on_the_scale(model):
    profile, films = model.profile([100, 101, 300]), np.arange(22, dtype=np.int32)
    clipped = np.clip(model.score([profile])[0], 0.5, 5.0)
    np.testing.assert_allclose(model.predicted(profile, films), clipped, atol=1e-5)


def test_nobody_in_particular_is_predicted_the_average(model):
    films = np.arange(22, dtype=np.int32)
    average = np.clip(model.learned.mean + model.learned.item_bias, 0.5, 5.0)
    np.testing.assert_allclose(model.predicted(model.profile([]), films), average, atol=1e-5)


def test_favourites_count_as_ratings_at_the_top_of_the_scale(model, world):
    rows = world.catalogue.rows([100, 205])
    rated = model.profile_of_ratings(rows, np.full(2, 5.0, np.float32))
    np.testing.assert_array_equal(model.profile([205, 100]).vector, rated.vector)


def test_order_of_ratings_is_of_no_matter(model):
    films, ratings = np.array([9, 2, 14], np.int32), np.array([4.0, 1.5, 3.0], np.float32)
    one, other = (model.profile_of_ratings(films[o], ratings[o]) for o in ([0, 1, 2], [2, 0, 1]))
    np.testing.assert_array_equal(one.vector, other.vector)
    assert one.picks.tolist() == [2, 9, 14]


def test_a_folded_in_person_prefers_the_films_of_their_taste(model, world, night, day):
    mine = world.catalogue.rows(list(night[:4]))
    profile = model.profile_of_ratings(mine, np.full(4, 5.0, np.float32))
    scores = model.predicted(profile, np.arange(22, dtype=np.int32))
    assert scores[:10].mean() > scores[10:20].mean() + 0.5


def test_all_users_are_known_afterwards_and_those_of_the_training_unchanged(world, quick):
    trained = world.interactions.of_users(np.arange(60) % 3 != 0)
    model = RatingSVD(quick).fit(trained, world.catalogue, seed=1)
    everybody = model.knowing(world.interactions)
    np.testing.assert_array_equal(everybody.user_ids, world.interactions.user_ids)
    rows = everybody.user_rows(trained.user_ids)
    np.testing.assert_array_equal(everybody.learned.user_factors[rows], model.learned.user_factors)
    np.testing.assert_array_equal(everybody.learned.item_factors, model.learned.item_factors)
    known = mean_error(everybody, world.interactions.users.astype(np.int64), world)
    strangers = mean_error(everybody, np.full(len(world.interactions), -1), world)
    assert known < strangers
    assert everybody.user_rows(np.array([102, 7, 9_999])).tolist() == [2, -1, -1]


def test_a_known_user_can_be_ranked_for_like_anybody(model, world):
    profile = model.profile_of_user(107)
    assert not profile.blank
    films = np.arange(22, dtype=np.int32)
    expected = model.predict(np.full(22, 7), films)
    np.testing.assert_allclose(model.predicted(profile, films), expected, atol=1e-5)
    with pytest.raises(UnknownUser, match="unknown user 7"):
        model.profile_of_user(7)


def test_no_ratings_end_in_one_line(world):
    with pytest.raises(ModelError, match="needs ratings"):
        RatingSVD().fit(
            world.interactions.take(world.interactions.ratings > 9), world.catalogue, seed=1
        )


def test_a_diverging_descent_ends_in_one_line(world):
    wild = RatingSettings(n_factors=4, n_epochs=60, learning_rate=5.0)
    with pytest.raises(ModelError, match=r"lower training\.rating_svd\.learning_rate"):
        RatingSVD(wild).fit(world.interactions, world.catalogue, seed=1)
