"""Films similar to a film: a true cosine, whatever model is served."""

from dataclasses import replace

import numpy as np
import pytest

from cinq import wire
from cinq.errors import InvalidRequest, UnknownFilm
from cinq.hyperparameters import Hyperparameters
from cinq.models.family import build
from cinq.serving.engine import Engine
from cinq.serving.similar import FilmSpace
from tests.serving.worlds import FILMS_A_TASTE, bundle, catalogue, film_of, interactions

RANKERS = ("hybrid", "hybrid_knn", "knn_cosine", "ease", "ials", "content", "popularity")


def served_with(ranker: str, n_unrated: int = 0):
    """The toy bundle with another ranker; the last films of each taste are rated by nobody."""
    films, ratings = catalogue(), interactions(catalogue())
    ratings = ratings.take(ratings.films % FILMS_A_TASTE < FILMS_A_TASTE - n_unrated)
    model = build(ranker, Hyperparameters()).fit(ratings, films, 3)
    made = bundle()
    popularity = type(made.popularity)().fit(ratings, films, 3)
    return replace(made, ranker=model, popularity=popularity)


def similar(engine: Engine, film_id: int, **fields) -> wire.SimilarAnswer:
    return engine.similar(wire.SimilarRequest(film_id=film_id, **fields))


def test_films_of_one_taste_are_similar_and_the_film_itself_is_left_out(engine):
    answer = similar(engine, film_of(1, 0), k=10)
    assert answer.film.film_id == film_of(1, 0)
    assert len(answer.films) == 10
    assert {film.genres[0] for film in answer.films} == {"Drama"}
    assert film_of(1, 0) not in {film.film_id for film in answer.films}
    found = [film.similarity for film in answer.films]
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize("ranker", RANKERS)
def test_it_is_a_cosine_symmetric_and_one_for_the_film_itself(ranker):
    space = FilmSpace(served_with(ranker, n_unrated=3))
    matrix = np.array([space.likeness(row).cosines for row in range(3 * FILMS_A_TASTE)])
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-5)
    np.testing.assert_allclose(np.diag(matrix), 1, atol=1e-5)
    assert np.abs(matrix).max() <= 1 + 1e-5
    assert np.linalg.eigvalsh(matrix.astype(float)).min() > -1e-4


def test_for_a_sum_of_factors_the_part_of_ratings_is_the_cosine_of_item_factors():
    made = served_with("hybrid")
    factors = np.asarray(made.ranker.main.item_out, np.float64)
    unit = factors / np.linalg.norm(factors, axis=0)
    likes = np.expm1(made.popularity.scores.astype(float))
    trust = np.sqrt(likes / (likes + 20))
    expected = (unit.T @ unit[:, 4]) * trust * trust[4]
    found = FilmSpace(made).likeness(4).by_ratings
    np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("ranker", ["hybrid", "hybrid_knn", "ease"])
def test_a_film_that_nobody_rated_is_found_by_what_is_said_of_it(ranker):
    engine = Engine(served_with(ranker, n_unrated=3))
    answer = similar(engine, film_of(2, FILMS_A_TASTE - 2))
    assert {film.genres[0] for film in answer.films} == {"Horror"}
    assert all(film.by_ratings == 0 for film in answer.films)


def test_the_parts_add_up(engine):
    for film in similar(engine, film_of(0, 3), k=20).films:
        assert film.by_ratings + film.by_content == pytest.approx(film.similarity, abs=1e-6)


def test_a_model_that_is_no_sum_answers_by_genre():
    answer = similar(Engine(served_with("popularity")), film_of(0, 3))
    assert [film.similarity for film in answer.films] == [1, 1, 1, 1, 1]
    assert {film.genres[0] for film in answer.films} == {"Comedy"}


def test_it_is_not_what_an_only_favourite_brings(engine):
    """The score of an only favourite leans to popular films; the cosine does not."""
    one = wire.RecommendRequest(favourites=[film_of(0, 5)], k=19, diversity=0)
    scored = [film.film_id for film in engine.recommend_one(one).films]
    assert [film.film_id for film in similar(engine, film_of(0, 5), k=19).films] != scored


def test_filters_hold(engine):
    answer = similar(engine, film_of(0, 0), k=5, exclude=[film_of(0, 1)], years=(1970, 1990))
    assert film_of(0, 1) not in {film.film_id for film in answer.films}
    assert all(1970 <= film.year <= 1990 for film in answer.films)
    with pytest.raises(InvalidRequest, match="Western"):
        similar(engine, film_of(0, 0), genres=["Western"])


def test_an_unknown_film_is_named(engine):
    with pytest.raises(UnknownFilm, match="424242"):
        similar(engine, 424242)


def test_a_film_of_which_nothing_is_known_is_like_none():
    made = served_with("spectral_svd")
    bare = replace(made.catalogue.films[0], genres=())
    films = type(made.catalogue)((bare, *made.catalogue.films[1:]))
    ratings = interactions(films)
    unrated = ratings.take(ratings.films != 0)
    model = build("spectral_svd", Hyperparameters()).fit(unrated, films, 3)
    engine = Engine(replace(made, ranker=model, catalogue=films))
    assert similar(engine, bare.film_id).films == []
