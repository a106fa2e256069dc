"""Spectral SVD: ranks films from a few favourites; the model that Cinq serves.

With X the ratings as shares of their scale to the power g (0 where there is none; or, with g = 0,
1 for a like and 0 otherwise), d its row sums, e its column sums and n the likes of a film, a
truncated SVD of ``d^(-a/2) X e^(-b/2)`` gives right vectors V and singular values s (divided by
the first). With

    A = V s^t n^-p        what a favourite says of a person
    B = V s^t n^q         what a film answers to

the score of a film j is the sum of A_i · B_j over the favourites i. It generalises PureSVD
(Cremonesi, Koren and Turrin, 2010) by the normalisation of popular films and busy people (as
EigenRec: Nikolakopoulos and others, 2019), by damping the spectrum, and by grading ratings: that
somebody chose to watch a film says something even where they did not like it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.hyperparameters import SpectralSettings
from cinq.models.film_scores import weighted_sums
from cinq.models.popularity import like_counts, popularity_scores
from cinq.models.recommender import Arrays, Profile, read_only, rows_of_picks
from cinq.models.truncated_svd import truncated_svd

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class SpectralSVD:
    """A sum over favourites in the space of normalised likes.

    Parameters
    ----------
    settings
        ``n_factors`` k (clipped to what the data can carry), ``rating_exponent`` g,
        ``user_exponent`` a, ``item_exponent`` b, ``spectrum_exponent`` t, ``popularity_in`` p,
        ``popularity_out`` q, ``n_power_iterations``.
    """

    name: ClassVar[str] = "spectral_svd"
    catalogue: Catalogue

    def __init__(self, settings: SpectralSettings | None = None) -> None:
        self.settings = settings or SpectralSettings()
        self.item_in: NDArray[np.float32] = np.empty((0, 0), np.float32)
        self.item_out: NDArray[np.float32] = np.empty((0, 0), np.float32)
        self.popularity: NDArray[np.float32] = np.empty(0, np.float32)

    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Decompose the graded ratings; films that nobody likes get zeros.

        Cost: about 10 products of the ratings with n_factors + 32 columns.
        """
        chosen = self.settings
        self.catalogue = catalogue
        self.popularity = read_only(popularity_scores(interactions))
        likes = like_counts(interactions)
        rank = max(1, min(chosen.n_factors, min(interactions.n_users, interactions.n_films) - 1))
        values, vectors = truncated_svd(
            self._normalised(interactions), rank, chosen.n_power_iterations, seed
        )
        damped = np.zeros(rank)
        carried = values > values[0] * 1e-10
        damped[carried] = (values[carried] / values[0]) ** chosen.spectrum_exponent
        directions = vectors * damped * (likes > 0)[:, np.newaxis]
        weights = np.maximum(likes, 1).astype(np.float64)[:, np.newaxis]
        self.item_in = read_only((directions * weights**-chosen.popularity_in).astype(np.float32))
        self.item_out = read_only(
            (directions * weights**chosen.popularity_out).T.astype(np.float32, order="C")
        )
        return self

    def _normalised(self, interactions: Interactions) -> "csr_array":
        """``d^(-a/2) X e^(-b/2)``, shape (n_users, n_films), float64."""
        from scipy.sparse import csr_array  # noqa: PLC0415 - only training needs it

        grades = _grades(interactions, self.settings.rating_exponent)
        said = grades > 0
        users, films, grades = interactions.users[said], interactions.films[said], grades[said]
        of_users = np.bincount(users, grades, interactions.n_users)
        of_films = np.bincount(films, grades, interactions.n_films)
        values = (
            grades
            * of_users[users] ** (-self.settings.user_exponent / 2)
            * of_films[films] ** (-self.settings.item_exponent / 2)
        )
        return csr_array(
            (values, (users, films)), shape=(interactions.n_users, interactions.n_films)
        )

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
        """What was learned, float32.

        ``item_in`` A, shape (n_films, n_factors); ``item_out`` Bᵀ, shape (n_factors, n_films);
        ``popularity`` ln(1 + likes), shape (n_films,).
        """
        return {
            "item_in": self.item_in,
            "item_out": self.item_out,
            "popularity": self.popularity,
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays, catalogue: Catalogue) -> Self:
        """The model that `arrays` came from."""
        model = cls()
        model.catalogue = catalogue
        model.item_in = read_only(arrays["item_in"])
        model.item_out = read_only(arrays["item_out"])
        model.popularity = read_only(arrays["popularity"])
        return model


def _grades(interactions: Interactions, exponent: float) -> NDArray[np.float64]:
    """What each rating counts for, shape (n_ratings,), 0 to 1."""
    if exponent == 0:
        return interactions.liked.astype(np.float64)
    scale = interactions.scale
    shares = (interactions.ratings.astype(np.float64) - scale.low) / (scale.high - scale.low)
    grades: NDArray[np.float64] = np.clip(shares, 0, 1) ** exponent
    return grades
