"""The learned numbers of the models that predict a rating from biases and factors."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cinq.models.recommender import Arrays, read_only


@dataclass(frozen=True)
class FactorParameters:
    """Biases and factors of people and films, ratings in the data set's own units.

    Parameters
    ----------
    mean
        Shape (), float64: mean rating of the training data.
    scale
        Shape (2,), float64: lowest and highest rating.
    user_ids
        Shape (n_users,), int64, ascending: the known users.
    user_bias, user_factors
        Shapes (n_users,) and (n_users, n_factors), float32.
    item_bias, item_factors
        Shapes (n_films,) and (n_factors, n_films), float32; zeros for films never rated.
    popularity
        Shape (n_films,), float32: ln(1 + likes).
    """

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    user_ids: NDArray[np.int64]
    user_bias: NDArray[np.float32]
    user_factors: NDArray[np.float32]
    item_bias: NDArray[np.float32]
    item_factors: NDArray[np.float32]
    popularity: NDArray[np.float32]

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, read_only(getattr(self, field.name)))

    def user_rows(self, user_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Place of each user among the known ones, -1 for the unknown; shape as asked."""
        if not len(self.user_ids):
            return np.full(len(user_ids), -1, np.int64)
        rows = np.minimum(np.searchsorted(self.user_ids, user_ids), len(self.user_ids) - 1)
        return np.where(self.user_ids[rows] == user_ids, rows, -1)

    def predictions(
        self, user_rows: NDArray[np.int64], film_rows: NDArray[np.int32]
    ) -> NDArray[np.float64]:
        """Predicted rating of each pair, shape (n_pairs,), not clipped; -1 stands for unknown."""
        known_user, known_film = user_rows >= 0, film_rows >= 0
        both = known_user & known_film
        ratings = np.full(len(user_rows), self.mean, np.float64)
        ratings[known_user] += self.user_bias[user_rows[known_user]]
        ratings[known_film] += self.item_bias[film_rows[known_film]]
        ratings[both] += np.einsum(
            "pf,fp->p",
            self.user_factors[user_rows[both]],
            self.item_factors[:, film_rows[both]],
            dtype=np.float64,
        )
        return ratings

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Every array by its name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """What `arrays` came from."""
        return cls(**{field.name: read_only(arrays[field.name]) for field in fields(cls)})


@dataclass(frozen=True)
class RatingParameters(FactorParameters):
    """What a rating SVD has learned.

    Parameters
    ----------
    fold_in
        Shape (2,), float64: the penalty of the fold-in, and the rating that a favourite stands for.
    """

    fold_in: NDArray[np.float64]
