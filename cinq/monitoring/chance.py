"""How far chance alone carries a window: thresholds from quiet windows made of the reference.

A quiet window of n requests is n draws from the reference, and it is compared with another sample
of as many people as the reference has, drawn with replacement. So the distance holds both what a
window of this size and what a reference of this size owe to chance, and the bias of PSI with it;
requests of one person stay together. From many such pairs comes one level for all distances of all
features together, the one at which `alarm_rate` of the quiet windows pass any threshold (the
single-step min-p of Westfall and Young, Resampling-based multiple testing, 1993).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cinq.monitoring.distances import Floats, jensen_shannon, psi, shares

AT_ONCE = 4_000_000
"""Draws held in memory together."""


@dataclass(frozen=True)
class Measured:
    """Features of requests that hang together by person.

    Parameters
    ----------
    people
        Shape (n,): whose each request is.
    features
        By name, shape (n, n_bins): see `cinq.monitoring.features.Ruler.measure`.
    """

    people: NDArray[np.int64]
    features: Mapping[str, Floats]

    def telling(self, name: str) -> NDArray[np.bool_]:
        """Which requests tell something of a feature, shape (n,)."""
        return np.asarray(self.features[name].any(axis=1))

    def take(self, rows: NDArray[np.integer] | NDArray[np.bool_]) -> "Measured":
        """Some of the requests."""
        parts = {name: of[rows] for name, of in self.features.items()}
        return Measured(self.people[rows], parts)

    def only(self, names: tuple[str, ...]) -> "Measured":
        """Some of the features."""
        return Measured(self.people, {name: self.features[name] for name in names})


@dataclass(frozen=True)
class Quiet:
    """Distances of quiet windows from their references, shape (resamples,) each, by feature."""

    psi: Mapping[str, Floats]
    js: Mapping[str, Floats]

    def __or__(self, other: "Quiet") -> "Quiet":
        """Those of other features as well."""
        return Quiet({**self.psi, **other.psi}, {**self.js, **other.js})

    def level_of(self, rate: float) -> float:
        """The level of every single distance at which `rate` of the windows pass any."""
        columns = np.stack([*self.psi.values(), *self.js.values()], axis=1)
        n = len(columns)
        ranks = np.empty(columns.shape)
        for place, column in enumerate(columns.T):
            ranks[:, place] = (n - np.searchsorted(np.sort(column), column)) / n
        return float(np.quantile(ranks.min(axis=1), rate, method="lower"))


def quiet(reference: Measured, n_current: int, resamples: int, seed: int) -> Quiet:
    """Distances of so many quiet windows.

    Parameters
    ----------
    reference
        Every request of it counts as a window's; its people are what references are made of.
    n_current
        Requests in the window that is to be compared.
    resamples
        How many. Cost: some 3 s for 4,000 of 5,000 requests and 70 bins.
    seed
        Of the draws.
    """
    random = np.random.default_rng([seed, n_current])
    names = tuple(reference.features)
    ends = np.cumsum([0, *(reference.features[name].shape[1] for name in names)])
    table = np.concatenate([reference.features[name] for name in names], axis=1)
    _, person = np.unique(reference.people, return_inverse=True)
    n_people = int(person.max()) + 1
    of_person = np.zeros((n_people, table.shape[1]))
    np.add.at(of_person, person, table)
    found_psi, found_js = np.empty((2, len(names), resamples))
    block = max(1, AT_ONCE // max(n_current, len(table)))
    for start in range(0, resamples, block):
        part = slice(start, min(start + block, resamples))
        n_draws = part.stop - part.start
        windows = drawn(random, len(table), n_current, n_draws) @ table
        references = drawn(random, n_people, n_people, n_draws) @ of_person
        for place in range(len(names)):
            own = slice(ends[place], ends[place + 1])
            p, q = shares(windows[:, own]), shares(references[:, own])
            found_psi[place, part], found_js[place, part] = psi(p, q), jensen_shannon(p, q)
    return Quiet(dict(zip(names, found_psi, strict=True)), dict(zip(names, found_js, strict=True)))


def drawn(random: np.random.Generator, n: int, size: int, times: int) -> Floats:
    """How often each of `n` is drawn when `size` are, with replacement, shape (times, n)."""
    places = random.integers(0, n, (times, size)) + np.arange(times)[:, None] * n
    return np.bincount(places.ravel(), minlength=times * n).reshape(times, n).astype(np.float64)
