"""How sure a figure is: bootstrap intervals over people.

People, not cases, are drawn with replacement (Efron and Tibshirani, 1993, percentile method): the
cases of one person hang together, and counted one by one would make every interval too narrow.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from cinq.metrics.shapes import same_length

ENTRIES_AT_ONCE = 2_000_000
"""Drawn people held in memory together: bounds it to some 50 MB."""


class Interval(BaseModel):
    """A figure with the ends of its confidence interval."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    estimate: float
    low: float
    high: float


def person_means(values: NDArray[np.floating], people: NDArray[np.integer]) -> NDArray[np.float64]:
    """Mean over each person's cases, shape (n_people,), in ascending order of person.

    Parameters
    ----------
    values
        Shape (n_cases,).
    people
        Shape (n_cases,): who each case is of; any integers.
    """
    same_length(values, people)
    _, place, counts = np.unique(people, return_inverse=True, return_counts=True)
    return np.asarray(np.bincount(place, weights=values, minlength=len(counts)) / counts)


def intervals(
    figures: Mapping[str, NDArray[np.floating]], samples: int, confidence: float, seed: int
) -> dict[str, Interval]:
    """Intervals of several means, over the same draws of people.

    Parameters
    ----------
    figures
        By name, shape (n_people,) each: one value a person, people in the same order everywhere.
    samples
        How often people are drawn.
    confidence
        Share of the draws that the interval holds, such as .95.
    seed
        Of the draws; the same seed and number of people give the same draws.

    Returns
    -------
    dict
        An `Interval` by name. Cost: samples · n_people draws, some 15 ns each for any number of
        figures; memory is bounded.

    Raises
    ------
    ValueError
        If there is nobody, or the figures are of different people.
    """
    columns = [np.asarray(figure, np.float64) for figure in figures.values()]
    for column in columns:
        same_length(columns[0], column)
    if not columns:
        return {}
    table = np.stack(columns, axis=1)
    centres = table.mean(axis=0)
    means = _resampled(table - centres, samples, seed)
    tail = (1 - confidence) / 2
    low, high = np.quantile(means, [tail, 1 - tail], axis=0) + centres
    return {
        name: Interval(estimate=float(centres[at]), low=float(low[at]), high=float(high[at]))
        for at, name in enumerate(figures)
    }


def interval(values: NDArray[np.floating], samples: int, confidence: float, seed: int) -> Interval:
    """`intervals` of one figure, shape (n_people,)."""
    return intervals({"figure": values}, samples, confidence, seed)["figure"]


def paired_difference(
    challenger: NDArray[np.floating],
    other: NDArray[np.floating],
    samples: int,
    confidence: float,
    seed: int,
) -> Interval:
    """Interval of the mean of challenger - other over the same people, shape (n_people,) each.

    Far narrower than the difference of two intervals: what is easy or hard about a person falls
    out.
    """
    same_length(challenger, other)
    difference = challenger.astype(np.float64) - other
    return interval(difference, samples, confidence, seed)


def _resampled(table: NDArray[np.float64], samples: int, seed: int) -> NDArray[np.float64]:
    """Means of `table` (n_people, n_figures) over drawn people, shape (samples, n_figures)."""
    n_people = len(table)
    random = np.random.default_rng(seed % 2**32)
    block = max(1, ENTRIES_AT_ONCE // n_people)
    means = np.empty((samples, table.shape[1]))
    for start in range(0, samples, block):
        n_draws = min(block, samples - start)
        drawn = random.integers(0, n_people, (n_draws, n_people), dtype=np.int32)
        places = drawn + np.arange(n_draws, dtype=np.int64)[:, np.newaxis] * n_people
        times = np.bincount(places.ravel(), minlength=n_draws * n_people)
        means[start : start + n_draws] = times.reshape(n_draws, n_people) @ table / n_people
    return means
