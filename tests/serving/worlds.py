"""A small world whose answers are known: three tastes that never mix."""

import numpy as np

from cinq.data.catalogue import Catalogue, Film
from cinq.data.interactions import Interactions, Scale
from cinq.hyperparameters import ListSettings, RatingSettings, SpectralSettings
from cinq.models.bundle import ModelBundle, ModelInfo, SeenFilms
from cinq.models.exposure import exposure
from cinq.models.popularity import Popularity
from cinq.models.rating_svd import RatingSVD
from cinq.models.spectral_svd import SpectralSVD

TASTES = ("Comedy", "Drama", "Horror")
FILMS_A_TASTE = 20
PEOPLE_A_TASTE = 25
SCALE = Scale(low=0.5, high=5.0, liked_from=4.0)


def film_of(taste: int, place: int) -> int:
    """Id of a film; ids are spread, so that they are never rows."""
    return 1000 + 10 * (taste * FILMS_A_TASTE + place)


def catalogue() -> Catalogue:
    """Films of three tastes; the last of each has no year."""
    return Catalogue(
        tuple(
            Film(
                film_id=film_of(taste, place),
                title=f"{TASTES[taste]} Number {place}",
                year=1960 + 3 * place if place < FILMS_A_TASTE - 1 else None,
                genres=(TASTES[taste],),
                directors=("Somebody",),
                actors=(),
                tags=(),
                description="",
            )
            for taste in range(len(TASTES))
            for place in range(FILMS_A_TASTE)
        )
    )


def interactions(films: Catalogue, seed: int = 3) -> Interactions:
    """Everybody likes half of the films of one taste, the first ones more often."""
    random = np.random.default_rng(seed)
    users, rows, ratings = [], [], []
    n_people = PEOPLE_A_TASTE * len(TASTES)
    for person in range(n_people):
        taste = person % len(TASTES)
        weights = np.linspace(2, 1, FILMS_A_TASTE)
        liked = random.choice(
            FILMS_A_TASTE, FILMS_A_TASTE // 2, replace=False, p=weights / weights.sum()
        )
        other = random.choice(FILMS_A_TASTE, 2, replace=False) + FILMS_A_TASTE * (
            (taste + 1) % len(TASTES)
        )
        chosen = np.sort(np.concatenate([liked + FILMS_A_TASTE * taste, other]))
        users.append(np.full(len(chosen), person))
        rows.append(chosen)
        ratings.append(np.where(chosen // FILMS_A_TASTE == taste, 4.5, 1.5))
    return Interactions(
        user_ids=np.arange(n_people, dtype=np.int64) * 7 + 1,
        users=np.concatenate(users).astype(np.int32),
        films=np.concatenate(rows).astype(np.int32),
        ratings=np.concatenate(ratings).astype(np.float32),
        timestamps=np.full(sum(map(len, rows)), 1_000_000_000, np.int64),
        n_films=len(films),
        scale=SCALE,
    )


def bundle(
    seed: int = 3, popularity_only: bool = False, lists: ListSettings | None = None
) -> ModelBundle:
    """A bundle trained on that world in well under a second."""
    films = catalogue()
    ratings = interactions(films, seed)
    popularity = Popularity().fit(ratings, films, seed)
    spectral = SpectralSVD(SpectralSettings(n_factors=6)).fit(ratings, films, seed)
    rater = RatingSVD(RatingSettings(n_factors=4, n_epochs=5)).fit(ratings, films, seed)
    ranker = popularity if popularity_only else spectral
    return ModelBundle(
        ranker=ranker,
        rater=rater.knowing(ratings),
        popularity=popularity,
        catalogue=films,
        seen=SeenFilms.of_all(ratings),
        exposure=exposure(ranker, ratings, 5, seed),
        info=ModelInfo(
            ranker=ranker.name,
            rater=rater.name,
            lists=lists or ListSettings(),
            dataset="toy",
            data_version="0" * 64,
            simulated=True,
            licence="none",
            scale=SCALE,
            data_last_time=1_000_000_000,
            n_users=ratings.n_users,
            n_films=len(films),
            n_ratings=len(ratings),
            n_training_users=ratings.n_users,
            n_training_ratings=len(ratings),
            split="of a test",
            seed=seed,
            control="none",
            hyperparameters={},
            training_seconds=0.1,
            trained_at="2026-11-01T00:00:00+00:00",
            git_commit="unknown",
            lock_hash="unknown",
        ),
    )
