"""Two lists side by side: every film of either once, with both places."""

import pytest

from cinq import wire
from cinq.errors import InvalidRequest, UnknownFilm
from cinq.serving.engine import Engine
from cinq.serving.two_lists import compare, side_by_side
from tests.serving.worlds import bundle, film_of

FIVE = [film_of(0, place) for place in range(5)]


def answer(film_ids: list[int], release: int = 1) -> wire.Answer:
    films = [
        wire.RecommendedFilm(
            film_id=film_id,
            title=f"Film {film_id}",
            year=None,
            genres=[],
            score=10.0 - place,
            predicted_rating=4.0,
            because=[],
        )
        for place, film_id in enumerate(film_ids)
    ]
    return wire.Answer(
        films=films, model_version=str(release), release=release, source="hybrid", request_id="r"
    )


def test_shared_films_tell_how_many_places_they_rose_and_others_where_they_stand():
    found = side_by_side(answer([1, 2, 3]), answer([3, 1, 4], 2), "r")
    assert [film.film_id for film in found.films] == [1, 2, 3, 4]
    assert [film.change for film in found.films] == [-1, None, 2, None]
    assert [film.first and film.first.rank for film in found.films] == [1, 2, 3, None]
    assert [film.second and film.second.rank for film in found.films] == [2, None, 1, 3]
    assert (found.n_shared, found.overlap) == (2, 0.5)
    assert (found.first.release, found.second.release) == (1, 2)
    assert found.films[3].second.score == 8.0


def test_the_same_list_twice_shares_all_and_moves_nothing():
    found = side_by_side(answer([1, 2, 3]), answer([1, 2, 3]), "r")
    assert found.overlap == 1.0
    assert {film.change for film in found.films} == {0}


def test_lists_of_other_films_share_nothing():
    found = side_by_side(answer([1, 2]), answer([3, 4]), "r")
    assert (found.n_shared, found.overlap, len(found.films)) == (0, 0.0, 4)


def test_empty_lists_are_alike():
    assert side_by_side(answer([]), answer([]), "r").overlap == 1.0


def test_two_models_are_asked_the_same():
    first, second = Engine(bundle(3), 1, "1"), Engine(bundle(4), 2, "2")
    found = compare(first, second, wire.CompareRequest(favourites=FIVE, k=7, diversity=0.5))
    asked = wire.RecommendRequest(favourites=FIVE, k=7, diversity=0.5)
    for engine, which in ((first, "first"), (second, "second")):
        given = engine.recommend_one(asked)
        places = {film.film_id: getattr(film, which) for film in found.films}
        listed = {film_id: place for film_id, place in places.items() if place is not None}
        assert sorted(listed, key=lambda film_id: listed[film_id].rank) == [
            film.film_id for film in given.films
        ]
        assert {place.score for place in listed.values()} == {film.score for film in given.films}
    assert found.first.n_films == found.second.n_films == 7


def test_what_one_of_both_cannot_answer_says_which():
    engine = Engine(bundle(3), 1, "1")
    with pytest.raises(UnknownFilm, match="first model"):
        compare(engine, engine, wire.CompareRequest(favourites=[424242]))
    with pytest.raises(InvalidRequest, match="first model"):
        compare(engine, engine, wire.CompareRequest(favourites=FIVE, genres=["Western"]))
