"""Films as sparse rows of features, and their products with a person: loops that numba compiles.

Whichever way a product is summed up, it runs over a film's features in ascending order in single
precision, so that all ways give the same bits.
"""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cinq.models.compiled import Compiled
from cinq.models.recommender import read_only

DENSE_FROM = 0.05
"""From which share of films on a feature may be a dense column, which is added up faster."""

DENSE_BYTES = 1_000_000
"""How much all such columns may take: what stays in a processor's own cache."""

Array = NDArray[np.generic]
Places = NDArray[np.int64]
Rows = NDArray[np.int32]
Floats = NDArray[np.float32]


def _resemblance(
    starts: Places, features: Rows, values: Floats, person: Floats, sums: Floats
) -> None:
    """Product of every film's sparse row with a dense person, film by film."""
    for film in range(len(sums)):
        total = np.float32(0)
        for place in range(starts[film], starts[film + 1]):
            total += values[place] * person[features[place]]
        sums[film] = total


def _added(
    starts: Places,
    films: Rows,
    values: Floats,
    columns: Rows,
    dense: Floats,
    person: Floats,
    sums: Floats,
) -> None:
    """The same products, feature by feature: only those that the person has are looked at.

    Features of many films are columns of ``dense``; adding a zero changes no sum.
    """
    sums[:] = 0
    for feature in range(len(person)):
        weight = person[feature]
        if weight == 0:
            continue
        if columns[feature] >= 0:
            column = dense[columns[feature]]
            for film in range(len(sums)):
                sums[film] += column[film] * weight
        else:
            for place in range(starts[feature], starts[feature + 1]):
                sums[films[place]] += values[place] * weight


def _gathered(
    starts: Places, features: Rows, values: Floats, rows: Rows, n_features: int
) -> Floats:
    """Sum of some films' rows, dense."""
    total = np.zeros(n_features, np.float64)
    for row in rows:
        for place in range(starts[row], starts[row + 1]):
            total[features[place]] += values[place]
    return total.astype(np.float32)


def _paired(
    starts: Places,
    features: Rows,
    values: Floats,
    films: Rows,
    picks: Rows,
    weights: Floats,
    n_features: int,
) -> Floats:
    """Product of every film's row with every pick's, times the film's weight."""
    products = np.empty((len(films), len(picks)), np.float32)
    pick = np.zeros(n_features, np.float64)
    for column in range(len(picks)):
        own = range(starts[picks[column]], starts[picks[column] + 1])
        for place in own:
            pick[features[place]] = values[place]
        for row in range(len(films)):
            total = 0.0
            for place in range(starts[films[row]], starts[films[row] + 1]):
                total += values[place] * pick[features[place]]
            products[row, column] = total * weights[films[row]]
        for place in own:
            pick[features[place]] = 0
    return products


_VECTOR = "Array({}, 1, 'C', readonly=True)"
_SPARSE = ", ".join(_VECTOR.format(of) for of in ("int64", "int32", "float32"))
_FILMS, _PERSON = _VECTOR.format("int32"), _VECTOR.format("float32")

resemblance = Compiled(f"void({_SPARSE}, {_PERSON}, float32[::1])", _resemblance)
added = Compiled(
    f"void({_SPARSE}, {_FILMS}, Array(float32, 2, 'C', readonly=True), {_PERSON}, float32[::1])",
    _added,
)
gathered = Compiled(f"float32[::1]({_SPARSE}, {_FILMS}, int64)", _gathered)
paired = Compiled(f"float32[:, ::1]({_SPARSE}, {_FILMS}, {_FILMS}, {_PERSON}, int64)", _paired)


class FeatureRows:
    """Sparse rows of films; may be shared by threads.

    Parameters
    ----------
    starts
        Shape (n_films + 1,), int64: film ``j`` has entries ``starts[j]:starts[j + 1]``.
    features, values
        Shape (n_entries,), int32, ascending within a film, and float32.
    """

    def __init__(self, starts: Places, features: Rows, values: Floats) -> None:
        self.starts, self.features, self.values = starts, features, values
        self.n_features = int(features.max(initial=-1)) + 1

    @cached_property
    def _by_feature(self) -> tuple[Places, Rows, Floats, Rows, Floats]:
        """The entries feature by feature, films ascending, and dense columns of the commonest.

        As large as the rows themselves, and `DENSE_BYTES` at most.
        """
        order = np.argsort(self.features, kind="stable")
        counts = np.bincount(self.features, minlength=self.n_features)
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]).astype(np.int64)
        n_films = len(self.starts) - 1
        of_film = np.repeat(np.arange(n_films, dtype=np.int32), np.diff(self.starts))
        films, values = of_film[order], self.values[order]
        common = np.argsort(-counts, kind="stable")[: DENSE_BYTES // max(4 * n_films, 1)]
        common = common[counts[common] >= n_films * DENSE_FROM]
        columns = np.full(self.n_features, -1, np.int32)
        columns[common] = np.arange(len(common), dtype=np.int32)
        dense = np.zeros((len(common), n_films), np.float32)
        for column, feature in enumerate(common.tolist()):
            own = slice(int(starts[feature]), int(starts[feature + 1]))
            dense[column, films[own]] = values[own]
        return starts, films, values, columns, dense

    def sum_of(self, rows: Rows) -> Floats:
        """Sum of these films' features, dense, shape (n_features,)."""
        return gathered(self.starts, self.features, self.values, rows, self.n_features)

    def products(self, person: Floats, sums: Floats) -> None:
        """Product of every film with a dense person, into ``sums`` (n_films,).

        Cost: one pass over the films of the features that the person has.
        """
        added(*self._by_feature, person, sums)

    def pairs(self, films: Rows, picks: Rows, weights: Floats) -> Floats:
        """Product of asked films with picks, times the film's weight; (n_asked, n_picks).

        Parameters
        ----------
        weights
            Shape (n_films,): of every film.
        """
        return paired(
            self.starts, self.features, self.values, films, picks, weights, self.n_features
        )


def checked(starts: Array, features: Array, values: Array, n_films: int) -> FeatureRows:
    """Rows of arrays that may be damaged; the compiled loops look at no bounds.

    Raises
    ------
    ValueError
        If the arrays do not fit each other.
    """
    rows = FeatureRows(read_only(starts), read_only(features), read_only(values))
    fits = (
        len(starts) == n_films + 1
        and rows.starts[0] == 0
        and bool((np.diff(rows.starts) >= 0).all())
        and rows.starts[-1] == len(features) == len(values)
        and int(rows.features.min(initial=0)) >= 0
    )
    if not fits:
        raise ValueError("the features of films are damaged")
    return rows
