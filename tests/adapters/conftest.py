"""A small world of films and people with a model trained on it."""

from pathlib import Path

import numpy as np
import pytest

from cinq.data.catalogue import Catalogue, Film
from cinq.data.interactions import Interactions, Scale
from cinq.data.manifest import Manifest
from cinq.data.prepared import Prepared
from cinq.hyperparameters import RatingSettings, SpectralSettings
from cinq.models.artefact import save_bundle
from cinq.models.bundle import ModelBundle
from cinq.models.training import Provenance, train_bundle
from cinq.settings import JudgingSettings, TrainingSettings

N_FILMS, N_USERS, PER_USER = 30, 60, 12


def _film(film_id: int) -> Film:
    return Film(film_id, f"Film {film_id}", 1990 + film_id % 10, ("Drama",), (), (), (), "")


@pytest.fixture(scope="session")
def prepared() -> Prepared:
    """Sixty people who gave twelve ratings each."""
    random = np.random.default_rng(3)
    films = np.concatenate(
        [random.choice(N_FILMS, PER_USER, replace=False) for _ in range(N_USERS)]
    )
    n = N_USERS * PER_USER
    scale = Scale(0.5, 5.0, 4.0)
    ratings = random.choice([2.0, 3.0, 4.0, 5.0], n).astype(np.float32)
    interactions = Interactions(
        user_ids=np.arange(1, N_USERS + 1, dtype=np.int64),
        users=np.repeat(np.arange(N_USERS, dtype=np.int32), PER_USER),
        films=films.astype(np.int32),
        ratings=ratings,
        timestamps=np.arange(n, dtype=np.int64) + 1_000_000_000,
        n_films=N_FILMS,
        scale=scale,
    )
    manifest = Manifest(
        dataset="toy",
        version="ab" * 32,
        source="made for a test",
        licence="none",
        simulated=True,
        scale=scale,
        n_users=N_USERS,
        n_films=N_FILMS,
        n_ratings=n,
        n_rejected=0,
        mean=float(ratings.mean()),
        median=float(np.median(ratings)),
        standard_deviation=float(ratings.std()),
        first_time=1_000_000_000,
        last_time=1_000_000_000 + n - 1,
        findings=(),
        archive="toy.zip",
        archive_sha256="cd" * 32,
    )
    return Prepared(
        manifest, interactions, Catalogue(tuple(_film(10 * place) for place in range(N_FILMS)))
    )


@pytest.fixture(scope="session")
def bundle(prepared: Prepared) -> ModelBundle:
    """A model of that world."""
    small = TrainingSettings(
        spectral_svd=SpectralSettings(n_factors=4),
        rating_svd=RatingSettings(n_factors=4, n_epochs=2),
    )
    return train_bundle(prepared, small, JudgingSettings(), Provenance())


@pytest.fixture(scope="session")
def artefact(bundle: ModelBundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder."""
    folder = tmp_path_factory.mktemp("artefact") / "model"
    save_bundle(bundle, folder)
    return folder
