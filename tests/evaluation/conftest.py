"""A world of three tastes in which a real model beats popularity, and models trained on it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cinq.data.catalogue import Catalogue, Film
from cinq.data.interactions import Interactions, Scale
from cinq.data.manifest import Manifest
from cinq.data.prepared import Prepared
from cinq.hyperparameters import RatingSettings, SpectralSettings
from cinq.models.bundle import ModelBundle
from cinq.models.training import Provenance, train_bundle
from cinq.settings import GateSettings, JudgingSettings, TrainingSettings

GENRES = ("Comedy", "Drama", "Horror")
FILMS_PER_GENRE = 40
TRAINING = TrainingSettings(
    spectral_svd=SpectralSettings(n_factors=8),
    rating_svd=RatingSettings(n_factors=8, n_epochs=30, learning_rate=0.02, regularization=0.05),
)


def make_catalogue() -> Catalogue:
    return Catalogue(
        tuple(
            Film(10 * row + 7, f"Film {row}", 1990, (GENRES[row % 3],), (), (), (), "")
            for row in range(3 * FILMS_PER_GENRE)
        )
    )


def make_interactions(catalogue: Catalogue, n_people: int, seed: int = 1) -> Interactions:
    """Everybody likes films of one genre, the first ones of it more often, and few others."""
    random = np.random.default_rng(seed)
    ranks = np.arange(FILMS_PER_GENRE)
    weights = 1 / (ranks + 4.0)
    users, films, ratings = [], [], []
    for place in range(n_people):
        for genre in range(3):
            own = genre == place % 3
            chosen = random.choice(ranks, 18 if own else 4, replace=False, p=weights / sum(weights))
            users += [place] * len(chosen)
            films += list(3 * chosen + genre)
            ratings += list(random.choice([4.0, 4.5, 5.0] if own else [1.5, 2.0, 4.0], len(chosen)))
    order = np.lexsort((random.permutation(len(users)), users))
    return Interactions(
        user_ids=np.arange(n_people, dtype=np.int64) * 3 + 1000,
        users=np.array(users, np.int32)[order],
        films=np.array(films, np.int32)[order],
        ratings=np.array(ratings, np.float32)[order],
        timestamps=1_000_000_000 + np.arange(len(users), dtype=np.int64),
        n_films=len(catalogue),
        scale=Scale(0.5, 5.0, 4.0),
    )


def make_prepared(interactions: Interactions, catalogue: Catalogue, version: str) -> Prepared:
    manifest = Manifest(
        dataset="toy",
        version=version,
        source="made for a test",
        licence="none",
        simulated=True,
        scale=interactions.scale,
        n_users=interactions.n_users,
        n_films=len(catalogue),
        n_ratings=len(interactions),
        n_rejected=0,
        mean=float(interactions.ratings.mean()),
        median=float(np.median(interactions.ratings)),
        standard_deviation=float(interactions.ratings.std()),
        first_time=int(interactions.timestamps.min()),
        last_time=int(interactions.timestamps.max()),
        findings=(),
        archive="toy.zip",
        archive_sha256="0" * 64,
    )
    return Prepared(manifest, interactions, catalogue)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return make_catalogue()


@pytest.fixture(scope="session")
def prepared(catalogue: Catalogue) -> Prepared:
    return make_prepared(make_interactions(catalogue, 600), catalogue, "a" * 64)


@pytest.fixture(scope="session")
def judging() -> JudgingSettings:
    return JudgingSettings(draws=3, bootstrap_samples=500)


@pytest.fixture(scope="session")
def gate() -> GateSettings:
    return GateSettings(max_query_ms=1000)


@pytest.fixture(scope="session")
def train(judging: JudgingSettings) -> Callable[..., ModelBundle]:
    """Train on a data set, with fields of the training settings changed."""

    def trained(prepared: Prepared, **changes: object) -> ModelBundle:
        return train_bundle(prepared, TRAINING.model_copy(update=changes), judging, Provenance())

    return trained


@pytest.fixture(scope="session")
def bundle(train: Callable[..., ModelBundle], prepared: Prepared) -> ModelBundle:
    return train(prepared)


@pytest.fixture(scope="session")
def grown(prepared: Prepared) -> Prepared:
    """The world a while later: everybody has rated eight films more, and there are new people."""
    catalogue, before = prepared.catalogue, prepared.interactions
    later = make_interactions(catalogue, 660, seed=2)
    later = later.take(np.random.default_rng(0).random(len(later)) < 0.3)
    pairs = set(zip(before.users.tolist(), before.films.tolist(), strict=True))
    fresh = [
        pair not in pairs for pair in zip(later.users.tolist(), later.films.tolist(), strict=True)
    ]
    later = later.take(np.array(fresh))
    last = int(before.timestamps.max())
    users = np.concatenate([before.users, later.users])
    order = np.argsort(users, kind="stable")
    joined = replace(
        later,
        users=users[order],
        films=np.concatenate([before.films, later.films])[order],
        ratings=np.concatenate([before.ratings, later.ratings])[order],
        timestamps=np.concatenate(
            [before.timestamps, last + 1 + np.arange(len(later), dtype=np.int64)]
        )[order],
    )
    return make_prepared(joined, catalogue, "b" * 64)


@pytest.fixture
def artefact(tmp_path: Path) -> Path:
    return tmp_path / "model"
