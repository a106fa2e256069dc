"""Ratings that nobody gave, in the size and shape of MovieLens: for benchmarks and for tests.

Films and people stand in one space of tastes. A person draws films from `N_CIRCLES` circles, near
circles more often; a circle draws films by fame (a power law) and by nearness. So what people share
can be learned, popular films stay popular, and most films are seldom rated. A rating adds up the
mean, the person's leniency, the film's quality, how near both stand, and noise, and is cut to half
stars. Nothing here is measured on real people.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cinq.data.progress import Progress, silent
from cinq.errors import DataError

N_DIMENSIONS = 8
N_CIRCLES = 48
FAME_EXPONENT, FAME_OFFSET = 1.5, 0.005
"""Of the power law by which the film of rank r of n is watched: ``(r/n + offset) ** -exponent``."""

NEARNESS, LOYALTY = 0.7, 1.1
"""How strongly circles prefer near films, and people near circles."""

FEWEST_FILMS, MOST_OF_ALL, ACTIVITY_TAIL = 20, 0.3, 1.3
"""Ratings a person gives at least, at most (share of all films), and the Pareto tail between."""

MEAN, LENIENCY, QUALITY, TASTE, NOISE = 3.1, 0.4, 0.4, 0.3, 0.75
FIRST_TIME, LAST_TIME = 789_652_009, 1_427_784_002
"""Of all ratings, seconds since 1970: as MovieLens 20M."""

PEOPLE_AT_ONCE = 5_000
ROUNDS = 12
"""Draws that hit a film twice are drawn again this often; then any other film will do."""


@dataclass(frozen=True)
class Shape:
    """How many people, films and ratings there are."""

    n_users: int
    n_films: int
    n_ratings: int


SHAPES = {
    "ml-latest-small": Shape(610, 9_742, 100_836),
    "ml-2m": Shape(13_849, 9_000, 2_000_026),
    "ml-20m": Shape(138_493, 27_278, 20_000_263),
    "ml-32m": Shape(200_948, 87_585, 32_000_204),
}
"""By name: MovieLens' own counts, and a tenth of its 20 million."""


@dataclass(frozen=True)
class Ratings:
    """Ratings of some people, sorted by person, then time; parallel arrays of shape (n_ratings,).

    Parameters
    ----------
    users, films
        int32, from 0.
    half_stars
        int8, 1 to 10.
    timestamps
        int64, seconds since 1970.
    """

    users: NDArray[np.int32]
    films: NDArray[np.int32]
    half_stars: NDArray[np.int8]
    timestamps: NDArray[np.int64]


@dataclass(frozen=True)
class World:
    """What is drawn once.

    Parameters
    ----------
    tastes
        Shape (n_films, 8): where films stand.
    quality
        Shape (n_films,), standard normal.
    circles
        Shape (48, 8): where circles stand.
    draws
        Shape (48, n_films): cumulated chance of each film in each circle.
    activity
        Shape (n_users,), int64: ratings each person gives; adds up to what was asked.
    """

    tastes: NDArray[np.float64]
    quality: NDArray[np.float64]
    circles: NDArray[np.float64]
    draws: NDArray[np.float64]
    activity: NDArray[np.int64]


def shape_of(name: str) -> Shape:
    """The shape of this name.

    Raises
    ------
    DataError
        If there is none, naming those there are.
    """
    if name not in SHAPES:
        raise DataError(f"no shape is called {name[:60]!r}; known are {', '.join(SHAPES)}")
    return SHAPES[name]


def make_world(shape: Shape, seed: int) -> World:
    """Place films and circles, and say how much everybody rates.

    Raises
    ------
    DataError
        If so many ratings can't be spread over so few people or films.
    """
    random = np.random.default_rng([seed, 0])
    tastes = random.standard_normal((shape.n_films, N_DIMENSIONS))
    circles = random.standard_normal((N_CIRCLES, N_DIMENSIONS))
    fame = (np.arange(shape.n_films) / shape.n_films + FAME_OFFSET) ** -FAME_EXPONENT
    fame = random.permutation(fame)
    near = np.exp(NEARNESS * circles @ tastes.T / np.sqrt(N_DIMENSIONS) * 2)
    draws = np.cumsum(near * fame, axis=1)
    draws /= draws[:, -1:]
    return World(
        tastes=tastes,
        quality=random.standard_normal(shape.n_films),
        circles=circles,
        draws=draws,
        activity=_activity(shape, random),
    )


def _activity(shape: Shape, random: np.random.Generator) -> NDArray[np.int64]:
    fewest = min(FEWEST_FILMS, shape.n_films)
    most = max(fewest, int(MOST_OF_ALL * shape.n_films))
    if not shape.n_users * fewest <= shape.n_ratings <= shape.n_users * most:
        raise DataError(
            f"{shape.n_users:,} people can give {shape.n_users * fewest:,} to "
            f"{shape.n_users * most:,} ratings of {shape.n_films:,} films, not {shape.n_ratings:,}"
        )
    wanted = random.pareto(ACTIVITY_TAIL, shape.n_users)
    low, high = 0.0, float(most)
    for _ in range(60):  # find the factor at which all counts add up
        factor = (low + high) / 2
        counts = np.minimum(fewest + factor * wanted, most).astype(np.int64)
        low, high = (factor, high) if counts.sum() < shape.n_ratings else (low, factor)
    counts = np.minimum(fewest + low * wanted, most).astype(np.int64)
    for step in (1, -1):  # the rest, one by one over people
        short = (shape.n_ratings - int(counts.sum())) * step
        while short > 0:
            open_ = np.flatnonzero((counts + step >= fewest) & (counts + step <= most))[:short]
            counts[open_] += step
            short -= len(open_)
    return counts


def ratings_in_blocks(world: World, seed: int, progress: Progress = silent) -> Iterator[Ratings]:
    """Everybody's ratings, `PEOPLE_AT_ONCE` people at a time; the same for the same seed.

    Cost: about .5 µs a rating; memory for one block.
    """
    n_users = len(world.activity)
    for start in range(0, n_users, PEOPLE_AT_ONCE):
        progress("simulating ratings", start / n_users)
        random = np.random.default_rng([seed, 1 + start])
        yield _block(world, start, world.activity[start : start + PEOPLE_AT_ONCE], random)


def _block(
    world: World, start: int, counts: NDArray[np.int64], random: np.random.Generator
) -> Ratings:
    n_people, n_films = len(counts), len(world.quality)
    tastes = random.standard_normal((n_people, N_DIMENSIONS))
    pull = np.exp(LOYALTY * tastes @ world.circles.T)
    loyal = np.cumsum(pull, axis=1)
    loyal /= loyal[:, -1:]
    people, films = _distinct(world, loyal, counts, random)
    closeness = np.einsum("rd,rd->r", tastes[people], world.tastes[films])
    stars = (
        MEAN
        + LENIENCY * random.standard_normal(n_people)[people]
        + QUALITY * world.quality[films]
        + TASTE * closeness / np.sqrt(N_DIMENSIONS) * 2
        + NOISE * random.standard_normal(len(people))
    )
    joined = random.integers(FIRST_TIME, LAST_TIME, n_people)
    left = np.minimum(joined + random.exponential(5e6, n_people).astype(np.int64), LAST_TIME)
    within = random.random(len(people))
    times = (joined[people] + within * (left - joined)[people]).astype(np.int64)
    order = np.lexsort((films, times, people))
    return Ratings(
        (people[order] + start).astype(np.int32),
        (films[order] % n_films).astype(np.int32),
        np.clip(np.rint(2 * stars[order]), 1, 10).astype(np.int8),
        times[order],
    )


def _distinct(
    world: World,
    loyal: NDArray[np.float64],
    counts: NDArray[np.int64],
    random: np.random.Generator,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """As many different films for each person as `counts` says; people, and films, both (n,)."""
    n_films = world.draws.shape[1]
    held = np.empty(0, np.int64)  # person · n_films + film, in the order drawn
    missing = counts
    for attempt in range(ROUNDS + 1):
        people = np.repeat(np.arange(len(counts)), missing)
        if not len(people):
            break
        if attempt < ROUNDS:
            films = _drawn(world, loyal, people, random)
        else:
            films = _any_other(held, missing, n_films, random)
        keys = np.concatenate([held, people * n_films + films])
        _, first = np.unique(keys, return_index=True)
        held = keys[np.sort(first)]
        missing = counts - np.bincount(held // n_films, minlength=len(counts))
    return np.divmod(held, n_films)


def _drawn(
    world: World,
    loyal: NDArray[np.float64],
    people: NDArray[np.int64],
    random: np.random.Generator,
) -> NDArray[np.int64]:
    """A film for each entry of `people`: first a circle, then a film of it."""
    bounds = loyal + np.arange(len(loyal))[:, np.newaxis]  # one ascending row of everybody's
    circles = np.searchsorted(bounds.ravel(), people + random.random(len(people)))
    circles = np.minimum(circles - people * N_CIRCLES, N_CIRCLES - 1)
    films = np.empty(len(people), np.int64)
    chance = random.random(len(people))
    for circle in range(N_CIRCLES):
        mine = circles == circle
        films[mine] = np.searchsorted(world.draws[circle], chance[mine])
    capped: NDArray[np.int64] = np.minimum(films, world.draws.shape[1] - 1)
    return capped


def _any_other(
    held: NDArray[np.int64],
    missing: NDArray[np.int64],
    n_films: int,
    random: np.random.Generator,
) -> NDArray[np.int64]:
    """Films nobody drew yet, for each person as many as are missing."""
    found = []
    for person in np.flatnonzero(missing).tolist():
        own = held[held // n_films == person] % n_films
        others = np.setdiff1d(np.arange(n_films), own)
        found.append(random.choice(others, int(missing[person]), replace=False))
    return np.concatenate(found)
