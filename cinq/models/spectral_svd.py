"""Spectral SVD: ranks films from a few favourites; the model that Cinq serves.

With X the ratings as shares of their scale to the power g (0 where there is none; or, with g = 0,
1 for a like and 0 otherwise), d its row sums, e its column sums and n the likes of a film, a
truncated SVD of ``d^(-a/2) X e^(-b/2)`` gives right vectors V and singular values s (divided by
the first). With

    A = V s^t n^-p        what a favourite says of a person
    B = V s^t n^q         what a film answers to

the score of a film j is the sum of A_i · B_j over the favourites i. It generalises PureSVD
(Cremonesi, Koren and Turrin, 2010) by the normalisation of popular films and busy people (as
EigenRec: Nikolakopoulos and others, 2019), by damping the spectrum, and by grading ratings: that
somebody chose to watch a film says something even where they did not like it.
"""

from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.hyperparameters import SpectralSettings
from cinq.models.factor_sums import FactorSumRecommender
from cinq.models.popularity import like_counts, popularity_scores
from cinq.models.recommender import read_only
from cinq.models.truncated_svd import truncated_svd

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class SpectralSVD(FactorSumRecommender):
    """A sum over favourites in the space of normalised likes.

    Parameters
    ----------
    settings
        ``n_factors`` k (clipped to what the data can carry), ``rating_exponent`` g,
        ``user_exponent`` a, ``item_exponent`` b, ``spectrum_exponent`` t, ``popularity_in`` p,
        ``popularity_out`` q, ``n_power_iterations``.
    """

    name: ClassVar[str] = "spectral_svd"

    def __init__(self, settings: SpectralSettings | None = None) -> None:
        self.settings = settings or SpectralSettings()

    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Decompose the graded ratings; films that nobody likes get zeros.

        Cost: about 10 products of the ratings with n_factors + 32 columns.
        """
        chosen = self.settings
        self.catalogue = catalogue
        self.popularity = read_only(popularity_scores(interactions))
        likes = like_counts(interactions)
        rank = max(1, min(chosen.n_factors, min(interactions.n_users, interactions.n_films) - 1))
        values, vectors = self.decomposed(interactions, rank, seed)
        damped = np.zeros(rank)
        carried = values > values[0] * 1e-10
        damped[carried] = (values[carried] / values[0]) ** chosen.spectrum_exponent
        directions = vectors * damped * (likes > 0)[:, np.newaxis]
        weights = np.maximum(likes, 1).astype(np.float64)[:, np.newaxis]
        self.item_in = read_only((directions * weights**-chosen.popularity_in).astype(np.float32))
        self.item_out = read_only(
            (directions * weights**chosen.popularity_out).T.astype(np.float32, order="C")
        )
        return self

    def decomposed(
        self, interactions: Interactions, rank: int, seed: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Singular values (rank,) and right vectors (n_films, rank) of the normalised ratings."""
        matrix = self._normalised(interactions)
        return truncated_svd(matrix, rank, self.settings.n_power_iterations, seed)

    def _normalised(self, interactions: Interactions) -> "csr_array":
        """``d^(-a/2) X e^(-b/2)``, shape (n_users, n_films), float64."""
        from scipy.sparse import csr_array  # noqa: PLC0415 - only training needs it

        grades = _grades(interactions, self.settings.rating_exponent)
        said = grades > 0
        users, films, grades = interactions.users[said], interactions.films[said], grades[said]
        of_users = np.bincount(users, grades, interactions.n_users)
        of_films = np.bincount(films, grades, interactions.n_films)
        values = (
            grades
            * of_users[users] ** (-self.settings.user_exponent / 2)
            * of_films[films] ** (-self.settings.item_exponent / 2)
        )
        return csr_array(
            (values, (users, films)), shape=(interactions.n_users, interactions.n_films)
        )


def _grades(interactions: Interactions, exponent: float) -> NDArray[np.float64]:
    """What each rating counts for, shape (n_ratings,), 0 to 1."""
    if exponent == 0:
        return interactions.liked.astype(np.float64)
    scale = interactions.scale
    shares = (interactions.ratings.astype(np.float64) - scale.low) / (scale.high - scale.low)
    grades: NDArray[np.float64] = np.clip(shares, 0, 1) ** exponent
    return grades
