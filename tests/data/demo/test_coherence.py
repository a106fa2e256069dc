"""The audience has tastes that the model can find."""

import numpy as np
import pyarrow as pa
import pytest

from cinq.data.catalogue import Catalogue
from cinq.data.demo.catalogue import GENRES
from cinq.data.interactions import Interactions, Scale
from cinq.models.spectral_svd import SpectralSVD


@pytest.fixture(scope="module")
def model(demo_scores: pa.Table, films: pa.Table) -> SpectralSVD:
    people, users = np.unique(demo_scores["user_id"].to_numpy(), return_inverse=True)
    catalogue = Catalogue.from_table(films)
    interactions = Interactions(
        user_ids=people,
        users=users.astype(np.int32),
        films=catalogue.rows(demo_scores["film_id"].to_numpy()),
        ratings=demo_scores["relevance"].to_numpy().astype(np.float32),
        timestamps=np.zeros(len(users), np.int64),
        n_films=len(catalogue),
        scale=Scale(0, 100, 60),
    )
    return SpectralSVD().fit(interactions, catalogue, seed=20)


def share_of_genre(model: SpectralSVD, favourites: list[int], genre: str) -> float:
    scores = model.score([model.profile(favourites)])[0]
    scores[model.catalogue.rows(favourites)] = -np.inf
    best = np.argsort(-scores)[:5]
    return sum(genre in model.catalogue.films[row].genres for row in best) / 5


def test_five_films_of_a_genre_bring_that_genre(model: SpectralSVD) -> None:
    generator = np.random.default_rng(5)
    shares = []
    for genre in GENRES:
        ids = [film.film_id for film in model.catalogue.films if genre in film.genres]
        draws = [generator.choice(ids, 5, replace=False).tolist() for _ in range(10)]
        shares.append(np.mean([share_of_genre(model, draw, genre) for draw in draws]))
    assert min(shares) > 0.6
    assert np.mean(shares) > 0.85


def test_the_five_most_liked_of_a_genre_bring_that_genre(model: SpectralSVD) -> None:
    shares = []
    for genre in GENRES:
        liked = sorted(
            (-model.popularity[row], film.film_id)
            for row, film in enumerate(model.catalogue.films)
            if genre in film.genres
        )
        shares.append(share_of_genre(model, [film_id for _, film_id in liked[:5]], genre))
    assert np.mean(shares) > 0.6
