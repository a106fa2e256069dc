"""iALS: factors of people and films by alternating least squares over likes and all else.

Every person and every film is a pair, 1 if the person likes the film and 0 if not. With X the
factors of people and Y those of films,

    sum over all pairs of c (1[liked] - x_u · y_i)² + λ (sum of d_u^e |x_u|² + sum of n_i^e |y_i|²)

is minimised, c being 1 + w for likes and 1 for the rest, d the likes of a person and n those of a
film (Hu, Koren and Volinsky, 2008; the exponent e as Rendle and others, 2022).

A newcomer is folded in with c = 1 throughout and a regularisation r of its own:
``x = (YᵀY + r m I)⁻¹`` times the sum of y over the favourites, where m is the mean eigenvalue of
YᵀY. Five favourites call for far more regularisation than the many likes trained on, and under it
w hardly changes a list. Without w the inverse is the same for everybody, so that the score is a sum
over favourites, each with a fixed share.
"""

from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.errors import ModelError
from cinq.hyperparameters import IALSSettings
from cinq.models.compiled import Compiled
from cinq.models.factor_sums import FactorSumRecommender
from cinq.models.pair_sums import PairSums
from cinq.models.popularity import popularity_scores
from cinq.models.recommender import read_only

Floats = NDArray[np.float64]

FIRST_SPREAD = 0.1
"""Standard deviation of the length of the films' first factors."""


def _solve_rows(  # noqa: C901 - one loop for numba, of which no part can be called
    gram: Floats,
    factors: Floats,
    starts: NDArray[np.int64],
    others: NDArray[np.int32],
    weight: float,
    penalties: Floats,
    solved: Floats,
) -> None:
    """Every row's least squares against the fixed factors of the other side, by elimination."""
    n = gram.shape[0]
    system = np.empty((n, n))
    for row in range(solved.shape[0]):
        solution = solved[row]
        solution[:] = 0
        if starts[row] == starts[row + 1]:
            continue
        system[:] = gram
        for place in range(starts[row], starts[row + 1]):
            other = factors[others[place]]
            for i in range(n):
                times = weight * other[i]
                for c in range(i, n):
                    system[i, c] += times * other[c]
                solution[i] += (1 + weight) * other[i]
        for i in range(n):
            system[i, i] += penalties[row]
        for i in range(n):
            for j in range(i + 1, n):
                times = system[i, j] / system[i, i]
                for c in range(j, n):
                    system[j, c] -= times * system[i, c]
                solution[j] -= times * solution[i]
        for i in range(n - 1, -1, -1):
            for c in range(i + 1, n):
                solution[i] -= system[i, c] * solution[c]
            solution[i] /= system[i, i]


_MATRIX, _VECTOR = "float64[:, ::1]", "Array({}, 1, 'C', readonly=True)"

solve_rows = Compiled(
    f"void({_MATRIX}, {_MATRIX}, {_VECTOR.format('int64')}, {_VECTOR.format('int32')}, float64, "
    f"{_VECTOR.format('float64')}, {_MATRIX})",
    _solve_rows,
)


class IALS(FactorSumRecommender):
    """A sum over favourites in the space of the films' factors.

    Here ``item_in`` is ``Y (YᵀY + r m I)⁻¹`` and ``item_out`` is Yᵀ.

    Parameters
    ----------
    settings
        ``n_factors``, ``n_epochs``, ``weight`` w, ``regularization`` λ,
        ``regularization_exponent`` e, ``fold_in_regularization`` r.
    """

    name: ClassVar[str] = "ials"

    def __init__(self, settings: IALSSettings | None = None) -> None:
        self.settings = settings or IALSSettings()

    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Solve for people and films in turn; films that nobody likes get zeros.

        Cost per epoch, in multiply-adds: n_factors² for every like, and n_factors³ / 3 for every
        person and film; float64.

        Raises
        ------
        ModelError
            If a system cannot be solved: the regularisation is too low.
        """
        self.catalogue = catalogue
        self.popularity = read_only(popularity_scores(interactions))
        factors = self._film_factors(interactions, seed)
        gram = factors.T @ factors
        unit = max(float(np.trace(gram)) / len(gram), np.finfo(np.float64).tiny)
        ridge = self.settings.fold_in_regularization * unit * np.eye(len(gram))
        self.item_in = read_only(np.linalg.solve(gram + ridge, factors.T).T.astype(np.float32))
        self.item_out = read_only(factors.T.astype(np.float32, order="C"))
        return self

    def _film_factors(self, interactions: Interactions, seed: int) -> Floats:
        """Y, shape (n_films, n_factors), after ``n_epochs`` rounds."""
        users = interactions.users[interactions.liked]
        films = interactions.films[interactions.liked]
        pairs = PairSums.of(users, films, interactions.n_users, interactions.n_films)
        width = self.settings.n_factors
        spread = FIRST_SPREAD / np.sqrt(width)
        random = np.random.default_rng(seed % 2**32)
        y: Floats = spread * random.standard_normal((pairs.n_films, width))
        x = np.empty((interactions.n_users, width))
        for _ in range(self.settings.n_epochs):
            self._solve(y, pairs.user_starts, pairs.films, x)
            self._solve(x, pairs.film_starts, pairs.users, y)
        if not np.isfinite(y).all():
            raise ModelError("iALS cannot be solved: raise training.ials.regularization")
        return y

    def _solve(
        self,
        factors: Floats,
        starts: NDArray[np.int64],
        others: NDArray[np.int32],
        solved: Floats,
    ) -> None:
        """Fill ``solved`` with the rows that fit best to the other side's ``factors``."""
        chosen = self.settings
        likes: Floats = np.maximum(np.diff(starts), 1).astype(np.float64)
        penalties = chosen.regularization * likes**chosen.regularization_exponent
        gram = np.ascontiguousarray(factors.T @ factors)
        solve_rows(gram, factors, starts, others, chosen.weight, penalties, solved)
