"""PureSVD: the likes, or ratings, projected on their leading directions.

With V the leading right singular vectors of the matrix in which what is not rated is 0, somebody's
scores are ``x V Vᵀ``, x holding their favourites (Cremonesi, Koren and Turrin, 2010).
"""

from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.hyperparameters import PureSVDSettings
from cinq.models.factor_sums import FactorSumRecommender
from cinq.models.popularity import popularity_scores
from cinq.models.recommender import read_only
from cinq.models.truncated_svd import truncated_svd

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class PureSVD(FactorSumRecommender):
    """A sum over favourites in the space of the leading directions; A and B are both V.

    Parameters
    ----------
    settings
        ``values`` says what is decomposed; ``n_factors`` is clipped to what the data can carry.
    """

    name: ClassVar[str] = "pure_svd"

    def __init__(self, settings: PureSVDSettings | None = None) -> None:
        self.settings = settings or PureSVDSettings()

    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Decompose; films without a value get zeros.

        Cost: about 10 products of the ratings with n_factors + 32 columns.
        """
        self.catalogue = catalogue
        self.popularity = read_only(popularity_scores(interactions))
        matrix = _matrix(interactions, likes=self.settings.values == "likes")
        rank = max(1, min(self.settings.n_factors, min(matrix.shape) - 1))
        values, vectors = truncated_svd(matrix, rank, self.settings.n_power_iterations, seed)
        present = np.zeros(interactions.n_films, np.bool_)
        present[matrix.indices] = True
        vectors = vectors * present[:, np.newaxis] * (values > values[0] * 1e-10)
        self.item_in = read_only(vectors.astype(np.float32))
        self.item_out = read_only(vectors.T.astype(np.float32, order="C"))
        return self


def _matrix(interactions: Interactions, *, likes: bool) -> "csr_array":
    """Likes as 1, or ratings as shares of their scale above 0; shape (n_users, n_films)."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - only training needs it

    scale = interactions.scale
    shares = (interactions.ratings.astype(np.float64) - scale.low) / (scale.high - scale.low)
    values = interactions.liked.astype(np.float64) if likes else np.clip(shares, 0, 1)
    said = values > 0
    return csr_array(
        (values[said], (interactions.users[said], interactions.films[said])),
        shape=(interactions.n_users, interactions.n_films),
    )
