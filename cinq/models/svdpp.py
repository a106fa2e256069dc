"""SVD++: the rating SVD in which the mere fact that somebody rated a film says something too.

A person's factors are ``p_u + |N_u|^-1/2 Σ y_j`` over the films N_u that they rated, whatever they
gave (Koren: Factorization Meets the Neighborhood, KDD 2008), learned by scikit-surprise.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.errors import ModelError
from cinq.hyperparameters import SVDppSettings
from cinq.models.factor_rater import FactorRater, spread
from cinq.models.fold_in import ridges
from cinq.models.popularity import popularity_scores
from cinq.models.rating_parameters import FactorParameters, RatingParameters
from cinq.models.rating_svd import SPAN
from cinq.models.surprise_data import trainset


@dataclass(frozen=True)
class SVDppParameters(RatingParameters):
    """What SVD++ has learned; ``user_factors`` hold the implicit part too.

    Parameters
    ----------
    implicit_factors
        Shape (n_films, n_factors), float32, in the ratings' unit: y_j, what having rated a film
        adds.
    """

    implicit_factors: NDArray[np.float32]


class SVDpp(FactorRater):
    """Surprise's SVD++ on ratings brought to a span of 4.5.

    Parameters
    ----------
    settings
        Hyper-parameters in Surprise's terms; ``fold_in_regularization`` for unseen people.
    """

    name: ClassVar[str] = "svdpp"
    parameters: ClassVar[type[FactorParameters]] = SVDppParameters
    learned: SVDppParameters

    def __init__(self, settings: SVDppSettings | None = None) -> None:
        self.settings = settings or SVDppSettings()

    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Descend; the users of `interactions` become the known ones.

        Cost: every rating visits all ratings of its person, each epoch; some 3 ns per visit and
        factor, so that people who rated thousands of films make it slow.

        Raises
        ------
        ModelError
            If there are no ratings, or the descent diverges.
        """
        from surprise import SVDpp as Reference  # noqa: PLC0415 - .5 s, and only training needs it

        if not len(interactions):
            raise ModelError("SVD++ needs ratings and got none: check the data set")
        scale = interactions.scale
        factor = SPAN / (scale.high - scale.low)
        training, users, films = trainset(interactions, catalogue.film_ids, factor)
        found = Reference(
            n_factors=self.settings.n_factors,
            n_epochs=self.settings.n_epochs,
            lr_all=self.settings.learning_rate,
            reg_all=self.settings.regularization,
            random_state=seed % 2**32,
            cache_ratings=True,
        ).fit(training)
        if not (np.isfinite(found.pu).all() and np.isfinite(found.qi).all()):
            raise ModelError("SVD++ diverged: lower training.svdpp.learning_rate")
        n_users, n_films = interactions.n_users, interactions.n_films
        implicit = spread(found.yj / factor, films, n_films)
        people = spread(found.pu / factor, users, n_users)
        people += implicit_parts(implicit, interactions.films, interactions.indptr())
        self.catalogue = catalogue
        self.learned = SVDppParameters(
            mean=np.array(training.global_mean / factor),
            scale=np.array([scale.low, scale.high]),
            fold_in=np.array([self.settings.fold_in_regularization, scale.high]),
            user_ids=interactions.user_ids,
            user_bias=spread(found.bu / factor, users, n_users),
            user_factors=people,
            item_bias=spread(found.bi / factor, films, n_films),
            item_factors=spread(found.qi, films, n_films).T,
            popularity=popularity_scores(interactions),
            implicit_factors=implicit,
        )
        return self

    def placed(
        self, films: NDArray[np.int32], ratings: NDArray[np.float32], indptr: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Fold in: the implicit part from which films were rated, the rest by ridge.

        Cost: see `cinq.models.fold_in.ridges`.
        """
        learned = self.learned
        rated, rows = np.unique(films, return_inverse=True)
        by_film = np.ascontiguousarray(learned.item_factors[:, rated].T)
        implicit = implicit_parts(learned.implicit_factors, films, indptr)
        people = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
        explained = np.einsum("rf,rf->r", implicit[people], by_film[rows], dtype=np.float64)
        residuals = ratings - float(learned.mean) - learned.item_bias[films] - explained
        placed = ridges(
            by_film, rows.astype(np.int32), residuals, indptr, float(learned.fold_in[0])
        )
        placed[:, 1:] += implicit
        return placed


def implicit_parts(
    implicit_factors: NDArray[np.float32], films: NDArray[np.int32], indptr: NDArray[np.int64]
) -> NDArray[np.float32]:
    """``|N_u|^-1/2 Σ y_j`` of each person, shape (n_people, n_factors); 0 without ratings."""
    parts = np.zeros((len(indptr) - 1, implicit_factors.shape[1]), np.float32)
    for person, (start, stop) in enumerate(pairwise(indptr.tolist())):
        if stop > start:
            total = implicit_factors[films[start:stop]].sum(axis=0, dtype=np.float64)
            parts[person] = total / np.sqrt(stop - start)
    return parts
