"""Item k-nearest neighbours: films are alike if the same people like, or rate, both alike.

The similarity of film i, a favourite, to film j, an answer, is

* on likes: ``sum of d_u^-a over the people u who like both / (n_i^p n_j^q + shrinkage)``, where n
  are the likes of a film and d those of a person. With a = 0 and p = q = 1/2 it is the cosine
  (Sarwar and others, 2001); with other exponents the asymmetric cosine (Aiolli, 2013), in which
  busy people count for less.
* on ratings: ``c / (c + shrinkage)`` times the cosine of the two films' centred ratings, where c
  people rated both (Bell and Koren, 2007, on the shrinkage). The adjusted cosine takes each
  person's mean from the ratings, Pearson's correlation each film's mean.
"""

from collections.abc import Callable, Iterator
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.hyperparameters import AsymmetricSettings, CosineSettings, NeighbourSettings
from cinq.models.item_weights import ItemWeightRecommender, ItemWeights
from cinq.models.pair_sums import PairSums
from cinq.models.popularity import popularity_scores
from cinq.models.recommender import read_only

BLOCK = 64
"""Films compared with all others together: with 90,000 films 46 MB an array."""

Floats = NDArray[np.float64]
Similarities = Callable[[int, int], Floats]
"""Similarity of films ``first`` to ``last`` - 1 to every film, shape (last - first, n_films)."""


class ItemKNN(ItemWeightRecommender):
    """Sums of similarities to the favourites, of the nearest neighbours of each.

    Only similarities above 0 count: a film is never held against another.

    Parameters
    ----------
    settings
        Their class says which similarity; the cosine of likes if left out.
    """

    name: ClassVar[str] = "item_knn"

    def __init__(self, settings: NeighbourSettings | None = None) -> None:
        self.settings = settings or CosineSettings()

    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Compare all films; the seed is of no effect.

        Cost: one or two multiply-adds for every two films that a person rated, over all people,
        and a partial sort of n_films similarities for every film. Memory: a few blocks of
        `BLOCK` rows, and 8 bytes for every neighbour kept.
        """
        del seed  # nothing here is random
        self.catalogue = catalogue
        self.popularity = read_only(popularity_scores(interactions))
        similarities = (
            _of_likes(interactions, self.settings)
            if self.settings.similarity == "likes"
            else _of_ratings(interactions, self.settings)
        )
        self.item_weights = ItemWeights.strongest(
            _blocks(similarities, interactions.n_films), self.settings.n_neighbours
        )
        return self


def _blocks(similarities: Similarities, n_films: int) -> Iterator[Floats]:
    """All similarities above 0, some rows at a time; a film is not its own neighbour."""
    for first in range(0, n_films, BLOCK):
        last = min(first + BLOCK, n_films)
        block = similarities(first, last)
        block[np.arange(last - first), np.arange(first, last)] = 0
        yield np.maximum(block, 0)


def _of_likes(interactions: Interactions, settings: NeighbourSettings) -> Similarities:
    """The cosine of likes, or its asymmetric form."""
    if isinstance(settings, AsymmetricSettings):
        p, q, a = settings.pick_exponent, settings.film_exponent, settings.user_exponent
    else:
        p, q, a = 0.5, 0.5, 0.0
    users, films = interactions.users[interactions.liked], interactions.films[interactions.liked]
    pairs = PairSums.of(users, films, interactions.n_users, interactions.n_films)
    likes = np.maximum(np.bincount(films, minlength=interactions.n_films), 1).astype(np.float64)
    activity = np.bincount(users, minlength=interactions.n_users).astype(np.float64)
    ones, weights = np.ones(len(users)), activity[users] ** -a

    def similarities(first: int, last: int) -> Floats:
        norms = likes[first:last, np.newaxis] ** p * likes**q
        return pairs.between(first, last, ones, weights) / (norms + settings.shrinkage)

    return similarities


def _of_ratings(interactions: Interactions, settings: NeighbourSettings) -> Similarities:
    """The adjusted cosine or Pearson's correlation of ratings."""
    users, films, n_films = interactions.users, interactions.films, interactions.n_films
    pairs = PairSums.of(users, films, interactions.n_users, n_films)
    centred = _centred(interactions, by_user=settings.similarity == "adjusted_cosine")
    lengths = np.sqrt(np.bincount(films, centred**2, n_films))
    ones = np.ones(len(centred))

    def similarities(first: int, last: int) -> Floats:
        common = pairs.between(first, last, ones, ones)
        norms = lengths[first:last, np.newaxis] * lengths
        cosines = np.divide(
            pairs.between(first, last, centred, centred),
            norms,
            out=np.zeros_like(norms),
            where=norms > 0,
        )
        shrunk: Floats = cosines * common / np.maximum(common + settings.shrinkage, 1)
        return shrunk

    return similarities


def _centred(interactions: Interactions, *, by_user: bool) -> Floats:
    """Ratings in widths of the scale less the mean of their user, or film; shape (n_ratings,).

    What is 0 but for rounding is 0.
    """
    scale = interactions.scale
    ratings = (interactions.ratings.astype(np.float64) - scale.low) / (scale.high - scale.low)
    of = interactions.users if by_user else interactions.films
    counts = np.maximum(np.bincount(of), 1)
    centred: Floats = ratings - (np.bincount(of, ratings) / counts)[of]
    centred[np.abs(centred) < 1e-9] = 0
    return centred
