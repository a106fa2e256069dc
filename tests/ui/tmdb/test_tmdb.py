"""What TMDB is told, and what is made of its answers."""

import asyncio

import pytest

from tests.ui.tmdb.fake import ALIEN, TOKEN, FakeTmdb, film
from ui.tmdb.tmdb import MAX_PICTURE_BYTES, Tmdb, TmdbAway


@pytest.fixture
def tmdb() -> FakeTmdb:
    return FakeTmdb()


def asked(tmdb: FakeTmdb, title: str = "Alien", year: int = 1979) -> bytes:
    async def ask() -> bytes:
        client = tmdb.client()
        try:
            return await client.picture(title, year)
        finally:
            await client.close()

    return asyncio.run(ask())


def test_a_picture_takes_a_search_and_the_picture_itself(tmdb: FakeTmdb) -> None:
    assert asked(tmdb) == ALIEN
    search, picture = tmdb.asked
    assert dict(search.url.params) == {"query": "Alien", "year": "1979", "include_adult": "false"}
    assert search.headers["authorization"] == f"Bearer {TOKEN.get_secret_value()}"
    assert str(picture.url) == "https://image.tmdb.org/t/p/w342/alien.jpg"


def test_the_token_is_shown_to_the_search_only_and_no_cookie_to_anybody(tmdb: FakeTmdb) -> None:
    asked(tmdb)
    assert "authorization" not in tmdb.asked[1].headers
    assert not any("cookie" in request.headers for request in tmdb.asked)


def test_a_film_that_is_not_found_has_no_picture(tmdb: FakeTmdb) -> None:
    assert asked(tmdb, "Heat", 1995) == b""
    tmdb.found = []
    assert asked(tmdb) == b""
    tmdb.found = [film("Alien", "1979-05-25", "/gone.jpg")]
    assert asked(tmdb) == b""


@pytest.mark.parametrize(
    "picture", [b"", b"<svg onload=alert(1)>", b"\xff\xd8\xff" + b"x" * MAX_PICTURE_BYTES]
)
def test_what_is_no_small_jpeg_is_no_picture(tmdb: FakeTmdb, picture: bytes) -> None:
    tmdb.pictures["/alien.jpg"] = picture
    assert asked(tmdb) == b""


@pytest.mark.parametrize("status", [301, 400, 403, 429, 500, 503])
def test_other_answers_are_no_news_of_the_film(tmdb: FakeTmdb, status: int) -> None:
    tmdb.status = status
    with pytest.raises(TmdbAway, match=str(status)):
        asked(tmdb)


def test_a_token_that_is_refused_is_named(tmdb: FakeTmdb) -> None:
    tmdb.status = 401
    with pytest.raises(TmdbAway, match=r"ui\.tmdb_token.*Read Access Token") as refused:
        asked(tmdb)
    assert TOKEN.get_secret_value() not in str(refused.value)


@pytest.mark.parametrize("said", [b"<html>", b"[]", b'{"results": [{"title": 7}]}', b"\xff"])
def test_an_answer_of_another_kind_is_no_news_either(tmdb: FakeTmdb, said: bytes) -> None:
    tmdb.said = said
    with pytest.raises(TmdbAway, match="something else"):
        asked(tmdb)


def test_no_network_is_told_in_one_line(tmdb: FakeTmdb) -> None:
    tmdb.away = True
    with pytest.raises(TmdbAway, match=r"^TMDB cannot be reached: ConnectError$"):
        asked(tmdb)


def test_the_token_is_not_shown_by_accident() -> None:
    assert TOKEN.get_secret_value() not in repr(vars(Tmdb(TOKEN)))
