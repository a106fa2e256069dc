"""Popularity: everybody gets the films that most people like."""

from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.models.recommender import Arrays, Profile, read_only, rows_of_picks


def like_counts(interactions: Interactions) -> NDArray[np.int64]:
    """How many people like each film, shape (n_films,)."""
    return np.bincount(interactions.films[interactions.liked], minlength=interactions.n_films)


def popularity_scores(interactions: Interactions) -> NDArray[np.float32]:
    """ln(1 + likes) of each film, shape (n_films,): the order of like counts, damped."""
    return np.log1p(like_counts(interactions)).astype(np.float32)


class Popularity:
    """Scores films by ln(1 + number of likes), whoever asks.

    The baseline of the gate, and the list for people of whom nothing is known.
    """

    name: ClassVar[str] = "popularity"
    catalogue: Catalogue

    def __init__(self) -> None:
        self.scores: NDArray[np.float32] = np.empty(0, np.float32)

    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Count likes; the seed is of no effect. Cost: one pass over the ratings."""
        del seed  # nothing here is random
        self.catalogue = catalogue
        self.scores = read_only(popularity_scores(interactions))
        return self

    def profile(self, picks: Sequence[int]) -> Profile:
        """The picks alone: every profile is blank here.

        Raises
        ------
        UnknownFilm
            Naming every id that the catalogue lacks.
        """
        return self.profile_of_rows(rows_of_picks(self.catalogue, picks))

    def profile_of_rows(self, rows: NDArray[np.int32]) -> Profile:
        """The same from catalogue rows."""
        return Profile(rows, np.empty(0, np.float32))

    def score(self, profiles: Sequence[Profile]) -> NDArray[np.float32]:
        """The same row for everybody, shape (n_profiles, n_films)."""
        return np.tile(self.scores, (len(profiles), 1))

    def shares(self, profile: Profile, films: NDArray[np.int32]) -> NDArray[np.float32]:
        """Shape (n_asked, 0): no favourite has a part in these scores."""
        del profile
        return np.empty((len(films), 0), np.float32)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """``popularity``: shape (n_films,), float32, ln(1 + likes)."""
        return {"popularity": self.scores}

    @classmethod
    def from_arrays(cls, arrays: Arrays, catalogue: Catalogue) -> Self:
        """The model that `arrays` came from."""
        model = cls()
        model.catalogue = catalogue
        model.scores = read_only(arrays["popularity"])
        return model
