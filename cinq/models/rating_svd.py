"""Rating SVD: predicts what somebody would rate a film; scikit-surprise's biased SVD.

A rating is the mean, plus the person's bias, plus the film's bias, plus the product of the
person's and the film's factors, learned by stochastic gradient descent (Koren, Bell and Volinsky,
2009). It predicts ratings well and ranks from a few favourites badly: see docs on the models.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.errors import ModelError, UnknownUser
from cinq.hyperparameters import RatingSettings
from cinq.models.descent import Ratings, descend
from cinq.models.film_scores import weighted_sums
from cinq.models.fold_in import fold_in_people, ridges
from cinq.models.popularity import popularity_scores
from cinq.models.rating_parameters import RatingParameters
from cinq.models.recommender import Arrays, Profile, rows_of_picks

SPAN = 4.5
"""Width of the scale that the hyper-parameters are meant for: half a star to five."""

PAIRS_AT_ONCE = 100_000
"""Predictions made in one go: bounds the memory to some 100 MB."""


class RatingSVD:
    """Surprise's SVD on ratings brought to a span of 4.5, answering in the data set's own units.

    Parameters
    ----------
    settings
        Hyper-parameters in Surprise's terms; ``fold_in_regularization`` for unseen people.
    """

    name: ClassVar[str] = "rating_svd"
    catalogue: Catalogue
    learned: RatingParameters

    def __init__(self, settings: RatingSettings | None = None) -> None:
        self.settings = settings or RatingSettings()

    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Descend; the users of `interactions` become the known ones.

        Cost: see `cinq.models.descent.descend`.

        Raises
        ------
        ModelError
            If there are no ratings, or the descent diverges.
        """
        if not len(interactions):
            raise ModelError("the rating SVD needs ratings and got none: check the data set")
        scale = interactions.scale
        factor = SPAN / (scale.high - scale.low)
        ratings, users, films = numbered(interactions, factor)
        found = descend(ratings, self.settings, seed)
        if not (np.isfinite(found.user_factors).all() and np.isfinite(found.item_factors).all()):
            raise ModelError("the rating SVD diverged: lower training.rating_svd.learning_rate")
        n_users, n_films = interactions.n_users, interactions.n_films
        self.catalogue = catalogue
        self.learned = RatingParameters(
            mean=np.array(found.mean / factor),
            scale=np.array([scale.low, scale.high]),
            fold_in=np.array([self.settings.fold_in_regularization, scale.high]),
            user_ids=interactions.user_ids,
            user_bias=_spread(found.user_bias / factor, users, n_users),
            user_factors=_spread(found.user_factors / factor, users, n_users),
            item_bias=_spread(found.item_bias / factor, films, n_films),
            item_factors=_spread(found.item_factors, films, n_films).T,
            popularity=popularity_scores(interactions),
        )
        return self

    def knowing(self, interactions: Interactions) -> "RatingSVD":
        """The same model, knowing every user of `interactions`.

        Users of the training keep what was learned of them; all others are folded in from all
        their ratings. Cost: see `fold_in_people`.
        """
        rows = self.user_rows(interactions.user_ids)
        learned = self.learned
        n_users, n_factors = len(rows), len(learned.item_factors)
        placed = np.empty((n_users, n_factors + 1), np.float32)
        placed[:, 0] = learned.user_bias[rows] if len(learned.user_ids) else 0
        placed[:, 1:] = learned.user_factors[rows] if len(learned.user_ids) else 0
        placed[rows < 0] = fold_in_people(
            interactions.of_users(rows < 0),
            float(learned.mean),
            learned.item_bias,
            learned.item_factors,
            float(learned.fold_in[0]),
        )
        model = RatingSVD(self.settings)
        model.catalogue = self.catalogue
        model.learned = replace(
            learned,
            user_ids=interactions.user_ids,
            user_bias=placed[:, 0],
            user_factors=placed[:, 1:],
        )
        return model

    @property
    def user_ids(self) -> NDArray[np.int64]:
        """The known users, shape (n_users,), ascending."""
        return self.learned.user_ids

    @property
    def n_known(self) -> int:
        """For how many users there are biases and factors."""
        return min(len(self.learned.user_bias), len(self.learned.user_factors))

    def user_rows(self, user_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Place of each user among the known ones, -1 for the unknown; shape as asked."""
        return self.learned.user_rows(user_ids)

    def predict(
        self, user_rows: NDArray[np.int64], film_rows: NDArray[np.int32]
    ) -> NDArray[np.float32]:
        """Predicted rating of each pair, shape (n_pairs,), in the data's units, on its scale.

        A row of -1 is an unknown user or film: what would hang on it is left out.
        """
        ratings = np.empty(len(user_rows), np.float64)
        for start in range(0, len(ratings), PAIRS_AT_ONCE):
            part = slice(start, start + PAIRS_AT_ONCE)
            ratings[part] = self.learned.predictions(user_rows[part], film_rows[part])
        return self._on_scale(ratings)

    def profile(self, picks: Sequence[int]) -> Profile:
        """Fold in from favourites, each taken as a rating at the top of the scale.

        Raises
        ------
        UnknownFilm
            Naming every id that the catalogue lacks.
        """
        rows = rows_of_picks(self.catalogue, picks)
        top = float(self.learned.fold_in[1])
        return self.profile_of_ratings(rows, np.full(len(rows), top, np.float32))

    def profile_of_ratings(
        self, film_rows: NDArray[np.int32], ratings: NDArray[np.float32]
    ) -> Profile:
        """Fold in from ratings (n_rated,) of catalogue rows (n_rated,); see `fold_in.ridges`.

        The vector is the person's bias, then factors. Films never rated in training say nothing.
        """
        learned = self.learned
        order = np.argsort(film_rows, kind="stable")
        films = film_rows[order].astype(np.int32)
        residuals = ratings[order].astype(np.float64) - learned.mean - learned.item_bias[films]
        vector = ridges(
            np.ascontiguousarray(learned.item_factors[:, films].T),
            np.arange(len(films), dtype=np.int32),
            residuals,
            np.array([0, len(films)]),
            float(learned.fold_in[0]),
        )[0]
        return Profile(films, vector)

    def profile_of_user(self, user_id: int) -> Profile:
        """A known user as learned, with no picks.

        Raises
        ------
        UnknownUser
            If the data set holds no such user.
        """
        row = int(self.user_rows(np.array([user_id], np.int64))[0])
        if row < 0:
            raise UnknownUser(user_id)
        bias = self.learned.user_bias[row : row + 1]
        return Profile(
            np.empty(0, np.int32), np.concatenate([bias, self.learned.user_factors[row]])
        )

    def predicted(self, profile: Profile, film_rows: NDArray[np.int32]) -> NDArray[np.float32]:
        """Predicted rating of each asked film, shape (n_asked,), on the scale.

        For a blank profile: what the average person would give.
        """
        learned = self.learned
        products = profile.vector[1:, np.newaxis] * learned.item_factors[:, film_rows]
        base = float(learned.mean) + float(profile.vector[0])
        ratings = base + learned.item_bias[film_rows] + products.sum(axis=0, dtype=np.float64)
        return self._on_scale(ratings)

    def score(self, profiles: Sequence[Profile]) -> NDArray[np.float32]:
        """Predicted ratings, not clipped, (n_profiles, n_films); popularity for blank profiles."""
        learned = self.learned
        if not profiles:
            return np.empty((0, len(learned.popularity)), np.float32)
        vectors = np.stack([profile.vector for profile in profiles])
        scores = weighted_sums(np.ascontiguousarray(vectors[:, 1:]), learned.item_factors)
        scores += learned.item_bias
        scores += vectors[:, :1] + learned.mean.astype(np.float32)
        for place, profile in enumerate(profiles):
            if profile.blank:
                scores[place] = learned.popularity
        return scores

    def shares(self, profile: Profile, films: NDArray[np.int32]) -> NDArray[np.float32]:
        """Shape (n_asked, 0): a fold-in by ridge is no sum over favourites."""
        del profile
        return np.empty((len(films), 0), np.float32)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The arrays of `RatingParameters`, by name."""
        return self.learned.arrays()

    @classmethod
    def from_arrays(cls, arrays: Arrays, catalogue: Catalogue) -> Self:
        """The model that `arrays` came from; its settings are the defaults, and of no effect."""
        model = cls()
        model.catalogue = catalogue
        model.learned = RatingParameters.from_arrays(arrays)
        return model

    def _on_scale(self, ratings: NDArray[np.float64]) -> NDArray[np.float32]:
        low, high = self.learned.scale
        return np.clip(ratings, low, high).astype(np.float32)


def numbered(
    interactions: Interactions, factor: float
) -> tuple[Ratings, NDArray[np.int64], NDArray[np.int64]]:
    """Ratings times `factor`, numbered as Surprise does: by first appearance, without gaps.

    Returns
    -------
    tuple
        The ratings; user places and catalogue rows by their number.
    """
    per_user = np.bincount(interactions.users, minlength=interactions.n_users)
    users = np.flatnonzero(per_user)
    first = np.full(interactions.n_films, len(interactions), np.int64)
    np.minimum.at(first, interactions.films, np.arange(len(interactions)))
    films = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(interactions))]
    number = np.zeros(interactions.n_films, np.int32)
    number[films] = np.arange(len(films), dtype=np.int32)
    ratings = Ratings(
        indptr=np.concatenate([[0], np.cumsum(per_user[users])]).astype(np.int64),
        films=number[interactions.films],
        values=interactions.ratings.astype(np.float64) * factor,
        n_films=len(films),
    )
    return ratings, users, films


def _spread(
    values: NDArray[np.floating], places: NDArray[np.int64], length: int
) -> NDArray[np.float32]:
    """`values` at `places` of a longer array of zeros."""
    spread = np.zeros((length, *values.shape[1:]), np.float32)
    spread[places] = values
    return spread
