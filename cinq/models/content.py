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
from cinq.models.compiled import Compiled
from cinq.models.film_features import film_features
from cinq.models.popularity import like_counts, popularity_scores
from cinq.models.recommender import Arrays, Profile, read_only, rows_of_picks


def _resemblance(
    starts: NDArray[np.int64],
    features: NDArray[np.int32],
    values: NDArray[np.float32],
    person: NDArray[np.float32],
    sums: NDArray[np.float32],
) -> None:
    """Product of every film's sparse row with a dense person, summed in the row's order."""
    for film in range(len(sums)):
        total = np.float32(0)
        for place in range(starts[film], starts[film + 1]):
            total += values[place] * person[features[place]]
        sums[film] = total


_VECTOR = "Array({}, 1, 'C', readonly=True)"

resemblance = Compiled(
    f"void({_VECTOR.format('int64')}, {_VECTOR.format('int32')}, {_VECTOR.format('float32')}, "
    f"{_VECTOR.format('float32')}, float32[::1])",
    _resemblance,
)


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
        self.starts: NDArray[np.int64] = np.zeros(1, np.int64)
        self.features: NDArray[np.int32] = np.empty(0, np.int32)
        self.values: NDArray[np.float32] = np.empty(0, np.float32)
        self.n_features = 0
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
        self.starts = read_only(rows.indptr.astype(np.int64))
        self.features = read_only(rows.indices.astype(np.int32))
        self.values = read_only(rows.data.astype(np.float32))
        self.n_features = int(self.features.max(initial=-1)) + 1
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
        rows = rows_of_picks(self.catalogue, picks)
        vector = np.zeros(self.n_features, np.float64)
        for row in rows:
            vector += self._features_of(row)
        return Profile(rows, vector.astype(np.float32))

    def score(self, profiles: Sequence[Profile]) -> NDArray[np.float32]:
        """Sums over favourites, shape (n_profiles, n_films); popularity for blank profiles."""
        scores = np.empty((len(profiles), len(self.popularity)), np.float32)
        for place, profile in enumerate(profiles):
            if profile.blank:
                scores[place] = self.popularity
            else:
                resemblance(
                    self.starts,
                    self.features,
                    self.values,
                    read_only(profile.vector),
                    scores[place],
                )
                scores[place] *= self.film_weights
        return scores

    def shares(self, profile: Profile, films: NDArray[np.int32]) -> NDArray[np.float32]:
        """(F_i · F_j) n_j^q for asked film j and pick i, shape (n_asked, n_picks).

        Rows sum to the score up to float32 rounding. Blank profiles give shape (n_asked, 0).
        """
        if profile.blank:
            return np.empty((len(films), 0), np.float32)
        rows = [self._row(film) for film in films]
        features = np.concatenate([self.features[:0], *(self.features[row] for row in rows)])
        values = np.concatenate([self.values[:0], *(self.values[row] for row in rows)])
        asked = np.repeat(np.arange(len(films)), [row.stop - row.start for row in rows])
        shares = np.empty((len(films), len(profile.picks)), np.float64)
        for place, pick in enumerate(profile.picks):
            products = values * self._features_of(pick)[features]
            shares[:, place] = np.bincount(asked, products, len(films))
        return (shares * self.film_weights[films, np.newaxis]).astype(np.float32)

    def _row(self, film: np.int32) -> slice:
        return slice(int(self.starts[film]), int(self.starts[film + 1]))

    def _features_of(self, film: np.int32) -> NDArray[np.float64]:
        """One film's features, dense, shape (n_features,)."""
        row = self._row(film)
        features = np.zeros(self.n_features)
        features[self.features[row]] = self.values[row]
        return features

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """What was learned.

        The features as sparse rows: film ``j`` has ``features[starts[j]:starts[j + 1]]``, int32,
        with ``values`` of equal shape, float32; ``starts`` int64, shape (n_films + 1,).
        ``film_weights`` n^q and ``popularity`` ln(1 + likes), shape (n_films,), float32.
        """
        return {
            "starts": self.starts,
            "features": self.features,
            "values": self.values,
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
        model.starts = read_only(arrays["starts"])
        model.features = read_only(arrays["features"])
        model.values = read_only(arrays["values"])
        model.n_features = int(model.features.max(initial=-1)) + 1
        model.film_weights = read_only(arrays["film_weights"])
        model.popularity = read_only(arrays["popularity"])
        model._check()
        return model

    def _check(self) -> None:
        """The compiled loop looks at no bounds, so arrays are looked at before it."""
        fits = (
            len(self.starts) == len(self.film_weights) + 1 == len(self.popularity) + 1
            and self.starts[0] == 0
            and bool((np.diff(self.starts) >= 0).all())
            and self.starts[-1] == len(self.features) == len(self.values)
            and int(self.features.min(initial=0)) >= 0
        )
        if not fits:
            raise ValueError("the features of films are damaged")
