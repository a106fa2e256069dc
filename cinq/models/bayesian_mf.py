"""Bayesian matrix factorisation: predicts a rating by the mean over draws from a posterior.

Where stochastic gradient descent finds one set of factors, which must be kept small by a penalty
that somebody tunes, `cinq.models.gibbs` draws many sets from all that the ratings leave possible;
their mean predicts better, and no penalty is to be tuned. What is stored is that mean
(`cinq.models.posterior_mean`). An unseen person is placed by the mean of what their ratings leave
possible, films as learned: a ridge whose penalty is learned too.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.errors import ModelError
from cinq.hyperparameters import BayesianSettings
from cinq.models.factor_rater import FactorRater, spread
from cinq.models.gibbs import Side, sample_posterior
from cinq.models.popularity import popularity_scores
from cinq.models.posterior_fold_in import place_by_posterior
from cinq.models.posterior_mean import Samples
from cinq.models.rating_parameters import FactorParameters


@dataclass(frozen=True)
class PosteriorParameters(FactorParameters):
    """The posterior mean; films never rated have bias and factors 0, as the average person has.

    Parameters
    ----------
    penalty
        Shape (1 + n_factors, 1 + n_factors), float64: of the fold-in.
    """

    penalty: NDArray[np.float64]


class BayesianMF(FactorRater):
    """Bayesian matrix factorisation with biases; nothing in it depends on the ratings' scale.

    Parameters
    ----------
    settings
        Size of the model and length of the chain.
    """

    name: ClassVar[str] = "bayesian_mf"
    parameters: ClassVar[type[FactorParameters]] = PosteriorParameters
    learned: PosteriorParameters

    def __init__(self, settings: BayesianSettings | None = None) -> None:
        self.settings = settings or BayesianSettings()

    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Sample, and keep the mean; the users of `interactions` become the known ones.

        Cost: see `sample_posterior` and `Samples.joined`.

        Raises
        ------
        ModelError
            If there are no ratings, ratings that are no numbers, or too few iterations.
        """
        if not len(interactions):
            raise ModelError("Bayesian factorisation needs ratings and got none: check the data")
        if not np.isfinite(interactions.ratings).all():
            raise ModelError("some ratings are no finite numbers: check the data set")
        wanted = self.settings
        if wanted.n_samples * 2 > wanted.n_iterations:
            raise ModelError(
                f"{wanted.n_samples} samples want at least {wanted.n_samples * 2} iterations: "
                "raise training.bayesian_mf.n_iterations"
            )
        ratings = interactions.ratings.astype(np.float64)
        centre, deviation = float(ratings.mean()), float(ratings.std()) or 1.0
        values = (ratings - centre) / deviation
        users, user_rows = _without_gaps(interactions.users, interactions.n_users)
        films, film_rows = _without_gaps(interactions.films, interactions.n_films)
        samples = Samples()
        by_user = Side.of(user_rows, film_rows, values, len(users))
        by_film = Side.of(film_rows, user_rows, values, len(films))
        for chain in range(wanted.n_chains):
            for sample in sample_posterior(by_user, by_film, wanted, seed, chain):
                samples.add(sample)
        found = samples.joined(wanted.rank)
        n_users, n_films = interactions.n_users, interactions.n_films
        self.catalogue = catalogue
        self.learned = PosteriorParameters(
            mean=np.array(centre + deviation * found.mean),
            scale=np.array([interactions.scale.low, interactions.scale.high]),
            user_ids=interactions.user_ids,
            user_bias=spread(deviation * found.user_bias, users, n_users),
            user_factors=spread(deviation * found.user_factors, users, n_users),
            item_bias=spread(deviation * found.item_bias, films, n_films),
            item_factors=spread(found.item_factors, films, n_films).T,
            popularity=popularity_scores(interactions),
            penalty=found.penalty,
        )
        return self

    def placed(
        self, films: NDArray[np.int32], ratings: NDArray[np.float32], indptr: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Fold in: the mean of bias and factors given the ratings, as in `PosteriorMean.penalty`.

        Cost per person: n_ratings · (1 + n_factors)² and a sixth of the cube of 1 + n_factors.
        """
        learned = self.learned
        placed = np.empty((len(indptr) - 1, len(learned.penalty)), np.float32)
        place_by_posterior(
            np.ascontiguousarray(films),
            np.ascontiguousarray(ratings),
            np.ascontiguousarray(indptr),
            float(learned.mean),
            learned.item_factors,
            learned.item_bias,
            learned.penalty,
            placed,
        )
        return placed


def _without_gaps(
    rows: NDArray[np.int32], length: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Rows that occur, ascending, and each entry's place among them."""
    occurring = np.flatnonzero(np.bincount(rows, minlength=length))
    place = np.zeros(length, np.int32)
    place[occurring] = np.arange(len(occurring), dtype=np.int32)
    return occurring.astype(np.int64), place[rows]
