"""What all models share that predict a rating from biases and factors.

A rating is the mean, plus the person's bias, plus the film's bias, plus the product of the
person's and the film's factors. Models differ in how they learn these numbers and in how they
place somebody by ratings; how they answer is the same, and stands here.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.errors import UnknownUser
from cinq.models.compiled import Compiled
from cinq.models.film_scores import weighted_sums
from cinq.models.rating_parameters import FactorParameters
from cinq.models.recommender import Arrays, Profile, rows_of_picks

Floats = NDArray[np.float32]
Rows = NDArray[np.int32]

PAIRS_AT_ONCE = 100_000
"""Predictions made in one go: bounds the memory to some 100 MB."""


def _rated(
    person: Floats, factors: Floats, bias: Floats, films: Rows, base: float, low: float, high: float
) -> Floats:
    """Rating of each film by one person, on the scale."""
    ratings = np.empty(len(films), np.float32)
    for place in range(len(films)):
        film = films[place]
        total = 0.0
        for factor in range(len(person)):
            total += person[factor] * factors[factor, film]
        ratings[place] = min(max(np.float32(base) + bias[film] + total, low), high)
    return ratings


_VECTOR = "Array(float32, 1, 'C', readonly=True)"

rated = Compiled(
    f"float32[::1]({_VECTOR}, Array(float32, 2, 'C', readonly=True), {_VECTOR},"
    " Array(int32, 1, 'C', readonly=True), float64, float64, float64)",
    _rated,
)


class FactorRater(ABC):
    """A rating model (`cinq.models.rater.Rater`) of biases and factors.

    A profile's vector is the person's bias, then factors, in the unit of the ratings.
    """

    name: ClassVar[str]
    parameters: ClassVar[type[FactorParameters]] = FactorParameters
    """What holds the learned numbers."""

    catalogue: Catalogue
    learned: FactorParameters

    @abstractmethod
    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Learn; the users of `interactions` become the known ones.

        Raises
        ------
        ModelError
            If there are no ratings, or what is learned is not finite.
        """

    @abstractmethod
    def placed(
        self, films: NDArray[np.int32], ratings: NDArray[np.float32], indptr: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Bias and factors of people by their ratings, shape (n_people, 1 + n_factors).

        Parameters
        ----------
        films, ratings
            Shape (n_ratings,): catalogue rows and ratings, person after person.
        indptr
            Shape (n_people + 1,): where each person's ratings start and stop. Whoever has none
            gets zeros, which stand for the average person.
        """

    def knowing(self, interactions: Interactions) -> Self:
        """The same model, knowing every user of `interactions`.

        Users of the training keep what was learned of them; all others are folded in from all
        their ratings. Cost: see `placed`.
        """
        rows = self.user_rows(interactions.user_ids)
        learned = self.learned
        placed = np.empty((len(rows), len(learned.item_factors) + 1), np.float32)
        placed[:, 0] = learned.user_bias[rows] if len(learned.user_ids) else 0
        placed[:, 1:] = learned.user_factors[rows] if len(learned.user_ids) else 0
        strangers = interactions.of_users(rows < 0)
        placed[rows < 0] = self.placed(strangers.films, strangers.ratings, strangers.indptr())
        model = copy(self)
        model.learned = replace(
            learned,
            user_ids=interactions.user_ids,
            user_bias=placed[:, 0],
            user_factors=placed[:, 1:],
        )
        return model

    @property
    def user_ids(self) -> NDArray[np.int64]:
        """The known users, shape (n_users,), ascending."""
        return self.learned.user_ids

    @property
    def n_known(self) -> int:
        """For how many users there are biases and factors."""
        return min(len(self.learned.user_bias), len(self.learned.user_factors))

    def user_rows(self, user_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Place of each user among the known ones, -1 for the unknown; shape as asked."""
        return self.learned.user_rows(user_ids)

    def predict(
        self, user_rows: NDArray[np.int64], film_rows: NDArray[np.int32]
    ) -> NDArray[np.float32]:
        """Predicted rating of each pair, shape (n_pairs,), in the data's units, on its scale.

        A row of -1 is an unknown user or film: what would hang on it is left out.
        """
        ratings = np.empty(len(user_rows), np.float64)
        for start in range(0, len(ratings), PAIRS_AT_ONCE):
            part = slice(start, start + PAIRS_AT_ONCE)
            ratings[part] = self.learned.predictions(user_rows[part], film_rows[part])
        return self._on_scale(ratings)

    def profile(self, picks: Sequence[int]) -> Profile:
        """Fold in from favourites, each taken as a rating at the top of the scale.

        Raises
        ------
        UnknownFilm
            Naming every id that the catalogue lacks.
        """
        return self.profile_of_rows(rows_of_picks(self.catalogue, picks))

    def profile_of_rows(self, rows: NDArray[np.int32]) -> Profile:
        """The same from catalogue rows."""
        tops = np.full(len(rows), self.learned.scale[1], np.float32)
        return Profile(rows, self.placed(rows, tops, np.array([0, len(rows)], np.int64))[0])

    def profile_of_ratings(
        self, film_rows: NDArray[np.int32], ratings: NDArray[np.float32]
    ) -> Profile:
        """Fold in from ratings (n_rated,) of catalogue rows (n_rated,); see `placed`."""
        order = np.argsort(film_rows, kind="stable")
        films = film_rows[order].astype(np.int32)
        vector = self.placed(films, ratings[order], np.array([0, len(films)], np.int64))[0]
        return Profile(films, vector)

    def profile_of_user(self, user_id: int) -> Profile:
        """A known user as learned, with no picks.

        Raises
        ------
        UnknownUser
            If the data set holds no such user.
        """
        row = int(self.user_rows(np.array([user_id], np.int64))[0])
        if row < 0:
            raise UnknownUser(user_id)
        bias = self.learned.user_bias[row : row + 1]
        return Profile(
            np.empty(0, np.int32), np.concatenate([bias, self.learned.user_factors[row]])
        )

    def predicted(self, profile: Profile, film_rows: NDArray[np.int32]) -> NDArray[np.float32]:
        """Predicted rating of each asked film, shape (n_asked,), on the scale.

        For a blank profile: what the average person would give.
        """
        learned = self.learned
        base = float(learned.mean) + float(profile.vector[0])
        low, high = learned.scale
        vector = np.ascontiguousarray(profile.vector[1:])
        return rated(vector, learned.item_factors, learned.item_bias, film_rows, base, low, high)

    def score(self, profiles: Sequence[Profile]) -> NDArray[np.float32]:
        """Predicted ratings, not clipped, (n_profiles, n_films); popularity for blank profiles."""
        learned = self.learned
        if not profiles:
            return np.empty((0, len(learned.popularity)), np.float32)
        vectors = np.stack([profile.vector for profile in profiles])
        scores = weighted_sums(np.ascontiguousarray(vectors[:, 1:]), learned.item_factors)
        scores += learned.item_bias
        scores += vectors[:, :1] + learned.mean.astype(np.float32)
        for place, profile in enumerate(profiles):
            if profile.blank:
                scores[place] = learned.popularity
        return scores

    def shares(self, profile: Profile, films: NDArray[np.int32]) -> NDArray[np.float32]:
        """Shape (n_asked, 0): a fold-in by least squares is no sum over favourites."""
        del profile
        return np.empty((len(films), 0), np.float32)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The arrays of `parameters`, by name."""
        return self.learned.arrays()

    @classmethod
    def from_arrays(cls, arrays: Arrays, catalogue: Catalogue) -> Self:
        """The model that `arrays` came from; its settings are the defaults, and of no effect."""
        model = cls()
        model.catalogue = catalogue
        model.learned = cls.parameters.from_arrays(arrays)
        return model

    def _on_scale(self, ratings: NDArray[np.float64]) -> NDArray[np.float32]:
        low, high = self.learned.scale
        return np.clip(ratings, low, high).astype(np.float32)


def spread(
    values: NDArray[np.floating[Any]], places: NDArray[np.int64], length: int
) -> NDArray[np.float32]:
    """`values` at `places` of a longer array of zeros."""
    whole = np.zeros((length, *values.shape[1:]), np.float32)
    whole[places] = values
    return whole
