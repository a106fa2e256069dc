"""A world of three tastes and many people, a champion trained on most of them, and its traffic."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine as Database

from cinq import wire
from cinq.data.interactions import Interactions
from cinq.data.people import split_name, split_people
from cinq.errors import UnknownFilm
from cinq.hyperparameters import RatingSettings, SpectralSettings
from cinq.models.artefact import artefact_digest, save_bundle
from cinq.models.bundle import ModelBundle, SeenFilms
from cinq.models.popularity import Popularity
from cinq.models.rating_svd import RatingSVD
from cinq.models.spectral_svd import SpectralSVD
from cinq.releases.ledger import Ledger
from cinq.releases.release import Release
from cinq.serving.engine import Engine
from cinq.settings import JudgingSettings, MonitoringSettings
from cinq.traffic.sample import Served
from tests.serving.worlds import FILMS_A_TASTE, SCALE, bundle, catalogue, film_of

N_PEOPLE = 900
N_TASTES = 3
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
JUDGING = JudgingSettings()
QUICK = MonitoringSettings(resamples=500, first_requests=300, min_requests=100)


def people(n: int = N_PEOPLE, seed: int = 11) -> Interactions:
    """Everybody likes nine films of one taste, the first ones more often."""
    random = np.random.default_rng(seed)
    weights = np.linspace(3, 1, FILMS_A_TASTE)
    rows = [
        np.sort(random.choice(FILMS_A_TASTE, 9, replace=False, p=weights / weights.sum()))
        + FILMS_A_TASTE * (person % N_TASTES)
        for person in range(n)
    ]
    films = np.concatenate(rows).astype(np.int32)
    return Interactions(
        user_ids=np.arange(n, dtype=np.int64) + 1,
        users=np.repeat(np.arange(n, dtype=np.int32), 9),
        films=films,
        ratings=np.full(len(films), 4.5, np.float32),
        timestamps=np.full(len(films), 1_000_000_000, np.int64),
        n_films=FILMS_A_TASTE * N_TASTES,
        scale=SCALE,
    )


@cache
def champion() -> ModelBundle:
    """Trained on the training people of that world."""
    films, ratings = catalogue(), people()
    training = split_people(ratings, JUDGING).training
    rater = RatingSVD(RatingSettings(n_factors=2, n_epochs=1)).fit(training, films, 1)
    made = bundle()
    return replace(
        made,
        ranker=SpectralSVD(SpectralSettings(n_factors=6)).fit(training, films, 1),
        rater=rater.knowing(ratings),
        popularity=Popularity().fit(training, films, 1),
        seen=SeenFilms.of_all(ratings),
        exposure=np.zeros(len(films), np.float32),
        info=made.info.model_copy(update={"split": split_name(JUDGING)}),
    )


def favourites(n: int, seed: int, tastes: Sequence[int] = (0, 1, 2), k: int = 5) -> list[list[int]]:
    """What newcomers of these tastes ask with."""
    random = np.random.default_rng(seed)
    weights: NDArray[np.float64] = np.linspace(3, 1, FILMS_A_TASTE)
    chosen = []
    for place in range(n):
        taste = tastes[place % len(tastes)]
        liked = random.choice(FILMS_A_TASTE, 9, replace=False, p=weights / weights.sum())
        asked = random.choice(liked, k, replace=False)
        chosen.append([film_of(taste, int(film)) for film in asked])
    return chosen


def served(
    asked: Sequence[Sequence[int]], since: datetime = NOON, release: int = 1, seconds: float = 1.0
) -> list[Served]:
    """What a server would keep of these requests, one every so many seconds."""
    engine = Engine(champion(), release, "1")
    engine.traffic.take(len(asked))
    for each in asked:
        try:
            engine.recommend_one(wire.RecommendRequest(favourites=list(each)))
        except UnknownFilm:
            continue
    return [
        each._replace(served_at=since + timedelta(seconds=seconds * place))
        for place, each in enumerate(engine.traffic.take(0))
    ]


def release(database: Database, folder: Path, at: datetime = NOON) -> Release:
    """Release the champion."""
    save_bundle(champion(), folder)
    return Ledger(database, clock=lambda: at).publish(
        model_version="1",
        artefact=folder,
        digest=artefact_digest(folder),
        dataset="toy",
        data_version="0" * 64,
        decision={},
        actor="a test",
        reason="a test",
    )
