"""SVD++ and NMF, against scikit-surprise's own predictions."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import surprise

from cinq.data.interactions import Scale
from cinq.errors import ModelError
from cinq.hyperparameters import NMFSettings, SVDppSettings
from cinq.models.factor_rater import FactorRater
from cinq.models.nmf import NMF
from cinq.models.surprise_data import trainset
from cinq.models.svdpp import SVDpp

PLUS = SVDppSettings(n_factors=5, n_epochs=20, learning_rate=0.02, regularization=0.05)
PARTS = NMFSettings(n_factors=4)

UNFITTED: dict[str, Callable[[], FactorRater]] = {
    "svdpp": lambda: SVDpp(PLUS),
    "nmf": lambda: NMF(PARTS),
}
REFERENCES: dict[str, Callable[[], surprise.AlgoBase]] = {
    "svdpp": lambda: surprise.SVDpp(
        n_factors=5, n_epochs=20, lr_all=0.02, reg_all=0.05, random_state=1
    ),
    "nmf": lambda: surprise.NMF(n_factors=4, random_state=1),
}


@pytest.fixture(scope="module", params=UNFITTED)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def model(name, world) -> FactorRater:
    return UNFITTED[name]().fit(world.interactions, world.catalogue, seed=1)


def every_pair() -> tuple[np.ndarray, np.ndarray]:
    users, films = np.divmod(np.arange(60 * 22), 22)
    return users, films.astype(np.int32)


def test_known_users_get_the_predictions_of_surprise_itself(name, model, world):
    training, _, _ = trainset(world.interactions, world.catalogue.film_ids, 1.0)
    reference = REFERENCES[name]().fit(training)
    users, films = every_pair()
    known = films < 21  # of film 21, never rated, Surprise's NMF says nothing
    expected = [
        reference.predict(world.interactions.user_ids[user], world.catalogue.film_ids[film]).est
        for user, film in zip(users[known], films[known], strict=True)
    ]
    np.testing.assert_allclose(model.predict(users[known], films[known]), expected, atol=1e-4)


def test_the_defaults_are_those_of_surprise():
    plus, ours = surprise.SVDpp(), SVDpp().settings
    assert (ours.n_factors, ours.n_epochs) == (plus.n_factors, plus.n_epochs)
    assert (ours.learning_rate, ours.regularization) == (plus.lr_pu, plus.reg_pu)
    parts, settings = surprise.NMF(), NMF().settings
    assert (settings.n_factors, settings.n_epochs) == (parts.n_factors, parts.n_epochs)
    assert settings.regularization == parts.reg_pu == parts.reg_qi


def test_another_scale_gives_the_same_model_in_its_own_units(name, model, world):
    stretched = replace(
        world.interactions,
        ratings=((world.interactions.ratings - 0.5) / 4.5 * 100).astype(np.float32),
        scale=Scale(0.0, 100.0, 77.0),
    )
    wide = UNFITTED[name]().fit(stretched, world.catalogue, seed=1)
    in_stars = wide.predict(*every_pair()) / 100 * 4.5 + 0.5
    np.testing.assert_allclose(in_stars, model.predict(*every_pair()), atol=2e-3)


def test_a_newcomer_is_predicted_the_films_of_their_taste(name, world):
    trained = world.interactions.of_users(np.arange(60) % 5 != 0)
    model = UNFITTED[name]().fit(trained, world.catalogue, seed=1).knowing(world.interactions)
    strangers = world.interactions.of_users(np.arange(60) % 5 == 0)
    users = model.user_rows(strangers.user_ids)[strangers.users]
    error = np.abs(model.predict(users, strangers.films) - strangers.ratings).mean()
    nobody = np.abs(
        model.predict(np.full(len(strangers), -1), strangers.films) - strangers.ratings
    ).mean()
    assert error < 0.5 * nobody


def test_no_ratings_end_in_one_line(name, world):
    nothing = world.interactions.take(world.interactions.ratings > 9)
    with pytest.raises(ModelError, match="needs ratings"):
        UNFITTED[name]().fit(nothing, world.catalogue, seed=1)


def test_a_diverging_descent_ends_in_one_line(world):
    wild = SVDppSettings(n_factors=4, n_epochs=60, learning_rate=5.0)
    with pytest.raises(ModelError, match=r"lower training\.svdpp\.learning_rate"):
        SVDpp(wild).fit(world.interactions, world.catalogue, seed=1)


def test_what_somebody_rated_says_something_whatever_they_gave(world):
    model = SVDpp(PLUS).fit(world.interactions, world.catalogue, seed=1)
    mean, bias = float(model.learned.mean), model.learned.item_bias
    rows = np.arange(3, dtype=np.int32)
    told = model.profile_of_ratings(rows, (mean + bias[:3]).astype(np.float32))
    assert np.abs(told.vector[1:]).max() > 0


def test_a_newcomers_parts_are_not_negative(world):
    model = NMF(PARTS).fit(world.interactions, world.catalogue, seed=1)
    learned = model.learned
    for picks in ([100], [200, 201, 300], [301]):
        deviation = model.profile(picks).vector[1:] / learned.shift[1]
        assert (deviation + learned.average_user > -1e-5).all()
