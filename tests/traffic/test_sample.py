"""The sample of requests: fair, bounded, and without anything that names anybody."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from cinq import wire
from cinq.errors import UnknownFilm
from cinq.serving.engine import Engine
from cinq.serving.parity import GoldenAnswer, check_parity
from cinq.traffic.sample import FILMS_KEPT, REFUSED, Served
from cinq.traffic.tables import ServedRow
from tests.serving.worlds import bundle, film_of


@pytest.fixture(scope="module")
def toy():
    return bundle()


@pytest.fixture
def engine(toy) -> Engine:
    made = Engine(toy, release=7, model_version="3")
    made.traffic.take(1000)
    return made


def asking(*favourites: int, k: int = 5) -> wire.RecommendRequest:
    return wire.RecommendRequest(favourites=list(favourites), k=k, subject="ana")


def test_a_request_is_kept_with_what_it_got_whichever_way_it_is_asked(engine) -> None:
    one, other = film_of(0, 0), film_of(1, 3)
    answers = [engine.recommend_one(asking(one, other)), engine.recommend_one(asking())]
    engine.written_one(asking(other, one), "r")
    list(engine.written([(asking(one), "r")]))
    kept = engine.traffic.take(1000)
    assert [sorted(each.favourites) for each in kept] == [
        [one, other],
        [],
        [one, other],
        [one],
    ]
    assert [each.source for each in kept] == ["spectral_svd", "popularity"] + ["spectral_svd"] * 2
    assert {(each.dataset, each.release, each.model_version) for each in kept} == {("toy", 7, "3")}
    for each, answer in zip(kept, answers, strict=False):
        assert each.films == [film.film_id for film in answer.films]
        assert each.scores == pytest.approx([film.score for film in answer.films], abs=1e-5)
    assert engine.traffic.take(0) == []


def test_a_request_for_films_that_are_not_there_is_kept_as_refused(engine) -> None:
    with pytest.raises(UnknownFilm):
        engine.written_one(asking(film_of(0, 0), 3, 4), "r")
    list(engine.written([(asking(5), "r"), (asking(film_of(0, 1)), "r")]))
    kept = engine.traffic.take(1000)
    told = Counter((each.source, each.unknown, tuple(each.favourites)) for each in kept)
    assert told == {
        (REFUSED, 2, (film_of(0, 0),)): 1,
        (REFUSED, 1, ()): 1,
        ("spectral_svd", 0, (film_of(0, 1),)): 1,
    }


def test_long_lists_are_cut(engine) -> None:
    engine.recommend_one(asking(film_of(0, 0), k=30))
    (kept,) = engine.traffic.take(1000)
    assert len(kept.films) == len(kept.scores) == FILMS_KEPT


def test_nothing_is_kept_until_somebody_takes_it(toy) -> None:
    engine = Engine(toy)
    check_parity(
        engine, [GoldenAnswer(name="a", favourites=(1000,), films=(), scores=())][:0], None
    )
    engine.recommend_one(asking(film_of(0, 0)))
    assert engine.traffic.take(10) == []
    engine.recommend_one(asking(film_of(0, 0)))
    assert len(engine.traffic.take(0)) == 1
    engine.recommend_one(asking(film_of(0, 0)))
    assert engine.traffic.take(10) == []


def test_of_many_requests_each_is_kept_as_often(engine) -> None:
    counts: Counter[int] = Counter()
    films = [film_of(0, place) for place in range(20)]
    for _ in range(300):
        engine.traffic.take(5)
        for film in films:
            engine.recommend_one(asking(film))
        kept = engine.traffic.take(5)
        assert len(kept) == 5
        counts.update(film for each in kept for film in each.favourites)
    found = np.array([counts[film] for film in films])
    assert (abs(found - 75) < 5 * np.sqrt(75 * 0.75)).all()


def test_threads_that_answer_while_the_sample_is_taken_lose_nothing(engine) -> None:
    engine.traffic.take(100_000)
    taken: list[Served] = []

    def ask(_: int) -> None:
        for _ in range(200):
            engine.recommend_one(asking(film_of(0, 0)))

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, number) for number in range(4)]
        while not all(each.done() for each in asked):
            taken += engine.traffic.take(100_000)
    taken += engine.traffic.take(0)
    assert len(taken) == 800


def test_nothing_that_is_kept_could_name_a_person() -> None:
    kept = {column.name for column in ServedRow.__table__.columns}
    assert kept == {"id", *Served._fields}
    assert not kept & {"subject", "account", "person_id", "client", "address", "key", "request_id"}
