"""Rating SVD: predicts what somebody would rate a film; scikit-surprise's biased SVD.

A rating is the mean, plus the person's bias, plus the film's bias, plus the product of the
person's and the film's factors, learned by stochastic gradient descent (Koren, Bell and Volinsky,
2009). It predicts ratings well and ranks from a few favourites badly: see docs on the models.
"""

from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.errors import ModelError
from cinq.hyperparameters import RatingSettings
from cinq.models.descent import Ratings, descend
from cinq.models.factor_rater import FactorRater, spread
from cinq.models.fold_in import ridges
from cinq.models.popularity import popularity_scores
from cinq.models.rating_parameters import FactorParameters, RatingParameters

SPAN = 4.5
"""Width of the scale that the hyper-parameters are meant for: half a star to five."""

AT_ONCE = 1_000_000
"""Ratings that are numbered together."""


class RatingSVD(FactorRater):
    """Surprise's SVD on ratings brought to a span of 4.5, answering in the data set's own units.

    Parameters
    ----------
    settings
        Hyper-parameters in Surprise's terms; ``fold_in_regularization`` for unseen people.
    """

    name: ClassVar[str] = "rating_svd"
    parameters: ClassVar[type[FactorParameters]] = RatingParameters
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
        ratings, users, films = numbered(interactions, factor, exact=self.settings.exact)
        found = descend(ratings, self.settings, seed)
        del ratings  # as much memory as the interactions
        if not (np.isfinite(found.user_factors).all() and np.isfinite(found.item_factors).all()):
            raise ModelError("the rating SVD diverged: lower training.rating_svd.learning_rate")
        n_users, n_films = interactions.n_users, interactions.n_films
        self.catalogue = catalogue
        self.learned = RatingParameters(
            mean=np.array(found.mean / factor),
            scale=np.array([scale.low, scale.high]),
            fold_in=np.array([self.settings.fold_in_regularization, scale.high]),
            user_ids=interactions.user_ids,
            user_bias=spread(found.user_bias / factor, users, n_users),
            user_factors=spread(found.user_factors / factor, users, n_users),
            item_bias=spread(found.item_bias / factor, films, n_films),
            item_factors=spread(found.item_factors, films, n_films).T,
            popularity=popularity_scores(interactions),
        )
        return self

    def placed(
        self, films: NDArray[np.int32], ratings: NDArray[np.float32], indptr: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Fold in by ridge; cost: see `cinq.models.fold_in.ridges`."""
        learned = self.learned
        rated, rows = np.unique(films, return_inverse=True)
        residuals = ratings.astype(np.float64) - learned.mean - learned.item_bias[films]
        return ridges(
            np.ascontiguousarray(learned.item_factors[:, rated].T),
            rows.astype(np.int32),
            residuals,
            indptr,
            float(learned.fold_in[0]),
        )


def numbered(
    interactions: Interactions, factor: float, *, exact: bool
) -> tuple[Ratings, NDArray[np.int64], NDArray[np.int64]]:
    """Ratings times `factor`, numbered as Surprise does: by first appearance, without gaps.

    Values are float64 if exact, else float32.

    Returns
    -------
    tuple
        The ratings; user places and catalogue rows by their number.
    """
    per_user = np.bincount(interactions.users, minlength=interactions.n_users)
    users = np.flatnonzero(per_user)
    first = _first_places(interactions.films, interactions.n_films)
    films = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(interactions))]
    number = np.zeros(interactions.n_films, np.int32)
    number[films] = np.arange(len(films), dtype=np.int32)
    values = np.empty(len(interactions), np.float64 if exact else np.float32)
    np.multiply(interactions.ratings, factor, out=values, dtype=np.float64, casting="same_kind")
    ratings = Ratings(
        indptr=np.concatenate([[0], np.cumsum(per_user[users])]).astype(np.int64),
        films=number[interactions.films],
        values=values,
        n_films=len(films),
    )
    return ratings, users, films


def _first_places(films: NDArray[np.int32], n_films: int) -> NDArray[np.int64]:
    """Where each film stands first, shape (n_films,); past the end for those that nowhere do."""
    first = np.full(n_films, len(films), np.int64)
    for start in range(0, len(films), AT_ONCE):
        stop = min(start + AT_ONCE, len(films))
        np.minimum.at(first, films[start:stop], np.arange(start, stop))
    return first
