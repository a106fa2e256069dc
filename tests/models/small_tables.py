"""Ratings written down as a table, for worlds small enough to reckon by hand."""

import numpy as np

from cinq.data.catalogue import Catalogue, Film
from cinq.data.interactions import Interactions, Scale

STARS = Scale(0.5, 5.0, 4.0)


def rated(table: list[list[float]], scale: Scale = STARS) -> tuple[Interactions, Catalogue]:
    """One row a person (ids from 1), one column a film (ids 10, 20, …), NaN where not rated."""
    ratings = np.array(table, np.float64)
    users, films = np.nonzero(~np.isnan(ratings))
    catalogue = Catalogue(
        tuple(
            Film(10 * place, f"Film {place}", None, (), (), (), (), "")
            for place in range(1, ratings.shape[1] + 1)
        )
    )
    interactions = Interactions(
        user_ids=np.arange(1, len(ratings) + 1, dtype=np.int64),
        users=users.astype(np.int32),
        films=films.astype(np.int32),
        ratings=ratings[users, films].astype(np.float32),
        timestamps=np.zeros(len(users), np.int64),
        n_films=len(catalogue),
        scale=scale,
    )
    return interactions, catalogue


def likes(interactions: Interactions) -> np.ndarray:
    """The likes as a dense matrix of 0 and 1, shape (n_users, n_films)."""
    dense = np.zeros((interactions.n_users, interactions.n_films))
    dense[interactions.users[interactions.liked], interactions.films[interactions.liked]] = 1
    return dense


def shares(interactions: Interactions) -> np.ndarray:
    """The ratings as shares of their scale, 0 where there is none, shape (n_users, n_films)."""
    dense = np.zeros((interactions.n_users, interactions.n_films))
    scale = interactions.scale
    width = scale.high - scale.low
    dense[interactions.users, interactions.films] = (interactions.ratings - scale.low) / width
    return dense
