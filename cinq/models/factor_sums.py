"""Models in which every favourite adds a vector, and every film answers to one."""

from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.models.compiled import Compiled
from cinq.models.film_scores import n_columns, padded, weighted_sums
from cinq.models.recommender import Arrays, Profile, read_only, rows_of_picks

Floats = NDArray[np.float32]
Rows = NDArray[np.int32]


def _said(item_in: Floats, picks: Rows) -> Floats:
    """Sum of the picks' rows."""
    total = np.zeros(item_in.shape[1], np.float64)
    for pick in picks:
        for factor in range(len(total)):
            total[factor] += item_in[pick, factor]
    return total.astype(np.float32)


def _paired(item_in: Floats, item_out: Floats, films: Rows, picks: Rows) -> Floats:
    """Product of every film's column with every pick's row."""
    shares = np.empty((len(films), len(picks)), np.float32)
    said = np.empty((item_in.shape[1], len(picks)), np.float64)
    for place in range(len(picks)):
        for factor in range(len(said)):
            said[factor, place] = item_in[picks[place], factor]
    for row in range(len(films)):
        sums = np.zeros(len(picks), np.float64)
        for factor in range(len(said)):
            answers = np.float64(item_out[factor, films[row]])
            for place in range(len(picks)):
                sums[place] += answers * said[factor, place]
        shares[row] = sums
    return shares


_FACTORS = "Array(float32, 2, 'C', readonly=True)"
_ROWS = "Array(int32, 1, 'C', readonly=True)"

said = Compiled(f"float32[::1]({_FACTORS}, {_ROWS})", _said)
paired = Compiled(f"float32[:, ::1]({_FACTORS}, {_FACTORS}, {_ROWS}, {_ROWS})", _paired)


class FactorSumRecommender:
    """What such models share: all but how the factors are learned.

    With A what a film says of those who love it and B what it answers to, the score of film j is
    the sum of A_i · B_j over the favourites i. ``item_in`` is A, shape (n_films, n_factors);
    ``item_out`` is Bᵀ, shape (n_factors, n_films), and ``answers`` the same as `padded`.
    """

    name: ClassVar[str]
    catalogue: Catalogue
    item_in: NDArray[np.float32]
    answers: NDArray[np.float32]
    popularity: NDArray[np.float32]

    @property
    def item_out(self) -> NDArray[np.float32]:
        """Bᵀ."""
        return self.answers[:, : len(self.popularity)]

    @item_out.setter
    def item_out(self, factors: NDArray[np.float32]) -> None:
        self.answers = padded(factors)

    def profile(self, picks: Sequence[int]) -> Profile:
        """The sum of what the favourites say; zeros, a blank profile, if they say nothing.

        Raises
        ------
        UnknownFilm
            Naming every id that the catalogue lacks.
        """
        return self.profile_of_rows(rows_of_picks(self.catalogue, picks))

    def profile_of_rows(self, rows: NDArray[np.int32]) -> Profile:
        """The same from catalogue rows."""
        return Profile(rows, said(self.item_in, rows))

    def score(self, profiles: Sequence[Profile]) -> NDArray[np.float32]:
        """Sums over favourites, shape (n_profiles, n_films); popularity for blank profiles."""
        if not profiles:
            return np.empty((0, len(self.popularity)), np.float32)
        vectors = np.stack([profile.vector for profile in profiles])
        scores = weighted_sums(vectors, self.answers)[:, : len(self.popularity)]
        for place, profile in enumerate(profiles):
            if profile.blank:
                scores[place] = self.popularity
        return scores

    def shares(self, profile: Profile, films: NDArray[np.int32]) -> NDArray[np.float32]:
        """A_i · B_j for asked film j and pick i, shape (n_asked, n_picks); rows sum to the score.

        The sum holds up to float32 rounding. Blank profiles give shape (n_asked, 0).
        """
        if profile.blank:
            return np.empty((len(films), 0), np.float32)
        return paired(self.item_in, self.answers, films, profile.picks)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """``item_in``, ``item_out`` as `answers`, ``popularity`` ln(1 + likes), (n_films,)."""
        return {
            "item_in": self.item_in,
            "item_out": self.answers,
            "popularity": self.popularity,
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays, catalogue: Catalogue) -> Self:
        """The model that `arrays` came from; its settings are the defaults, and of no effect.

        Raises
        ------
        ValueError
            If the arrays do not fit each other.
        """
        model = cls()
        model.catalogue = catalogue
        model.item_in = read_only(arrays["item_in"])
        model.popularity = read_only(arrays["popularity"])
        n_films, n_factors = model.item_in.shape
        item_out = read_only(arrays["item_out"])
        if item_out.shape == (n_factors, n_films):  # as written before there were more columns
            model.item_out = item_out
        else:
            model.answers = item_out
        fits = model.answers.shape == (n_factors, n_columns(n_films))
        if not fits or len(model.popularity) != n_films:
            raise ValueError(f"the arrays of {cls.name} do not fit each other")
        return model
