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

from typing import TYPE_CHECKING, Any, ClassVar, Self

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


AT_ONCE = 1_000_000
"""Ratings that are weighed together, so that no array beside the matrix is as long as it."""


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

        values = _grades(interactions, self.settings.rating_exponent)
        said = values > 0
        users, films, values = interactions.users[said], interactions.films[said], values[said]
        shape = interactions.n_users, interactions.n_films
        sums = [np.bincount(rows, values, n) for rows, n in zip((users, films), shape, strict=True)]
        _divide(values, users, sums[0], self.settings.user_exponent)
        _divide(values, films, sums[1], self.settings.item_exponent)
        starts = np.searchsorted(users, np.arange(shape[0] + 1, dtype=users.dtype))
        return csr_array((values, films, starts), shape=shape)


def _divide(
    values: NDArray[np.float64],
    rows: NDArray[np.int32],
    sums: NDArray[Any],
    exponent: float,
) -> None:
    """Divide each value by the root of its row's sum to the power `exponent`, in place."""
    factors = np.maximum(sums, np.finfo(np.float64).tiny) ** (-exponent / 2)
    for start in range(0, len(values), AT_ONCE):
        values[start : start + AT_ONCE] *= factors[rows[start : start + AT_ONCE]]


def _grades(interactions: Interactions, exponent: float) -> NDArray[np.float64]:
    """What each rating counts for, shape (n_ratings,), 0 to 1."""
    if exponent == 0:
        return interactions.liked.astype(np.float64)
    scale = interactions.scale
    grades = np.empty(len(interactions))
    for start in range(0, len(grades), AT_ONCE):
        ratings = interactions.ratings[start : start + AT_ONCE].astype(np.float64)
        shares = (ratings - scale.low) / (scale.high - scale.low)
        grades[start : start + AT_ONCE] = np.clip(shares, 0, 1) ** exponent
    return grades
