"""NMF: a rating as a sum of parts, none of them negative, learned by scikit-surprise.

Lee and Seung's multiplicative updates over the known ratings (Luo, Zhou, Xia and Zhu: An Efficient
Non-Negative Matrix-Factorization-Based Approach to Collaborative Filtering, 2014).
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.errors import ModelError
from cinq.hyperparameters import NMFSettings
from cinq.models.factor_rater import FactorRater, spread
from cinq.models.popularity import popularity_scores
from cinq.models.rating_parameters import FactorParameters
from cinq.models.rating_svd import SPAN
from cinq.models.surprise_data import trainset

LOWEST = 0.5
"""The lowest rating as NMF sees it: whatever the scale, from half a star to five."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class NMFParameters(FactorParameters):
    """What NMF has learned, written as biases and factors.

    With p̄ and q̄ the average person and film, ``p · q = p̄ · q̄ + (p - p̄) · q̄ + p̄ · (q - q̄) +
    (p - p̄) · (q - q̄)``: a mean, two biases and a product. So an unknown person or film counts as
    the average one instead of as nothing.

    Parameters
    ----------
    average_user, average_film
        Shape (n_factors,), float64: p̄ and q̄.
    shift
        Shape (2,), float64: the rating that no part at all stands for, and the width of one star.
    penalty
        Shape (), float64: of the fold-in, per rating.
    """

    average_user: Floats
    average_film: Floats
    shift: Floats
    penalty: Floats


class NMF(FactorRater):
    """Surprise's NMF, without biases, on ratings brought to half a star to five.

    Parameters
    ----------
    settings
        Hyper-parameters in Surprise's terms.
    """

    name: ClassVar[str] = "nmf"
    parameters: ClassVar[type[FactorParameters]] = NMFParameters
    learned: NMFParameters

    def __init__(self, settings: NMFSettings | None = None) -> None:
        self.settings = settings or NMFSettings()

    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Learn; the users of `interactions` become the known ones.

        Cost: some 100 ns per rating, epoch and 15 factors.

        Raises
        ------
        ModelError
            If there are no ratings, or no finite factors are found.
        """
        import surprise  # noqa: PLC0415 - .5 s, and only training needs it

        if not len(interactions):
            raise ModelError("NMF needs ratings and got none: check the data set")
        scale = interactions.scale
        star = (scale.high - scale.low) / SPAN
        in_stars = (interactions.ratings - scale.low) / star + LOWEST
        training, users, films = trainset(
            replace(interactions, ratings=in_stars), catalogue.film_ids, 1.0
        )
        found = surprise.NMF(
            n_factors=self.settings.n_factors,
            n_epochs=self.settings.n_epochs,
            reg_pu=self.settings.regularization,
            reg_qi=self.settings.regularization,
            random_state=seed % 2**32,
        ).fit(training)
        if not (np.isfinite(found.pu).all() and np.isfinite(found.qi).all()):
            raise ModelError("NMF found no finite factors: lower training.nmf.n_factors")
        user, film = found.pu.mean(axis=0), found.qi.mean(axis=0)
        people, parts = found.pu - user, found.qi - film
        n_users, n_films = interactions.n_users, interactions.n_films
        base = scale.low - LOWEST * star
        self.catalogue = catalogue
        self.learned = NMFParameters(
            mean=np.array(base + star * (user @ film)),
            scale=np.array([scale.low, scale.high]),
            user_ids=interactions.user_ids,
            user_bias=spread(star * (people @ film), users, n_users),
            user_factors=spread(star * people, users, n_users),
            item_bias=spread(star * (parts @ user), films, n_films),
            item_factors=spread(parts, films, n_films).T,
            popularity=popularity_scores(interactions),
            average_user=user,
            average_film=film,
            shift=np.array([base, star]),
            penalty=np.array(self.settings.regularization),
        )
        return self

    def placed(
        self, films: NDArray[np.int32], ratings: NDArray[np.float32], indptr: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Fold in: the non-negative factors that explain the ratings best, films as learned.

        Minimises ``Σ (r_i - p · q_i)² + penalty · n · |p|²`` over p ≥ 0 for a person of n ratings,
        where the updates of the training come to rest (Lawson and Hanson's algorithm, by scipy).
        """
        from scipy.optimize import nnls  # noqa: PLC0415 - .2 s, and few processes fold in by it

        learned = self.learned
        base, star = learned.shift
        user, film = learned.average_user, learned.average_film
        values = (ratings.astype(np.float64) - base) / star
        placed = np.zeros((len(indptr) - 1, 1 + len(film)), np.float32)
        for person, (start, stop) in enumerate(pairwise(indptr.tolist())):
            if stop == start:
                continue
            parts = learned.item_factors[:, films[start:stop]].T + film
            held = np.eye(len(film)) * np.sqrt(float(learned.penalty) * (stop - start))
            right = np.concatenate([values[start:stop], np.zeros(len(film))])
            deviation = nnls(np.concatenate([parts, held]), right)[0] - user
            placed[person, 0] = star * (deviation @ film)
            placed[person, 1:] = star * deviation
        return placed
