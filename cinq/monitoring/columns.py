"""Requests as a table of a line each, for reports that other tools make."""

import numpy as np
from numpy.typing import NDArray

from cinq.monitoring.features import Ruler
from cinq.monitoring.requests import NOBODY, Requests

CATEGORICAL = ("main_genre", "answered_by")


def columns(requests: Requests, ruler: Ruler) -> dict[str, NDArray[np.generic]]:
    """One entry a request in each: numbers (NaN where unknown) and names (None where unknown).

    ``median_likes`` and ``shown_median_likes`` count training people who like a film.
    """
    n = len(requests)
    people = np.repeat(np.arange(n), requests.sizes)
    there = requests.favourites != NOBODY
    measured = ruler.measure(requests)
    genres = measured["genres"]
    names = np.array([*ruler.genres, "nothing known"])
    main = np.where(genres.any(axis=1), genres.argmax(axis=1), len(names) - 1)
    source = np.full(n, "the model", object)
    source[requests.cold | (requests.sizes == 0)] = "popularity"
    source[~requests.listed] = None
    shown = np.where(requests.shown == NOBODY, np.nan, ruler.likes[requests.shown])
    return {
        "favourites": requests.sizes.astype(np.float64),
        "median_likes": _medians(requests.likes[there].astype(np.float64), people[there], n),
        "main_genre": names[main].astype(object),
        "unknown_share": _filled(measured["unknown_films"][:, 1], requests.sizes > 0),
        "shown_median_likes": _medians(
            shown[np.isfinite(shown)], np.nonzero(np.isfinite(shown))[0], n
        ),
        "score": requests.score,
        "answered_by": source,
    }


def _filled(values: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.where(known, values, np.nan)


def _medians(values: NDArray[np.float64], of: NDArray[np.integer], n: int) -> NDArray[np.float64]:
    """Median of each request's values, shape (n,); `of` ascends."""
    found = np.full(n, np.nan)
    starts = np.searchsorted(of, np.arange(n + 1))
    for place in np.flatnonzero(np.diff(starts)).tolist():
        found[place] = np.median(values[starts[place] : starts[place + 1]])
    return found
