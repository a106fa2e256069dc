import math

import pytest
from pydantic import ValidationError

from cinq import wire
from cinq.errors import InvalidRequest, UnknownFilm
from cinq.serving.engine import Engine
from cinq.serving.problems import problem_of
from tests.serving.worlds import SCALE, bundle, film_of

COMEDIES = [film_of(0, place) for place in range(5)]
HORRORS = [film_of(2, place) for place in range(5)]


def ask(**fields: object) -> wire.TogetherRequest:
    return wire.TogetherRequest.model_validate({"people": [COMEDIES, HORRORS], **fields})


@pytest.mark.parametrize("method", ["fair", "average"])
def test_both_tastes_stand_in_one_list_without_anybodys_favourites(engine, method):
    answer = engine.recommend_together(ask(method=method, k=6))
    genres = {genre for film in answer.films for genre in film.genres}
    assert {"Comedy", "Horror"} <= genres
    assert not {film.film_id for film in answer.films} & {*COMEDIES, *HORRORS}
    assert answer.method == method
    assert answer.sources == ["spectral_svd", "spectral_svd"]


def test_the_first_two_places_of_a_fair_list_are_one_for_each(engine):
    first, second = engine.recommend_together(ask(k=2)).films
    assert {first.genres[0], second.genres[0]} == {"Comedy", "Horror"}


def test_every_film_says_what_it_is_to_each(engine):
    alone = engine.recommend_one(wire.RecommendRequest(favourites=COMEDIES, k=60))
    scores = {film.film_id: film.score for film in alone.films}
    for film in engine.recommend_together(ask(k=10)).films:
        assert [part.person for part in film.people] == [0, 1]
        for part, favourites in zip(film.people, (COMEDIES, HORRORS), strict=True):
            assert 0 <= part.fit <= 1
            assert SCALE.low <= part.predicted_rating <= SCALE.high
            assert {reason.film_id for reason in part.because} == set(favourites)
            shares = sum(reason.share for reason in part.because)
            assert math.isclose(shares, part.score, rel_tol=1e-4, abs_tol=1e-6)
        assert film.people[0].score == scores[film.film_id]
        best = max(film.people, key=lambda part: part.fit)
        assert film.genres == [("Comedy", "Horror")[best.person]] or best.fit < 0.5


def test_two_of_the_same_taste_get_what_one_gets(engine):
    people = [COMEDIES[:3], COMEDIES[2:]]
    answer = engine.recommend_together(ask(people=people))
    assert all(film.genres == ["Comedy"] for film in answer.films)


def test_filters_hold_for_the_common_list(engine):
    answer = engine.recommend_together(ask(genres=["Drama"], years=(1960, 1990), k=50))
    assert {film.genres[0] for film in answer.films} == {"Drama"}
    best = answer.films[0].film_id
    again = engine.recommend_together(ask(genres=["Drama"], exclude=[best], k=50))
    assert best not in {film.film_id for film in again.films}
    with pytest.raises(InvalidRequest, match="Western"):
        engine.recommend_together(ask(genres=["Western"]))


def test_somebody_without_favourites_takes_part_by_popularity_and_it_says_so(engine):
    answer = engine.recommend_together(ask(people=[COMEDIES, []]))
    assert answer.sources == ["spectral_svd", "popularity"]
    assert answer.source == "spectral_svd"
    assert all(film.people[1].because == [] for film in answer.films)


@pytest.mark.parametrize("method", ["fair", "average", "least_misery"])
def test_when_nobody_has_favourites_the_popular_films_come(engine, method):
    answer = engine.recommend_together(ask(people=[[], [], []], method=method))
    popular = engine.recommend_one(wire.RecommendRequest(favourites=[]))
    assert answer.source == "popularity"
    assert [film.film_id for film in answer.films] == [film.film_id for film in popular.films]


def test_an_unknown_film_is_named_with_its_list(engine):
    with pytest.raises(UnknownFilm, match=r"unknown film 424242 in people\.1") as caught:
        engine.recommend_together(ask(people=[COMEDIES, [HORRORS[0], 424242]]))
    problem = problem_of(caught.value)
    assert (problem.status, problem.field, problem.film_ids) == (422, "people.1", [424242])


@pytest.mark.parametrize(
    "people", [[COMEDIES], [[1]] * 9, [COMEDIES, [7, 7]]], ids=["one", "nine", "twice"]
)
def test_two_to_eight_people_with_films_that_stand_once_are_taken(people):
    with pytest.raises(ValidationError):
        ask(people=people)


def test_an_answer_of_endless_reasons_is_refused():
    with pytest.raises(ValidationError, match="reasons"):
        ask(people=[list(range(100))] * 8, k=100)


def test_a_ranker_without_reasons_serves_several_too():
    answer = Engine(bundle(popularity_only=True)).recommend_together(ask())
    assert answer.source == "popularity"
    assert len(answer.films) == 5
