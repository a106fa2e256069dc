"""Answers as JSON, held against the models that say what they are."""

from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cinq import wire
from cinq.errors import UnknownFilm
from cinq.serving.engine import Engine
from tests.serving.worlds import FILMS_A_TASTE, TASTES, film_of

FILMS = st.builds(film_of, st.integers(0, len(TASTES) - 1), st.integers(0, FILMS_A_TASTE - 1))
REQUESTS = st.builds(
    wire.RecommendRequest,
    favourites=st.lists(FILMS, max_size=8, unique=True),
    k=st.integers(1, 100),
    exclude=st.lists(FILMS, max_size=3),
    genres=st.sampled_from([[], ["Drama"], ["horror", "Comedy"]]),
    years=st.sampled_from([None, (1960, 1990), (1850, 1851)]),
    diversity=st.sampled_from([None, 0.0, 0.3, 1.0]),
    request_id=st.just("mine"),
)


@given(REQUESTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_what_the_models_say(engine: Engine, request_: wire.RecommendRequest):
    expected = engine.recommend_one(request_)
    written = engine.written_one(request_, "mine")
    assert wire.Answer.model_validate_json(written) == expected
    assert len(written) == len(expected.model_dump_json().encode())


@given(st.lists(REQUESTS, min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
def test_answers_are_the_same_bytes_alone_and_in_a_batch(engine: Engine, requests):
    alone = [engine.written_one(request, "mine") for request in requests]
    parts = engine.written([(request, "mine") for request in requests])
    assert list(chain.from_iterable(parts)) == alone


def test_an_unknown_film_is_a_problem_in_its_place(engine: Engine):
    good = wire.RecommendRequest(favourites=[film_of(0, 0)])
    unknown = wire.RecommendRequest(favourites=[424242])
    first, second, third = chain.from_iterable(
        engine.written([(good, "a"), (unknown, "b"), (good, "a")])
    )
    assert first == third
    problem = wire.ProblemAnswer.model_validate_json(second).problem
    assert (problem.film_ids, problem.request_id) == ([424242], "b")
    with pytest.raises(UnknownFilm):
        engine.written_one(unknown, "b")


def test_the_work_of_a_batch_comes_in_parts(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("cinq.serving.finding.SCORES_AT_ONCE", 0)
    monkeypatch.setattr("cinq.serving.finding.FEWEST_AT_ONCE", 2)
    asked = [(wire.RecommendRequest(favourites=[film_of(0, n)]), str(n)) for n in range(5)]
    assert [len(part) for part in engine.written(asked)] == [2, 2, 1]


def test_facts_that_were_forgotten_are_written_again(toy, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("cinq.serving.writing.KEPT", 3)
    engine = Engine(toy)
    request = wire.RecommendRequest(favourites=[film_of(0, 0), film_of(1, 1)], k=40)
    written = engine.written_one(request, "")
    assert wire.Answer.model_validate_json(written) == engine.recommend_one(request)
