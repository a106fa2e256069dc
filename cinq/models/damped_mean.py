"""Damped mean: everybody gets the films with the highest ratings, the little-rated held back."""

from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.hyperparameters import DampedMeanSettings
from cinq.models.popularity import popularity_scores
from cinq.models.recommender import Arrays, Profile, read_only, rows_of_picks


class DampedMean:
    """Predicts that everybody rates a film ``(sum + k mean) / (n + k)``, and ranks by it.

    n and sum are of the film's ratings, the mean is that of all ratings and k the damping: with no
    rating it is the mean, with k of them half the film's own. A profile's vector holds 1 if any
    favourite is liked by anybody, else 0.

    Parameters
    ----------
    settings
        ``damping`` k, in ratings.
    """

    name: ClassVar[str] = "damped_mean"
    catalogue: Catalogue

    def __init__(self, settings: DampedMeanSettings | None = None) -> None:
        self.settings = settings or DampedMeanSettings()
        self.means: NDArray[np.float32] = np.empty(0, np.float32)
        self.popularity: NDArray[np.float32] = np.empty(0, np.float32)

    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Add up ratings; the seed is of no effect. Cost: two passes over the ratings."""
        del seed  # nothing here is random
        self.catalogue = catalogue
        ratings, films = interactions.ratings.astype(np.float64), interactions.films
        mean = float(ratings.mean()) if len(ratings) else interactions.scale.low
        counts = np.bincount(films, minlength=interactions.n_films)
        sums = np.bincount(films, ratings, interactions.n_films)
        damping = self.settings.damping
        self.means = read_only(((sums + damping * mean) / (counts + damping)).astype(np.float32))
        self.popularity = read_only(popularity_scores(interactions))
        return self

    def profile(self, picks: Sequence[int]) -> Profile:
        """Whether there is a favourite that anybody likes: nothing else matters here.

        Raises
        ------
        UnknownFilm
            Naming every id that the catalogue lacks.
        """
        return self.profile_of_rows(rows_of_picks(self.catalogue, picks))

    def profile_of_rows(self, rows: NDArray[np.int32]) -> Profile:
        """The same from catalogue rows."""
        return Profile(rows, np.array([self.popularity[rows].any()], np.float32))

    def score(self, profiles: Sequence[Profile]) -> NDArray[np.float32]:
        """Predicted ratings, shape (n_profiles, n_films); popularity for blank profiles."""
        scores = np.empty((len(profiles), len(self.means)), np.float32)
        for place, profile in enumerate(profiles):
            scores[place] = self.popularity if profile.blank else self.means
        return scores

    def shares(self, profile: Profile, films: NDArray[np.int32]) -> NDArray[np.float32]:
        """Shape (n_asked, 0): no favourite has a part in these scores."""
        del profile
        return np.empty((len(films), 0), np.float32)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """``means``, predicted ratings, and ``popularity``, ln(1 + likes); (n_films,), float32."""
        return {"means": self.means, "popularity": self.popularity}

    @classmethod
    def from_arrays(cls, arrays: Arrays, catalogue: Catalogue) -> Self:
        """The model that `arrays` came from; its settings are the defaults, and of no effect."""
        model = cls()
        model.catalogue = catalogue
        model.means = read_only(arrays["means"])
        model.popularity = read_only(arrays["popularity"])
        return model
