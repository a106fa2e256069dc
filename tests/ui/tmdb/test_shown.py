"""TMDB on the page: only with a token, only for who is signed in, and with its notice."""

import asyncio
import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from cinq.settings import Settings, load_settings
from tests.ui.conftest import PASSWORD
from tests.ui.fakes import FakeApi
from tests.ui.tmdb.fake import ALIEN, FakeTmdb
from ui.app import create_app
from ui.texts import LANGUAGES, Language, texts
from ui.tmdb import kept_pictures


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = str(tmp_path_factory.mktemp("home"))
    return load_settings({"home": home, "ui.address": "http://testserver"})


@pytest.fixture(scope="module")
def tmdb() -> FakeTmdb:
    return FakeTmdb()


@pytest.fixture(scope="module")
def server(settings: Settings, tmdb: FakeTmdb) -> Iterator[TestClient]:
    async def build() -> FastAPI:
        return create_app(settings, client=FakeApi(), tmdb=tmdb.client())

    with TestClient(asyncio.run(build()), "http://testserver", follow_redirects=False) as client:
        client.post("/account", data={"name": "Ada", "password": PASSWORD})
        yield client


@pytest.fixture
def stranger(server: TestClient) -> TestClient:
    return TestClient(server.app, "http://testserver")


def test_a_picture_is_handed_on_for_a_week(server: TestClient) -> None:
    answer = server.get("/pictures/1")
    assert (answer.status_code, answer.content) == (200, ALIEN)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, max-age=604800"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("film", ["2", "404"])
def test_that_there_is_none_is_kept_for_a_day(server: TestClient, film: str) -> None:
    answer = server.get(f"/pictures/{film}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["cache-control"] == "private, max-age=86400"


@pytest.mark.parametrize("film", ["-1", "1.5", "9" * 19, "٣", "x", "%00"])
def test_what_is_no_film_is_no_trouble(server: TestClient, film: str) -> None:
    answer = server.get(f"/pictures/{film}")
    assert (answer.status_code, answer.headers["cache-control"]) == (204, "no-store")


def test_who_is_not_signed_in_gets_none(stranger: TestClient, tmdb: FakeTmdb) -> None:
    n_asked = len(tmdb.asked)
    answer = stranger.get("/pictures/1")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["cache-control"] == "no-store"
    assert len(tmdb.asked) == n_asked


def test_the_logo_is_the_file_that_somebody_put_there(
    server: TestClient, settings: Settings
) -> None:
    assert server.get("/pictures/logo").status_code == 204
    logo = settings.home / "tmdb" / "logo.svg"
    logo.parent.mkdir(exist_ok=True)
    logo.write_text("<svg/>")
    answer = server.get("/pictures/logo")
    assert (answer.text, answer.headers["content-type"]) == ("<svg/>", "image/svg+xml")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_brings_the_script_with_the_notice(server: TestClient, language: Language) -> None:
    page = server.get(f"/app/{language}/").text
    config = re.search(r"window\.gradio_config = (\{.*?\});</script>", page)
    assert config is not None
    notice = f'src="/static/tmdb.js" data-notice="{escape(texts(language).tmdb)}"'
    assert notice in json.loads(config[1])["head"]


def test_without_a_token_there_is_nothing_of_tmdb_left(tmp_path: Path) -> None:
    settings = load_settings({"home": str(tmp_path), "ui.address": "http://testserver"})
    kept_pictures(settings).keep("Alien", 1979, ALIEN)

    async def build() -> FastAPI:
        return create_app(settings, client=FakeApi())

    with TestClient(asyncio.run(build()), "http://testserver") as client:
        client.post("/account", data={"name": "Ada", "password": PASSWORD})
        assert client.get("/pictures/1").status_code == 404
        assert "tmdb" not in client.get("/app/en/").text.lower()
    assert kept_pictures(settings).find("Alien", 1979) is None


def test_what_is_too_old_is_gone_when_the_page_starts(
    tmp_path: Path, tmdb: FakeTmdb, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings({"home": str(tmp_path), "ui.address": "http://testserver"})
    kept = kept_pictures(settings)
    monkeypatch.setattr(kept, "_clock", lambda: 1e9)
    kept.keep("Alien", 1979, ALIEN)
    [file] = (tmp_path / "tmdb" / "pictures").iterdir()

    async def build() -> FastAPI:
        return create_app(settings, client=FakeApi(), tmdb=FakeTmdb().client())

    with TestClient(asyncio.run(build()), "http://testserver"):
        assert not file.exists()
