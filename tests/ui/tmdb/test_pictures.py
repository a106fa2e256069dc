"""A film's picture comes from disk, else from TMDB, else not at all; nobody waits for it long."""

import asyncio
import logging
from pathlib import Path

import pytest

from tests.ui.fakes import FakeApi
from tests.ui.tmdb.fake import ALIEN, FakeTmdb
from ui.films import Films
from ui.tmdb.kept import KeptPictures
from ui.tmdb.pictures import PAUSE_SECONDS, Pictures

HOSTILE, ALIENS, THE_ALIEN, NOBODYS = 666, 8, 1, 404


class World:
    """Pictures with a clock that stands still."""

    def __init__(self, folder: Path) -> None:
        self.now = 0.0
        self.api, self.tmdb = FakeApi(), FakeTmdb()
        self.kept = KeptPictures(folder)
        self._pictures = Pictures(Films(self.api), self.tmdb.client(), self.kept, lambda: self.now)

    def of(self, *film_ids: int) -> list[bytes | None]:
        async def ask() -> list[bytes | None]:
            return list(await asyncio.gather(*map(self._pictures.of, film_ids)))

        return asyncio.run(ask())


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "pictures")


def test_tmdb_is_asked_once_for_a_film(world: World) -> None:
    assert world.of(THE_ALIEN) == [ALIEN]
    assert world.of(THE_ALIEN) == [ALIEN]
    assert len(world.tmdb.asked) == 2


def test_also_for_one_without_a_picture(world: World) -> None:
    assert world.of(ALIENS) == [b""]
    assert world.of(ALIENS) == [b""]
    assert len(world.tmdb.asked) == 1


def test_a_film_that_is_unknown_or_of_no_year_has_none(world: World) -> None:
    assert world.of(NOBODYS, HOSTILE) == [b"", b""]
    assert world.tmdb.asked == []


def test_without_the_api_nothing_can_be_told(world: World) -> None:
    world.api.down = True
    assert world.of(THE_ALIEN) == [None]


def test_after_trouble_there_is_a_pause_in_which_kept_ones_are_shown(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    assert world.of(THE_ALIEN) == [ALIEN]
    world.tmdb.away = True
    assert world.of(*range(2, 12)) == [None] * 10
    n_asked = len(world.tmdb.asked)
    assert n_asked <= 2 + 4
    warned = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert [record.message for record in warned] == [
        "films are shown without TMDB's pictures for a minute: TMDB cannot be reached: ConnectError"
    ]
    assert world.of(THE_ALIEN, 2) == [ALIEN, None]
    assert len(world.tmdb.asked) == n_asked
    world.now, world.tmdb.away = PAUSE_SECONDS, False
    assert world.of(ALIENS) == [b""]


def test_a_disk_that_takes_nothing_is_no_trouble_of_the_page(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_bytes(b"")
    world = World(tmp_path / "file" / "pictures")
    assert world.of(THE_ALIEN) == [None]
    assert "cannot be kept" in caplog.text
