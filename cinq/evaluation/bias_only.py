"""The baseline of rating error: the mean, plus a damped bias of the person and of the film."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cinq.data.interactions import Interactions

FILM_DAMPING = 10.0
USER_DAMPING = 15.0
N_SWEEPS = 10


@dataclass(frozen=True)
class BiasOnly:
    """Predicts ``mean + user bias + film bias``; biases unseen in training are 0.

    Parameters
    ----------
    mean
        Mean rating.
    user_bias
        Shape (n_users,), in units of the scale.
    film_bias
        Shape (n_films,), in units of the scale.
    low, high
        Ends of the scale; predictions are clipped to it.
    """

    mean: float
    user_bias: NDArray[np.float64]
    film_bias: NDArray[np.float64]
    low: float
    high: float

    def predict(self, users: NDArray[np.int32], films: NDArray[np.int32]) -> NDArray[np.float64]:
        """Ratings of these pairs of user places and film rows, shape (n_pairs,)."""
        raw = self.mean + self.user_bias[users] + self.film_bias[films]
        return np.clip(raw, self.low, self.high)


def fit_bias_only(interactions: Interactions) -> BiasOnly:
    """Fit both biases in turn, each damped towards 0 as if by that many average ratings.

    Ten sweeps with dampings of 10 for films and 15 for users (Koren: Factor in the Neighbors, 2010,
    as in Surprise's ``BaselineOnly``). Cost: two passes over the ratings a sweep.
    """
    users, films = interactions.users, interactions.films
    ratings = interactions.ratings.astype(np.float64)
    mean = float(ratings.mean()) if len(ratings) else interactions.scale.low
    user_weight = np.bincount(users, minlength=interactions.n_users) + USER_DAMPING
    film_weight = np.bincount(films, minlength=interactions.n_films) + FILM_DAMPING
    user_bias = np.zeros(interactions.n_users)
    film_bias = np.zeros(interactions.n_films)
    for _ in range(N_SWEEPS):
        left = ratings - mean - user_bias[users]
        film_bias = np.bincount(films, left, len(film_bias)) / film_weight
        left = ratings - mean - film_bias[films]
        user_bias = np.bincount(users, left, len(user_bias)) / user_weight
    scale = interactions.scale
    return BiasOnly(mean, user_bias, film_bias, scale.low, scale.high)
