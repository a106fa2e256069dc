import asyncio

import pytest

from cinq.client import ApiError
from cinq.wire import RecommendRequest
from tests.ui.fakes import FakeApi
from ui.films import Films


def test_a_film_seen_once_is_not_asked_for_again(api: FakeApi) -> None:
    films = Films(api)
    asyncio.run(films.facts([1, 2]))
    asyncio.run(films.facts([2, 1]))
    assert api.asked == ["films"]


def test_order_stays_and_unknown_films_are_left_out(api: FakeApi) -> None:
    found = asyncio.run(Films(api).facts([404, 3, 405, 1]))
    assert [film.film_id for film in found] == [3, 1]


def test_only_unknown_films_give_nothing(api: FakeApi) -> None:
    assert asyncio.run(Films(api).facts([404])) == ()


def test_an_outage_is_not_taken_for_an_unknown_film(api: FakeApi) -> None:
    api.down = True
    with pytest.raises(ApiError):
        asyncio.run(Films(api).facts([1]))


def test_the_model_is_asked_for_again_after_some_seconds(api: FakeApi) -> None:
    now = [0.0]
    films = Films(api, clock=lambda: now[0])
    for moment in (0.0, 4.0, 6.0):
        now[0] = moment
        asyncio.run(films.model())
    assert api.asked == ["model", "model"]


def test_the_last_known_model_stands_in_while_the_api_is_away(api: FakeApi) -> None:
    now = [0.0]
    films = Films(api, clock=lambda: now[0])
    known = asyncio.run(films.model())
    api.down, now[0] = True, 100.0
    assert asyncio.run(films.model()) == known


def test_a_problem_in_the_batch_becomes_an_error(api: FakeApi) -> None:
    with pytest.raises(ApiError, match="unknown film 404"):
        asyncio.run(Films(api).recommend(RecommendRequest(favourites=[404])))
