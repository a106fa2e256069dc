"""Bundles of any size to measure the service with: made of random numbers, in seconds.

What is served by default is served here: the hybrid of a spectral SVD and content (fitted by the
real code to facts that are made up), Bayesian matrix factorisation, and the default lists. Nothing
in them was learned, so their answers mean nothing; their cost is that of a real model of the size.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue, Film
from cinq.data.interactions import Interactions, Scale
from cinq.models.bayesian_mf import BayesianMF, PosteriorParameters
from cinq.models.bundle import ModelBundle, ModelInfo, SeenFilms
from cinq.models.content import Content
from cinq.models.hybrid import Hybrid
from cinq.models.popularity import Popularity
from cinq.models.recommender import read_only
from cinq.models.spectral_svd import SpectralSVD
from cinq.settings import load_settings

SCALE = Scale(low=0.5, high=5.0, liked_from=4.0)
GENRES = ["Action", "Animation", "Comedy", "Crime", "Drama", "Fantasy", "Horror", "Romance"]
RANK = 32
"""Factors of the rating model."""


@dataclass(frozen=True)
class Size:
    """How large a model is to be."""

    n_films: int
    n_factors: int
    n_users: int
    n_ratings: int

    @property
    def name(self) -> str:
        """As in tables."""
        return f"{self.n_films:,} x {self.n_factors}"


TINY = Size(50, 4, 30, 500)
SMALL = Size(9_742, 64, 610, 100_836)
LARGE = Size(62_423, 128, 162_541, 25_000_095)
"""MovieLens 25M."""


def made_bundle(size: Size, seed: int = 0) -> ModelBundle:
    """A bundle of that size."""
    random = np.random.default_rng(seed)
    films = _films(size.n_films, random)
    ratings = _ratings(size, random)
    settings = load_settings().training
    popularity = Popularity().fit(ratings, films, seed)
    ranker = Hybrid(main=_spectral(size, films, popularity.scores, random))
    ranker.content = Content(settings.content).fit(ratings, films, seed)
    ranker.catalogue, ranker.popularity = films, popularity.scores
    ranker.weights = read_only(np.array([30.0, 0.5], np.float32))
    rater = BayesianMF()
    rater.catalogue, rater.learned = films, _rating_parameters(size, ratings, random)
    return ModelBundle(
        ranker=ranker,
        rater=rater,
        popularity=popularity,
        catalogue=films,
        seen=SeenFilms.of_all(ratings),
        exposure=read_only(random.random(size.n_films).astype(np.float32) ** 8),
        info=ModelInfo(
            ranker=ranker.name,
            rater=rater.name,
            lists=settings.lists,
            dataset="made up",
            data_version="0" * 64,
            simulated=True,
            licence="none",
            scale=SCALE,
            data_last_time=None,
            n_users=size.n_users,
            n_films=size.n_films,
            n_ratings=len(ratings),
            n_training_users=size.n_users,
            n_training_ratings=len(ratings),
            split="of a benchmark",
            seed=seed,
            control="none",
            hyperparameters={},
            training_seconds=0.0,
            trained_at="2026-11-01T00:00:00+00:00",
            git_commit="unknown",
            lock_hash="unknown",
        ),
    )


def _films(n_films: int, random: np.random.Generator) -> Catalogue:
    names = [f"{''.join(row)}" for row in random.choice([*"abcdefghilmnoprstu"], (4_000, 7))]
    words = [name.capitalize() for name in names]
    titles = random.integers(0, len(words), (n_films, 3)).tolist()
    n_genres, n_tags = random.integers(1, 4, n_films), random.poisson(2, n_films)
    return Catalogue(
        tuple(
            Film(
                film_id=3 * row + 1,
                title=" ".join(words[place] for place in title),
                year=int(1930 + random.integers(0, 95)),
                genres=tuple(random.choice(GENRES, n_genres[row], replace=False).tolist()),
                directors=(),
                actors=(),
                tags=tuple({names[place] for place in random.integers(0, 900, n_tags[row])}),
                description="",
            )
            for row, title in enumerate(titles)
        )
    )


def _ratings(size: Size, random: np.random.Generator) -> Interactions:
    """Ratings of films whose fame falls as in real data."""
    fame = (np.arange(size.n_films) / size.n_films + 0.01) ** -1.2
    films = random.choice(size.n_films, size.n_ratings, p=fame / fame.sum())
    users = random.integers(0, size.n_users, size.n_ratings)
    pairs = np.unique(users * size.n_films + random.permutation(size.n_films)[films])
    return Interactions(
        user_ids=np.arange(1, size.n_users + 1),
        users=(pairs // size.n_films).astype(np.int32),
        films=(pairs % size.n_films).astype(np.int32),
        ratings=(random.integers(1, 11, len(pairs)) / 2).astype(np.float32),
        timestamps=np.zeros(len(pairs), np.int64),
        n_films=size.n_films,
        scale=SCALE,
    )


def _spectral(
    size: Size, films: Catalogue, popularity: NDArray[np.float32], random: np.random.Generator
) -> SpectralSVD:
    model = SpectralSVD()
    factors = random.standard_normal((size.n_films, size.n_factors)).astype(np.float32)
    factors *= popularity[:, np.newaxis] / 10
    model.catalogue, model.popularity = films, popularity
    model.item_in = read_only(factors)
    model.item_out = read_only(np.ascontiguousarray(factors.T))
    return model


def _rating_parameters(
    size: Size, ratings: Interactions, random: np.random.Generator
) -> PosteriorParameters:
    def normal(*shape: int) -> NDArray[np.float32]:
        return (random.standard_normal(shape) * 0.3).astype(np.float32)

    return PosteriorParameters(
        mean=np.array(3.5),
        scale=np.array([SCALE.low, SCALE.high]),
        user_ids=ratings.user_ids,
        user_bias=normal(size.n_users),
        user_factors=normal(size.n_users, RANK),
        item_bias=normal(size.n_films),
        item_factors=normal(RANK, size.n_films),
        popularity=np.zeros(size.n_films, np.float32),
        penalty=np.eye(1 + RANK) * 4.0,
    )
