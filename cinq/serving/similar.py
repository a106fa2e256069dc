"""Films similar to a film, by what people's ratings and the catalogue say of both.

A favourite's score, even an only favourite's, is the wrong measure: it says what to watch next, and
leans to films that many like. Here a film i is one unit vector

    x_i = [ sqrt(l_i) r_i , sqrt(1 - l_i) c_i ]        l_i = n_i / (n_i + 20)

r_i is its direction in the ranker's own space (what it answers to; for k-NN and EASE the weights
that lead from it), c_i that of its content, both of length 1, and n_i its likes: where the ratings
say little of a film, what is said of it counts, and where they say nothing, nothing else does. The
similarity of two films is the cosine x_i · x_j, from -1 to 1. Popularity cancels in r_i, so that it
is of no other effect than how far the ratings are trusted.

Without content in the model the genres take its place; with a model that is no sum over favourites
they stand alone.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.models.bundle import ModelBundle
from cinq.models.content import Content
from cinq.models.factor_sums import FactorSumRecommender
from cinq.models.feature_rows import resemblance
from cinq.models.film_scores import weighted_sums
from cinq.models.hybrid import Hybrid
from cinq.models.item_weights import ItemWeightRecommender
from cinq.models.recommender import Recommender, read_only

TRUSTED_LIKES = 20.0
"""Chosen in tests/benchmarks/test_similar.py; docs/api.md shows what other values do."""

Floats = NDArray[np.float32]


class Space(Protocol):
    """Where films are directions."""

    lengths: Floats
    """Shape (n_films,): length of each film's vector; 0 where nothing is known of it."""

    def products(self, row: int) -> Floats:
        """Product of a film's vector with every film's, shape (n_films,)."""
        ...


class FactorSpace:
    """Dense vectors.

    Parameters
    ----------
    factors
        Shape (n_factors, ≥ n_films), float32, C-contiguous; it is not copied, and may be
        memory-mapped.
    n_films
        How many columns are films.
    """

    def __init__(self, factors: Floats, n_films: int) -> None:
        self._factors = factors
        squares = np.zeros(n_films, np.float64)
        for factor in factors[:, :n_films]:
            squares += np.square(factor, dtype=np.float64)
        self.lengths: Floats = np.sqrt(squares).astype(np.float32)

    def products(self, row: int) -> Floats:
        """As `Space.products`; cost: one pass over the factors."""
        film = np.ascontiguousarray(self._factors[:, row])[np.newaxis]
        products: Floats = weighted_sums(film, self._factors)[0, : len(self.lengths)]
        return products


class SparseSpace:
    """Sparse vectors: film ``j`` has ``values[starts[j]:starts[j + 1]]`` at ``features`` there."""

    def __init__(
        self, starts: NDArray[np.int64], features: NDArray[np.int32], values: Floats
    ) -> None:
        self._rows = read_only(starts), read_only(features), read_only(values)
        self._n_features = int(features.max(initial=-1)) + 1
        of_film = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        squares = np.bincount(of_film, np.square(values, dtype=np.float64), len(starts) - 1)
        self.lengths: Floats = np.sqrt(squares).astype(np.float32)

    def products(self, row: int) -> Floats:
        """As `Space.products`; cost: one pass over all entries."""
        starts, features, values = self._rows
        own = slice(int(starts[row]), int(starts[row + 1]))
        film = np.zeros(self._n_features, np.float32)
        film[features[own]] = values[own]
        products = np.empty(len(starts) - 1, np.float32)
        resemblance(starts, features, values, read_only(film), products)
        return products


@dataclass(frozen=True)
class Likeness:
    """How similar every film is to one; both parts add up to the cosine.

    Parameters
    ----------
    by_ratings, by_content
        Shape (n_films,), float32.
    """

    by_ratings: Floats
    by_content: Floats

    @property
    def cosines(self) -> Floats:
        """The similarity, shape (n_films,), -1 to 1."""
        return self.by_ratings + self.by_content


class FilmSpace:
    """The films of a bundle as unit vectors.

    Parameters
    ----------
    bundle
        The model; only lengths and shares, a few numbers a film, are kept beside it.
    trusted_likes
        From how many likes on ratings count for more than content.
    """

    def __init__(self, bundle: ModelBundle, trusted_likes: float = TRUSTED_LIKES) -> None:
        ratings = _of_ratings(bundle.ranker)
        self._content = _of_content(bundle)
        self._ratings: Space = ratings or self._content
        likes = np.expm1(bundle.popularity.scores.astype(np.float64))
        trust = np.divide(likes, likes + trusted_likes, out=np.zeros(len(likes)), where=likes > 0)
        trust[self._content.lengths == 0] = 1.0
        trust[self._ratings.lengths == 0] = 0.0
        if ratings is None:
            trust[:] = 0.0
        self._of_ratings = _scaled(np.sqrt(trust), self._ratings.lengths)
        self._of_content = _scaled(np.sqrt(1.0 - trust), self._content.lengths)

    def likeness(self, row: int) -> Likeness:
        """Of every film to the one in this row; a film that nothing is known of is like none.

        Cost: one pass over the model's film vectors.
        """
        return Likeness(
            self._ratings.products(row) * (self._of_ratings[row] * self._of_ratings),
            self._content.products(row) * (self._of_content[row] * self._of_content),
        )


def _of_ratings(ranker: Recommender) -> Space | None:
    """What the ranker learned from ratings of each film; None if that has no such form."""
    main = ranker.main if isinstance(ranker, Hybrid) else ranker
    if isinstance(main, FactorSumRecommender):
        return FactorSpace(main.answers, len(main.popularity))
    if isinstance(main, ItemWeightRecommender):
        kept = main.item_weights
        return SparseSpace(kept.weight_starts, kept.weight_films, kept.weights)
    return None


def _of_content(bundle: ModelBundle) -> Space:
    ranker = bundle.ranker
    content = ranker.content if isinstance(ranker, Hybrid) else ranker
    if isinstance(content, Content):
        return SparseSpace(content.rows.starts, content.rows.features, content.rows.values)
    return _of_genres(bundle.catalogue)


def _of_genres(catalogue: Catalogue) -> SparseSpace:
    rows, genres = np.nonzero(catalogue.genre_matrix)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(catalogue)))])
    return SparseSpace(
        starts.astype(np.int64), genres.astype(np.int32), np.ones(len(genres), np.float32)
    )


def _scaled(weights: NDArray[np.float64], lengths: Floats) -> Floats:
    """Weights over lengths, 0 where a film has none, shape (n_films,)."""
    scaled = np.divide(weights, lengths, out=np.zeros(len(lengths)), where=lengths > 0)
    return scaled.astype(np.float32)
