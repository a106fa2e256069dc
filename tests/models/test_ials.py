import numpy as np
import pytest

from cinq.hyperparameters import IALSSettings
from cinq.models.ials import FIRST_SPREAD, IALS
from tests.models.small_tables import likes

SETTINGS = IALSSettings(
    n_factors=4,
    n_epochs=3,
    weight=2.5,
    regularization=0.7,
    regularization_exponent=0.5,
    fold_in_regularization=1.5,
)


def solved(liked: np.ndarray, factors: np.ndarray, settings: IALSSettings) -> np.ndarray:
    """The rows that minimise the loss, one weighted least squares after another."""
    rows = []
    for row in liked:
        confidence = np.diag(1 + settings.weight * row)
        penalty = settings.regularization * max(row.sum(), 1) ** settings.regularization_exponent
        system = factors.T @ confidence @ factors + penalty * np.eye(factors.shape[1])
        rows.append(np.linalg.solve(system, factors.T @ confidence @ row))
    return np.array(rows)


def reference(liked: np.ndarray, settings: IALSSettings, seed: int) -> np.ndarray:
    """Factors of the films by plain numpy, shape (n_films, n_factors)."""
    shape = (liked.shape[1], settings.n_factors)
    y = np.random.default_rng(seed).standard_normal(shape) * FIRST_SPREAD / np.sqrt(shape[1])
    for _ in range(settings.n_epochs):
        y = solved(liked.T, solved(liked, y, settings), settings)
    return y


def test_factors_are_those_of_plain_weighted_least_squares(world):
    model = IALS(SETTINGS).fit(world.interactions, world.catalogue, seed=6)
    expected = reference(likes(world.interactions), SETTINGS, seed=6)
    np.testing.assert_allclose(model.item_out.T, expected, rtol=1e-4, atol=1e-6)


def test_a_newcomer_is_folded_in_by_ridge_with_a_penalty_of_its_own(world):
    model = IALS(SETTINGS).fit(world.interactions, world.catalogue, seed=6)
    y = reference(likes(world.interactions), SETTINGS, seed=6)
    picks = model.profile([100, 101, 205]).picks
    penalty = 1.5 * np.linalg.eigvalsh(y.T @ y).mean()
    x = np.linalg.solve(y.T @ y + penalty * np.eye(4), y[picks].sum(axis=0))
    scores = model.score([model.profile([100, 101, 205])])[0]
    np.testing.assert_allclose(scores, y @ x, rtol=1e-4, atol=1e-6)


def loss(liked: np.ndarray, y: np.ndarray, settings: IALSSettings) -> float:
    """What is minimised, with the best factors of people for these of the films."""
    x = solved(liked, y, settings)
    errors = (1 + settings.weight * liked) * (liked - x @ y.T) ** 2
    exponent = settings.regularization_exponent
    of_people = np.maximum(liked.sum(axis=1), 1) ** exponent @ (x**2).sum(axis=1)
    of_films = np.maximum(liked.sum(axis=0), 1) ** exponent @ (y**2).sum(axis=1)
    return float(errors.sum() + settings.regularization * (of_people + of_films))


def test_every_epoch_lowers_the_loss(world):
    liked = likes(world.interactions)
    losses = []
    for n_epochs in (1, 2, 4, 8):
        settings = SETTINGS.model_copy(update={"n_epochs": n_epochs})
        model = IALS(settings).fit(world.interactions, world.catalogue, seed=0)
        losses.append(loss(liked, model.item_out.T.astype(np.float64), settings))
    assert losses == sorted(losses, reverse=True)
    assert losses[0] > losses[-1]


def test_favourites_of_one_taste_bring_the_other_films_of_that_taste(world, night, day):
    model = IALS(SETTINGS).fit(world.interactions, world.catalogue, seed=0)
    scores = model.score([model.profile(night[:5])])[0]
    rest, other = world.catalogue.rows(list(night[5:])), world.catalogue.rows(list(day))
    assert scores[rest].min() > scores[other].max()


def test_a_film_that_nobody_likes_says_nothing_and_answers_nothing(world):
    model = IALS(SETTINGS).fit(world.interactions, world.catalogue, seed=0)
    assert not model.item_in[-1].any()
    assert not model.item_out[:, -1].any()
    assert model.profile([301]).blank


def test_reasons_do_not_hang_on_the_other_favourites(world):
    model = IALS(SETTINGS).fit(world.interactions, world.catalogue, seed=0)
    films = np.arange(5, 9, dtype=np.int32)
    alone = model.shares(model.profile([100]), films)[:, 0]
    together = model.shares(model.profile([100, 200, 300]), films)[:, 0]
    assert alone == pytest.approx(together, abs=0)
