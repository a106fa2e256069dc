"""How often a model would show each film: what exploration needs to know, fixed in training."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cinq.data.interactions import Interactions
from cinq.models.recommender import Recommender

CANDIDATES = 80
"""The best films for a person, among which a list is chosen."""

MAX_PROFILES = 4_000
DRAWS = 5
BLOCK = 256
"""Profiles scored together."""


def exposure(
    ranker: Recommender, interactions: Interactions, n_favourites: int, seed: int
) -> NDArray[np.float32]:
    """Share of training people among whose best `CANDIDATES` films each film stands.

    Up to `DRAWS` times a training person, `n_favourites` of their liked films are drawn and the
    others ranked: what is counted is what people of this kind would be shown, known to nobody but
    the model.

    Parameters
    ----------
    ranker
        The fitted model.
    interactions
        What it was fitted to. People who like more films than are drawn count.
    n_favourites
        Liked films a profile.
    seed
        Of the drawings.

    Returns
    -------
    numpy.ndarray
        Shape (n_films,), 0 to 1; zeros if nobody likes enough films. Cost: at most `MAX_PROFILES`
        profiles are scored.
    """
    profiles = _drawn(interactions, n_favourites, seed)
    counts = np.zeros(interactions.n_films, np.int64)
    n_best = min(CANDIDATES, interactions.n_films - n_favourites)
    if n_best < 1:
        return counts.astype(np.float32)
    for start in range(0, len(profiles), BLOCK):
        drawn = profiles[start : start + BLOCK]
        ids = ranker.catalogue.film_ids
        scores = ranker.score([ranker.profile(ids[rows].tolist()) for rows in drawn])
        np.put_along_axis(scores, np.stack(drawn), -np.inf, axis=1)
        best = np.argpartition(scores, -n_best, axis=1)[:, -n_best:]
        counts += np.bincount(best.ravel(), minlength=len(counts))
    return (counts / max(len(profiles), 1)).astype(np.float32)


def _drawn(interactions: Interactions, n_favourites: int, seed: int) -> Sequence[NDArray[np.int32]]:
    """Rows of the favourites of each profile; another person each time while there are any."""
    liked = interactions.take(interactions.liked)
    bounds = liked.indptr()
    generator = np.random.default_rng(seed)
    able = np.flatnonzero(np.diff(bounds) > n_favourites)
    order = np.concatenate([generator.permutation(able) for _ in range(DRAWS)])[:MAX_PROFILES]
    return [
        generator.choice(liked.films[bounds[person] : bounds[person + 1]], n_favourites, False)
        for person in order
    ]
