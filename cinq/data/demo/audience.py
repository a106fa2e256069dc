"""The simulated audience: who has seen what, and how much it pleased.

Each person has three tastes in genres, one in a period and two in themes (tags that many films
share). A film's *affinity* to a person is the weighted sum of the communities it belongs to. People
watch by popularity and affinity; their raw relevance adds up the affinity, the film's quality, the
person's leniency and noise. Nothing here is measured on real people.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from cinq import schema
from cinq.data.demo.catalogue import GENRES, well_known
from cinq.data.demo.tables import Floats, Integers, choices, gumbel, normal

N_PEOPLE = 13_373
N_SCORES = 407_610
FEWEST_FILMS, MOST_FILMS = 10, 240
TAIL = 1.35
"""Exponent of the Pareto tail of how many films a person has seen; lower is heavier."""

PERIODS = (1950, 1970, 1985, 1995, 2005)
"""First years of the periods after the first one."""

MIN_FILMS_PER_THEME = 7
LOVERS = 40
"""People love a genre in proportion to its number of films plus this."""

GENRE_WEIGHTS = (1.5, 1.1, 0.7)
PERIOD_WEIGHT = 0.5
THEME_WEIGHTS = (0.6, 0.4)

FAME, FRESHNESS, CHANCE = 1.2, 0.4, 0.5
"""What makes a film popular, in log-weight: being well known, 40 years of youth, and luck."""

RARITY = 20
"""A genre of this many films draws those who love it 1.5 times as much as a boundless one."""

WATCHING = 1.6
"""How strongly affinity, against popularity and chance, decides what is watched."""

PLEASURE, QUALITY, LENIENCY, NOISE = 0.9, 0.4, 0.4, 0.75
"""Weights of affinity, quality, leniency and noise in the raw relevance."""

BLOCK = 1024


@dataclass(frozen=True)
class Audience:
    """All scores before they are put on the scale, as parallel arrays.

    Parameters
    ----------
    people
        Shape (407610,), int64: place of the person, from 0, ascending.
    films
        Shape (407610,), int64: row of the film in the catalogue, ascending within a person.
    raw
        Shape (407610,), float64: raw relevance, of no particular unit.
    popularity
        Shape (385,), float64: log-weight by which films are watched.
    quality
        Shape (385,), float64: standard normal.
    """

    people: Integers
    films: Integers
    raw: Floats
    popularity: Floats
    quality: Floats


def simulate(films: pa.Table, seed: int) -> Audience:
    """Simulate 13,373 people and their 407,610 raw scores; the same for the same seed.

    Parameters
    ----------
    films
        Table of `cinq.schema.FILMS`.
    seed
        Any whole number from 0.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    popularity, quality = _fame(films, generator)
    genres, periods, themes = _communities(films)
    activity = _activity(generator)
    people, rows, raw = [], [], []
    for start in range(0, N_PEOPLE, BLOCK):
        counts = activity[start : start + BLOCK]
        affinity = _affinity(genres, periods, themes, len(counts), generator)
        keys = popularity + WATCHING * affinity + gumbel(generator, *affinity.shape)
        place, film = _watched(keys, counts)
        people.append(place + start)
        rows.append(film)
        leniency = normal(generator, len(counts))[place]
        noise = normal(generator, len(place))
        pleasure = PLEASURE * affinity[place, film] + QUALITY * quality[film]
        raw.append(pleasure + LENIENCY * leniency + NOISE * noise)
    return Audience(
        np.concatenate(people), np.concatenate(rows), np.concatenate(raw), popularity, quality
    )


def _fame(films: pa.Table, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Log-popularity and quality of each film; well-known and newer films are watched more."""
    known = well_known()
    titles = films[schema.TITLE].to_pylist()
    years = films[schema.YEAR].to_numpy().astype(np.float64)
    quality = normal(generator, len(titles))
    fame = np.array([FAME if title in known else 0.0 for title in titles])
    youth = (years - 1980.0) / 40.0
    luck = normal(generator, len(titles))
    return fame + FRESHNESS * youth + 0.2 * quality + CHANCE * luck, quality


def _communities(films: pa.Table) -> tuple[Floats, Floats, Floats]:
    """Membership of films in genres, periods and themes, each (n_communities, n_films), centred."""
    genres = films[schema.GENRES].to_pylist()
    tags = films[schema.TAGS].to_pylist()
    years = films[schema.YEAR].to_numpy()
    spread = Counter(tag for film in tags for tag in film)
    themes = sorted(tag for tag, count in spread.items() if count >= MIN_FILMS_PER_THEME)
    period = np.searchsorted(PERIODS, years, side="right")
    by_genre = _centred([[genre in film for film in genres] for genre in GENRES])
    sizes = (by_genre > 0).sum(axis=1, keepdims=True)
    return (
        by_genre * (1 + RARITY / (RARITY + sizes)),
        _centred([(period == place).tolist() for place in range(len(PERIODS) + 1)]),
        _centred([[theme in film for film in tags] for theme in themes]),
    )


def _centred(members: list[list[bool]]) -> Floats:
    inside = np.array(members, np.float64)
    centred: Floats = inside - inside.sum(axis=1, keepdims=True) / inside.shape[1]
    return centred


def _activity(generator: np.random.Generator) -> Integers:
    """Films seen by each person, (13373,): a Pareto tail above a minimum, 407,610 in all."""
    share = (generator.integers(0, 1 << 20, N_PEOPLE) + 0.5) / (1 << 20)
    wished = np.array([round(value ** (-1 / TAIL), 4) for value in share.tolist()])
    low, high = 0.0, float(MOST_FILMS)
    for _ in range(60):
        middle = (low + high) / 2
        total = int(_clipped(middle * wished).sum())
        low, high = (middle, high) if total <= N_SCORES else (low, middle)
    counts = _clipped(low * wished)
    short = N_SCORES - int(counts.sum())
    room = np.flatnonzero(counts < MOST_FILMS)[:short]
    counts[room] += 1
    return counts


def _clipped(wished: Floats) -> Integers:
    counts: Integers = np.clip(np.floor(wished), FEWEST_FILMS, MOST_FILMS).astype(np.int64)
    return counts


def _affinity(
    genres: Floats, periods: Floats, themes: Floats, n_people: int, generator: np.random.Generator
) -> Floats:
    """Affinity of ``n_people`` new people to every film, (n_people, n_films)."""
    sizes = LOVERS + (genres > 0).sum(axis=1, dtype=np.int64)
    affinity = np.zeros((n_people, genres.shape[1]))
    for weight, membership, weights in _tastes(genres, periods, themes, sizes):
        liked = choices(generator, weights, n_people)
        affinity += weight * membership[liked]
    return affinity


def _tastes(
    genres: Floats, periods: Floats, themes: Floats, sizes: Integers
) -> Iterator[tuple[float, Floats, Integers]]:
    for weight in GENRE_WEIGHTS:
        yield weight, genres, sizes
    yield PERIOD_WEIGHT, periods, np.arange(1, len(periods) + 1)
    for weight in THEME_WEIGHTS:
        yield weight, themes, np.ones(len(themes), np.int64)


def _watched(keys: Floats, counts: Integers) -> tuple[Integers, Integers]:
    """Places and rows of the ``counts[i]`` highest keys of each row i; both ascending."""
    order = np.argsort(-keys, axis=1, kind="stable")
    taken = np.arange(keys.shape[1]) < counts[:, None]
    chosen = np.zeros(keys.shape, np.bool_)
    np.put_along_axis(chosen, order, taken, axis=1)
    place, film = np.nonzero(chosen)
    return place, film
