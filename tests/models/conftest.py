"""A small world with a known answer: two tastes, and films that everybody or nobody has seen."""

from dataclasses import dataclass

import numpy as np
import pytest

from cinq.data.catalogue import Catalogue, Film
from cinq.data.interactions import Interactions, Scale
from cinq.data.manifest import Manifest
from cinq.data.prepared import Prepared
from cinq.hyperparameters import RatingSettings

NIGHT = tuple(range(100, 110))
"""Films that the people with odd ids like."""
DAY = tuple(range(200, 210))
"""Films that the people with even ids like."""
BLOCKBUSTER, UNSEEN = 300, 301


@dataclass(frozen=True)
class World:
    """The films, and everything people think of them."""

    interactions: Interactions
    catalogue: Catalogue


def film(film_id: int) -> Film:
    genre = "Night" if film_id < 200 else "Day"
    return Film(film_id, f"Film {film_id}", 1990, (genre,), (), (), (), "")


def make_world(n_people: int = 60, scale: Scale | None = None, seed: int = 3) -> World:
    """People 100, 101, … (ids that films bear too) rate eight of the films of their taste high,
    three of the other low, and the blockbuster high."""
    scale = scale or Scale(0.5, 5.0, 4.0)
    catalogue = Catalogue(tuple(map(film, (*NIGHT, *DAY, BLOCKBUSTER, UNSEEN))))
    random = np.random.default_rng(seed)
    span = scale.high - scale.low
    users, films, ratings = [], [], []
    for place in range(n_people):
        loved, shunned = (NIGHT, DAY) if place % 2 else (DAY, NIGHT)
        likes = [*random.choice(loved, 8, replace=False), BLOCKBUSTER]
        dislikes = random.choice(shunned, 3, replace=False)
        for film_id, share in [(f, 0.9) for f in likes] + [(f, 0.2) for f in dislikes]:
            users.append(place)
            films.append(film_id)
            ratings.append(scale.low + span * (share + random.integers(0, 3) * 0.05))
    interactions = Interactions(
        user_ids=np.arange(100, 100 + n_people, dtype=np.int64),
        users=np.array(users, np.int32),
        films=catalogue.rows(np.array(films)),
        ratings=np.array(ratings, np.float32),
        timestamps=np.arange(len(users), dtype=np.int64) + 1_000_000_000,
        n_films=len(catalogue),
        scale=scale,
    )
    return World(interactions, catalogue)


@pytest.fixture(scope="session")
def world() -> World:
    return make_world()


@pytest.fixture(scope="session")
def night() -> tuple[int, ...]:
    return NIGHT


@pytest.fixture(scope="session")
def day() -> tuple[int, ...]:
    return DAY


@pytest.fixture(scope="session")
def quick() -> RatingSettings:
    return RatingSettings(n_factors=6, n_epochs=15, learning_rate=0.02, regularization=0.05)


@pytest.fixture(scope="session")
def prepared(world: World) -> Prepared:
    interactions = world.interactions
    ratings = interactions.ratings
    manifest = Manifest(
        dataset="toy",
        version="0" * 64,
        source="made for a test",
        licence="none",
        simulated=True,
        scale=interactions.scale,
        n_users=interactions.n_users,
        n_films=interactions.n_films,
        n_ratings=len(interactions),
        n_rejected=0,
        mean=float(ratings.mean()),
        median=float(np.median(ratings)),
        standard_deviation=float(ratings.std()),
        first_time=int(interactions.timestamps.min()),
        last_time=int(interactions.timestamps.max()),
        findings=(),
        archive="toy.zip",
        archive_sha256="0" * 64,
    )
    return Prepared(manifest, interactions, world.catalogue)
