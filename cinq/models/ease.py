"""EASE: a linear map from likes to likes that may not use a film to explain itself.

With X the likes (1 if a person likes a film, else 0) it minimises ``|X - XB|² + λ|B|²`` under
``diag(B) = 0``. With ``P = (XᵀX + λI)⁻¹`` the solution is ``B_ij = -P_ij / P_jj`` (Steck, 2019),
and the score of film j is the sum of B_ij over the favourites i.
"""

from collections.abc import Iterator
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.errors import ModelError
from cinq.hyperparameters import EASESettings
from cinq.models.item_weights import ItemWeightRecommender, ItemWeights
from cinq.models.pair_sums import PairSums
from cinq.models.popularity import like_counts, popularity_scores
from cinq.models.recommender import read_only

BLOCK = 256
"""Films whose weights are looked through together."""

Floats = NDArray[np.float64]


class EASE(ItemWeightRecommender):
    """Weights in closed form, among the most liked films.

    Films beyond ``max_films`` are left out, those with the fewest likes first (of equal ones the
    later in the catalogue): they say nothing, score 0 and so stand below whatever the favourites
    speak for. The same holds for films that nobody likes.

    Parameters
    ----------
    settings
        ``regularization`` λ, ``max_films``, ``n_neighbours`` (weights kept of each film, by size).
    """

    name: ClassVar[str] = "ease"

    def __init__(self, settings: EASESettings | None = None) -> None:
        self.settings = settings or EASESettings()

    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Solve for the weights; the seed is of no effect.

        Cost: for m films left in, m³ multiply-adds and 16 m² bytes at the peak: 400 MB for 5,000.
        What is kept of them takes 8 bytes for every weight.

        Raises
        ------
        ModelError
            If the system cannot be solved: the regularisation is too low.
        """
        del seed  # nothing here is random
        self.catalogue = catalogue
        self.popularity = read_only(popularity_scores(interactions))
        likes = like_counts(interactions)
        kept = np.sort(np.argsort(-likes, kind="stable")[: self.settings.max_films])
        kept = kept[likes[kept] > 0]
        weights = _weights(_gram(interactions, kept), self.settings.regularization)
        self.item_weights = ItemWeights.strongest(
            _spread(weights, kept, interactions.n_films), self.settings.n_neighbours
        )
        return self


def _gram(interactions: Interactions, kept: NDArray[np.int64]) -> Floats:
    """How many people like both of two films, shape (n_kept, n_kept)."""
    place = np.full(interactions.n_films, -1, np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    films = place[interactions.films]
    entries = interactions.liked & (films >= 0)
    pairs = PairSums.of(
        interactions.users[entries], films[entries], interactions.n_users, len(kept)
    )
    ones = np.ones(int(entries.sum()))
    return pairs.between(0, len(kept), ones, ones)


def _weights(gram: Floats, regularization: float) -> Floats:
    """``-P_ij / P_jj`` off the diagonal, 0 on it, shape (n_kept, n_kept); overwrites ``gram``."""
    from scipy.linalg import lapack  # noqa: PLC0415 - only training needs it

    if not len(gram):
        return gram
    gram[np.diag_indices_from(gram)] += regularization
    # of a symmetric matrix the transpose is the same, and in the order that LAPACK works in place
    factor, failed = lapack.dpotrf(gram.T, lower=1, overwrite_a=1)
    inverse, singular = lapack.dpotri(factor, lower=1, overwrite_c=1)
    if failed or singular:
        raise ModelError("EASE cannot be solved: raise training.ease.regularization")
    inverse += np.tril(inverse, -1).T  # dpotri fills one triangle, the other was never written
    weights: Floats = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return weights


def _spread(weights: Floats, kept: NDArray[np.int64], n_films: int) -> Iterator[Floats]:
    """The weights among all films, some rows at a time, each of shape (n_rows, n_films)."""
    for first in range(0, n_films, BLOCK):
        last = min(first + BLOCK, n_films)
        block = np.zeros((last - first, n_films))
        start, stop = np.searchsorted(kept, [first, last])
        block[np.ix_(kept[start:stop] - first, kept)] = weights[start:stop]
        yield block
