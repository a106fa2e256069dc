"""Models in which every favourite adds a vector, and every film answers to one."""

from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.models.film_scores import weighted_sums
from cinq.models.recommender import Arrays, Profile, read_only, rows_of_picks


class FactorSumRecommender:
    """What such models share: all but how the factors are learned.

    With A what a film says of those who love it and B what it answers to, the score of film j is
    the sum of A_i · B_j over the favourites i. ``item_in`` is A, shape (n_films, n_factors);
    ``item_out`` is Bᵀ, shape (n_factors, n_films).
    """

    name: ClassVar[str]
    catalogue: Catalogue
    item_in: NDArray[np.float32]
    item_out: NDArray[np.float32]
    popularity: NDArray[np.float32]

    def profile(self, picks: Sequence[int]) -> Profile:
        """The sum of what the favourites say; zeros, a blank profile, if they say nothing.

        Raises
        ------
        UnknownFilm
            Naming every id that the catalogue lacks.
        """
        rows = rows_of_picks(self.catalogue, picks)
        vector = self.item_in[rows].sum(axis=0, dtype=np.float64).astype(np.float32)
        return Profile(rows, vector)

    def score(self, profiles: Sequence[Profile]) -> NDArray[np.float32]:
        """Sums over favourites, shape (n_profiles, n_films); popularity for blank profiles."""
        if not profiles:
            return np.empty((0, len(self.popularity)), np.float32)
        scores = weighted_sums(np.stack([profile.vector for profile in profiles]), self.item_out)
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
        said = self.item_in[profile.picks].astype(np.float64)
        asked = np.ascontiguousarray(self.item_out[:, films].T)
        shares: NDArray[np.float64] = (asked[:, np.newaxis, :] * said).sum(axis=2)
        return shares.astype(np.float32)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """``item_in``, ``item_out``, and ``popularity`` ln(1 + likes), (n_films,); float32."""
        return {
            "item_in": self.item_in,
            "item_out": self.item_out,
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
        model.item_out = read_only(arrays["item_out"])
        model.popularity = read_only(arrays["popularity"])
        n_films = len(model.popularity)
        if len(model.item_in) != n_films or model.item_out.shape != model.item_in.shape[::-1]:
            raise ValueError(f"the arrays of {cls.name} do not fit each other")
        return model
