"""What is looked at of requests: every request's part in every bin of every feature."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.monitoring.requests import NOBODY, Requests

Floats = NDArray[np.float64]

TITLES: Mapping[str, str] = {
    "popularity": "how well known the favourites are",
    "genres": "genres of the favourites",
    "decades": "decades of the favourites",
    "unknown_films": "favourites that the model knows nothing of",
    "profile_size": "number of favourites",
    "shown_popularity": "how well known the films shown are",
    "score": "score of the list, a favourite",
    "cold": "lists made by popularity although there are favourites",
}
"""Every feature by its name."""

OF_LISTS = ("shown_popularity", "score", "cold")
"""Features of what was answered; those of people the model was trained on tell nothing."""

TENTHS, FIFTHS = 10, 5
FIRST_DECADE, LAST_DECADE = 1950, 2020
SIZES = ("0", "1", "2", "3", "4", "5", "6-9", "10+")
_SIZE_ENDS = np.array([0, 1, 2, 3, 4, 5, 9])


@dataclass(frozen=True)
class Ruler:
    """How a champion's requests are measured: bins that stay as long as it serves.

    Parameters
    ----------
    likes
        Shape (n_films,): how many training people like each film.
    like_edges, shown_edges
        Ascending like counts that part films into about tenths, of the favourites and of the
        films that the reference was shown.
    score_edges
        That part the reference's scores into fifths.
    genres, genre_shares
        Names, and each film's share in each, shape (n_films, n_genres); rows add up to 1.
    decades
        Shape (n_films,): place of each film's decade.
    """

    likes: NDArray[np.int64]
    like_edges: Floats
    shown_edges: Floats
    score_edges: Floats
    genres: tuple[str, ...]
    genre_shares: Floats
    decades: NDArray[np.int64]

    @classmethod
    def of(cls, catalogue: Catalogue, likes: NDArray[np.int64], reference: Requests) -> "Ruler":
        """Bins by a champion's catalogue and by what its reference was shown."""
        held = np.column_stack([catalogue.genre_matrix, ~catalogue.genre_matrix.any(axis=1)])
        years = catalogue.years.astype(np.int64)
        decade = np.clip(years // 10 * 10, FIRST_DECADE, LAST_DECADE)
        shown = reference.shown[reference.shown != NOBODY]
        scores = reference.score[np.isfinite(reference.score)]
        return cls(
            likes=likes,
            like_edges=_edges(reference.likes[reference.likes != NOBODY]),
            shown_edges=_edges(likes[shown]),
            score_edges=_edges(scores, FIFTHS),
            genres=(*catalogue.genres, "none"),
            genre_shares=held / held.sum(axis=1, keepdims=True),
            decades=np.where(years > 0, (decade - FIRST_DECADE) // 10 + 1, 0),
        )

    @property
    def bins(self) -> dict[str, tuple[str, ...]]:
        """Names of the bins of every feature."""
        decades = range(FIRST_DECADE + 10, LAST_DECADE + 1, 10)
        return {
            "popularity": _spans(self.like_edges, "{:.0f}"),
            "genres": self.genres,
            "decades": ("unknown", "before 1960", *(f"{decade}s" for decade in decades)),
            "unknown_films": ("known", "unknown"),
            "profile_size": SIZES,
            "shown_popularity": _spans(self.shown_edges, "{:.0f}"),
            "score": _spans(self.score_edges, "{:.3g}"),
            "cold": ("by the model", "by popularity"),
        }

    def measure(self, requests: Requests) -> dict[str, Floats]:
        """Each request's share in each bin, by feature, shape (n, n_bins).

        A row adds up to 1, or to 0 where the request tells nothing of the feature: so somebody
        with many favourites counts no more than somebody with few.
        """
        people = np.repeat(np.arange(len(requests)), requests.sizes)
        there = requests.favourites != NOBODY
        films, of = requests.favourites[there], people[there]
        n = len(requests)
        learned = requests.likes > 0
        listed = requests.listed & (requests.sizes > 0)
        return {
            "popularity": _parts(
                np.searchsorted(self.like_edges, requests.likes[there], side="right"),
                of,
                (n, len(self.like_edges) + 1),
            ),
            "genres": _weighted(self.genre_shares[films], of, n),
            "decades": _parts(self.decades[films], of, (n, (LAST_DECADE - FIRST_DECADE) // 10 + 2)),
            "unknown_films": _parts((~learned).astype(np.int64), people, (n, 2)),
            "profile_size": np.eye(len(SIZES))[np.searchsorted(_SIZE_ENDS, requests.sizes)],
            "shown_popularity": self._shown(requests),
            "score": _one_hot(
                np.searchsorted(self.score_edges, requests.score, side="right"),
                len(self.score_edges) + 1,
                np.isfinite(requests.score),
            ),
            "cold": _one_hot(requests.cold.astype(np.int64), 2, listed),
        }

    def _shown(self, requests: Requests) -> Floats:
        """Of lists that the model made."""
        made = np.where((requests.cold | (requests.sizes == 0))[:, None], NOBODY, requests.shown)
        of, place = np.nonzero(made != NOBODY)
        likes = self.likes[made[of, place]]
        bins = np.searchsorted(self.shown_edges, likes, side="right")
        return _parts(bins, of, (len(requests), len(self.shown_edges) + 1))


def _edges(values: NDArray[np.int64] | Floats, n_parts: int = TENTHS) -> Floats:
    """Values that part others into about equal parts; fewer where many are equal."""
    if not len(values):
        return np.empty(0)
    lowest = values.min()
    found = np.unique(np.quantile(values, np.arange(1, n_parts) / n_parts, method="nearest"))
    kept: Floats = found[found > lowest].astype(np.float64)
    return kept


def _spans(edges: Floats, form: str) -> tuple[str, ...]:
    ends = [form.format(edge) for edge in edges]
    if not ends:
        return ("all",)
    between = [f"{low} to {high}" for low, high in pairwise(ends)]
    return (f"below {ends[0]}", *between, f"{ends[-1]} and more")


def _parts(bins: NDArray[np.integer], of: NDArray[np.integer], shape: tuple[int, int]) -> Floats:
    """Share of each request's entries in each bin."""
    n, n_bins = shape
    counts = np.bincount(of * n_bins + bins, minlength=n * n_bins).reshape(shape)
    return np.asarray(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1))


def _weighted(weights: Floats, of: NDArray[np.integer], n: int) -> Floats:
    """Mean over each request's entries of their own shares, (n_entries, n_bins)."""
    sums = np.zeros((n, weights.shape[1]))
    np.add.at(sums, of, weights)
    return sums / np.maximum(np.bincount(of, minlength=n), 1)[:, None]


def _one_hot(bins: NDArray[np.integer], n_bins: int, counts: NDArray[np.bool_]) -> Floats:
    hot: Floats = np.eye(n_bins)[np.where(counts, bins, 0)] * counts[:, None]
    return hot
