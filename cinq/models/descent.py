"""Stochastic gradient descent for the rating SVD, over flat arrays.

The update rule is that of scikit-surprise's ``SVD``: with ``e`` the error of one rating, learning
rate η and penalty λ,

    b_u += η (e - λ b_u)        b_i += η (e - λ b_i)
    p_u += η (e q_i - λ p_u)    q_i += η (e p_u - λ q_i)

for every rating in turn, epoch after epoch. *Exactly* means Surprise's own random start, visiting
order and float64: the very numbers that it learns. Otherwise float32 in blocks: users and films
are each cut into parts, and blocks that share neither a user nor a film are descended at once
(Gemulla and others: Large-Scale Matrix Factorization with Distributed SGD, 2011). No two threads
write the same row, so the result hangs on the seed and the number of parts alone, not on threads.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cinq.data.progress import Progress, silent
from cinq.hyperparameters import RatingSettings
from cinq.models.cache_lines import from_a_line
from cinq.models.descent_loops import descend_block, descend_exactly, hand_out

INITIAL_DEVIATION = 0.1
"""Of the factors' random start, as in Surprise."""

LANES = 8
"""Fast factors are padded with zeros, which stay zeros, to a multiple of this."""

ROWS_AT_ONCE = 10_000
"""So many rows are drawn at once at the start."""

COLUMN_BYTES = 6_000_000
"""Films' factors of one column at most: what is read at random should lie in a core's caches."""


@dataclass(frozen=True)
class Ratings:
    """Ratings sorted by user, users and films numbered from 0 without gaps.

    Parameters
    ----------
    indptr
        Shape (n_users + 1,), int64: user ``u`` holds ratings ``indptr[u]:indptr[u + 1]``.
    films
        Shape (n_ratings,), int32.
    values
        Shape (n_ratings,), float64 or float32.
    n_films
        How many films there are.
    """

    indptr: NDArray[np.int64]
    films: NDArray[np.int32]
    values: NDArray[Any]
    n_films: int

    @property
    def n_users(self) -> int:
        """How many users there are."""
        return len(self.indptr) - 1


@dataclass(frozen=True)
class Learned:
    """Biases (n,) and factors (n, n_factors) of users and films, and the mean they stand on."""

    mean: float
    user_bias: NDArray[Any]
    user_factors: NDArray[Any]
    item_bias: NDArray[Any]
    item_factors: NDArray[Any]


def descend(
    ratings: Ratings,
    settings: RatingSettings,
    seed: int,
    progress: Progress = silent,
    *,
    biased: bool = True,
) -> Learned:
    """Learn biases and factors.

    Parameters
    ----------
    ratings
        On a span of 4.5, the one the hyper-parameters are meant for; at least one.
    settings
        ``n_factors``, ``n_epochs``, ``learning_rate``, ``regularization``; ``exact`` and
        ``n_blocks`` choose between the two ways.
    seed
        Of the random start.
    progress
        Is told each epoch.
    biased
        Whether there are mean and biases, or factors alone.

    Returns
    -------
    Learned
        float64 if exact, else float32. Cost with 100 factors: 30 ns per rating and epoch in one
        thread, twice that if exact; 12 bytes per rating beside `ratings`.
    """
    way = _exactly if settings.exact else _in_blocks
    return way(ratings, settings, seed, progress, biased)


def _exactly(
    ratings: Ratings, settings: RatingSettings, seed: int, progress: Progress, biased: bool
) -> Learned:
    random = np.random.RandomState(seed % 2**32)
    shape = (settings.n_factors,)
    user_factors = random.normal(0.0, INITIAL_DEVIATION, (ratings.n_users, *shape))
    item_factors = random.normal(0.0, INITIAL_DEVIATION, (ratings.n_films, *shape))
    values = ratings.values.astype(np.float64)
    mean = float(values.mean()) if biased else 0.0
    learned = Learned(
        mean, np.zeros(ratings.n_users), user_factors, np.zeros(ratings.n_films), item_factors
    )
    for epoch in range(settings.n_epochs):
        progress("descending exactly as Surprise", epoch / settings.n_epochs)
        descend_exactly(
            ratings.indptr,
            ratings.films,
            values,
            mean,
            settings.learning_rate,
            settings.regularization,
            biased,
            learned.user_bias,
            learned.item_bias,
            user_factors,
            item_factors,
        )
    return learned


def _in_blocks(
    ratings: Ratings, settings: RatingSettings, seed: int, progress: Progress, biased: bool
) -> Learned:
    random = np.random.default_rng(seed % 2**64)
    width = -(-settings.n_factors // LANES) * LANES
    mean = float(ratings.values.mean(dtype=np.float64)) if biased else 0.0
    n_parts = settings.n_blocks
    while ratings.n_films * width * 4 > n_parts * COLUMN_BYTES:
        n_parts *= 2  # so that as many cores have as much to do
    blocks = cut(ratings, n_parts)
    n_parts = len(blocks.columns)
    n_threads = min(n_parts, len(os.sched_getaffinity(0)))
    user_bias = np.zeros(ratings.n_users, np.float32)
    item_bias = np.zeros(ratings.n_films, np.float32)
    place = np.argsort(blocks.order)
    user_factors = _start(random, np.arange(ratings.n_users), settings.n_factors, width)
    item_factors = _start(random, place, settings.n_factors, width)
    rule = (mean, settings.learning_rate, settings.regularization, biased)

    def block(part: int, column: int) -> None:
        held = blocks.columns[column]
        descend_block(
            blocks.bounds[part],
            blocks.bounds[part + 1],
            held.indptr,
            held.films,
            held.values,
            *rule,
            user_bias,
            item_bias,
            user_factors,
            item_factors,
        )

    def some(first: int, shift: int) -> None:
        for column in range(first, n_parts, n_threads):
            block((column + shift) % n_parts, column)

    descend_block.make()
    with ExitStack() as opened:
        # a column stays with its thread, whose core has its factors at hand; the first with ours
        others = [opened.enter_context(ThreadPoolExecutor(1)) for _ in range(1, n_threads)]
        for epoch in range(settings.n_epochs):
            progress(f"descending in {n_parts} x {n_parts} blocks", epoch / settings.n_epochs)
            for shift in range(n_parts):
                begun = [other.submit(some, first, shift) for first, other in enumerate(others, 1)]
                some(0, shift)
                for done in begun:
                    done.result()
    return Learned(
        mean,
        user_bias,
        user_factors[:, : settings.n_factors],
        item_bias[place],
        item_factors[place, : settings.n_factors],
    )


def _start(
    random: np.random.Generator, places: NDArray[np.intp], n_factors: int, width: int
) -> NDArray[np.float32]:
    """Random factors, shape (n, width), drawn row by row for these places; zeros beyond them."""
    start = from_a_line(len(places), width, np.float32)
    start[:, n_factors:] = 0
    for first in range(0, len(places), ROWS_AT_ONCE):
        rows = places[first : first + ROWS_AT_ONCE]
        drawn = random.standard_normal((len(rows), n_factors), np.float32)
        start[rows, :n_factors] = drawn * np.float32(INITIAL_DEVIATION)
    return start


@dataclass(frozen=True)
class Blocks:
    """Users in ranges and films in columns, each with about as many ratings.

    Parameters
    ----------
    bounds
        One more than there are ranges: where each begins and the last one ends.
    order
        Shape (n_films,): the films column by column, the most rated of each first. What is kept of
        films in this order lies apart for each column, so that no two cores share a cache line.
    columns
        The ratings of each column; ``films`` are places in ``order``.
    """

    bounds: list[int]
    order: NDArray[np.intp]
    columns: list[Ratings]


def cut(ratings: Ratings, n_parts: int) -> Blocks:
    """Cut into at most ``n_parts`` ranges of users, and as many columns of films."""
    n_parts = max(1, min(n_parts, ratings.n_users, ratings.n_films))
    shares = np.arange(1, n_parts) * (len(ratings.films) / n_parts)
    inner = np.searchsorted(ratings.indptr, shares)
    bounds = [0, *np.minimum(inner, ratings.n_users).tolist(), ratings.n_users]
    n_rated = np.bincount(ratings.films, minlength=ratings.n_films)
    popular = np.argsort(-n_rated, kind="stable")
    there_and_back = [*range(n_parts), *reversed(range(n_parts))]
    column = np.empty(ratings.n_films, np.int32)
    column[popular] = np.resize(np.array(there_and_back, column.dtype), ratings.n_films)
    order = popular[np.argsort(column[popular], kind="stable")]
    place = np.empty(ratings.n_films, np.int32)
    place[order] = np.arange(ratings.n_films, dtype=np.int32)
    sizes = np.bincount(column, n_rated, n_parts).astype(np.int64)
    ends = np.cumsum(sizes)
    starts = ends - sizes
    indptrs = np.empty((n_parts, ratings.n_users + 1), np.int64)
    films = np.empty(len(ratings.films), np.int32)
    values = np.empty(len(ratings.films), np.float32)
    of_all = ratings.values.astype(np.float32, copy=False)
    hand_out(ratings.indptr, ratings.films, of_all, column, place, starts, indptrs, films, values)
    columns = [
        Ratings(indptr, films[start:end], values[start:end], ratings.n_films)
        for indptr, start, end in zip(indptrs, starts, ends, strict=True)
    ]
    return Blocks(bounds, order, columns)
