"""Content: films that resemble the favourites, by what the catalogue says of them.

With F the features of `cinq.models.film_features` and n the likes of a film, the score of a film j
is the sum over the favourites i of ``(F_i · F_j) n_j^q``. With q = 0 it is plain resemblance, which
knows nothing of what people watch; the popularity tells, of equally alike films, the one that
somebody is more likely to know. Films that nobody has rated are answered too.
"""

from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.hyperparameters import ContentSettings
from cinq.models.feature_rows import FeatureRows, checked
from cinq.models.film_features import film_features
from cinq.models.popularity import like_counts, popularity_scores
from cinq.models.recommender import Arrays, Profile, read_only, rows_of_picks


class Content:
    """A sum over favourites in the space of what is said of films.

    Parameters
    ----------
    settings
        The blocks' weights, and ``popularity_out`` q.
    """

    name: ClassVar[str] = "content"
    catalogue: Catalogue

    def __init__(self, settings: ContentSettings | None = None) -> None:
        self.settings = settings or ContentSettings()
        self.rows = FeatureRows(
            np.zeros(1, np.int64), np.empty(0, np.int32), np.empty(0, np.float32)
        )
        self.film_weights: NDArray[np.float32] = np.empty(0, np.float32)
        self.popularity: NDArray[np.float32] = np.empty(0, np.float32)

    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Read the catalogue, and count likes; the seed is of no effect.

        Cost: one pass over films' facts and ratings.
        """
        del seed  # nothing here is random
        self.catalogue = catalogue
        self.popularity = read_only(popularity_scores(interactions))
        rows = film_features(catalogue, self.settings)
        self.rows = FeatureRows(
            read_only(rows.indptr.astype(np.int64)),
            read_only(rows.indices.astype(np.int32)),
            read_only(rows.data.astype(np.float32)),
        )
        likes = np.maximum(like_counts(interactions), 1).astype(np.float64)
        self.film_weights = read_only((likes**self.settings.popularity_out).astype(np.float32))
        return self

    def profile(self, picks: Sequence[int]) -> Profile:
        """The sum of the favourites' features; blank if nothing is known of them.

        Raises
        ------
        UnknownFilm
            Naming every id that the catalogue lacks.
        """
        return self.profile_of_rows(rows_of_picks(self.catalogue, picks))

    def profile_of_rows(self, rows: NDArray[np.int32]) -> Profile:
        """The same from catalogue rows."""
        return Profile(rows, self.rows.sum_of(rows))

    def score(self, profiles: Sequence[Profile]) -> NDArray[np.float32]:
        """Sums over favourites, shape (n_profiles, n_films); popularity for blank profiles."""
        scores = np.empty((len(profiles), len(self.popularity)), np.float32)
        for place, profile in enumerate(profiles):
            if profile.blank:
                scores[place] = self.popularity
            else:
                self.rows.products(np.ascontiguousarray(profile.vector), scores[place])
                scores[place] *= self.film_weights
        return scores

    def shares(self, profile: Profile, films: NDArray[np.int32]) -> NDArray[np.float32]:
        """(F_i · F_j) n_j^q for asked film j and pick i, shape (n_asked, n_picks).

        Rows sum to the score up to float32 rounding. Blank profiles give shape (n_asked, 0).
        """
        if profile.blank:
            return np.empty((len(films), 0), np.float32)
        return self.rows.pairs(films, profile.picks, self.film_weights)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """What was learned.

        The features as sparse rows: film ``j`` has ``features[starts[j]:starts[j + 1]]``, int32,
        with ``values`` of equal shape, float32; ``starts`` int64, shape (n_films + 1,).
        ``film_weights`` n^q and ``popularity`` ln(1 + likes), shape (n_films,), float32.
        """
        return {
            "starts": self.rows.starts,
            "features": self.rows.features,
            "values": self.rows.values,
            "film_weights": self.film_weights,
            "popularity": self.popularity,
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays, catalogue: Catalogue) -> Self:
        """The model that `arrays` came from.

        Raises
        ------
        ValueError
            If the arrays do not fit each other.
        """
        model = cls()
        model.catalogue = catalogue
        model.film_weights = read_only(arrays["film_weights"])
        model.popularity = read_only(arrays["popularity"])
        n_films = len(model.popularity)
        if len(model.film_weights) != n_films:
            raise ValueError("the weights of films are damaged")
        model.rows = checked(arrays["starts"], arrays["features"], arrays["values"], n_films)
        return model
