"""Pictures are kept for as long as TMDB allows."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from ui.tmdb.kept import BROWSER_DAYS, DAYS, MISSED_DAYS, KeptPictures

SIX_MONTHS = 181
"""Days of the shortest six."""
FILM = ("Alien", 1979)


@dataclass
class Clock:
    now: float = 1.8e9

    def __call__(self) -> float:
        return self.now

    def later(self, days: float) -> None:
        self.now += days * 24 * 3600


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tmdb" / "pictures"


@pytest.fixture
def kept(folder: Path, clock: Clock) -> KeptPictures:
    return KeptPictures(folder, clock)


def test_with_the_browsers_days_it_is_less_than_six_months() -> None:
    assert DAYS + BROWSER_DAYS < SIX_MONTHS


def test_a_picture_is_found_again_until_it_is_too_old(kept: KeptPictures, clock: Clock) -> None:
    assert kept.find(*FILM) is None
    kept.keep(*FILM, b"picture")
    clock.later(DAYS - 0.01)
    assert kept.find(*FILM) == b"picture"
    clock.later(0.02)
    assert kept.find(*FILM) is None


def test_that_there_is_none_is_forgotten_sooner(kept: KeptPictures, clock: Clock) -> None:
    kept.keep(*FILM, b"")
    clock.later(MISSED_DAYS - 0.01)
    assert kept.find(*FILM) == b""
    clock.later(0.02)
    assert kept.find(*FILM) is None


def test_films_of_one_title_are_kept_apart(kept: KeptPictures) -> None:
    kept.keep(*FILM, b"picture")
    assert kept.find("Alien", 1980) is None


@pytest.mark.parametrize("title", ["../../secret", "a/b", "\x00", "x" * 500, "\u202e"])
def test_no_title_leads_elsewhere(kept: KeptPictures, folder: Path, title: str) -> None:
    kept.keep(title, 1979, b"picture")
    assert kept.find(title, 1979) == b"picture"
    assert [file.parent for file in folder.parent.rglob("*.jpg")] == [folder]


def test_the_sweep_deletes_what_is_too_old_and_what_was_never_finished(
    kept: KeptPictures, clock: Clock, folder: Path
) -> None:
    kept.keep("Old", 1979, b"picture")
    unfinished = folder / "left.1.part"
    unfinished.write_bytes(b"pic")
    os.utime(unfinished, (clock.now, clock.now))
    clock.later(0.9)
    assert kept.sweep() == 0
    clock.later(0.2)
    assert kept.sweep() == 1
    clock.later(DAYS - 2)
    kept.keep("New", 1979, b"picture")
    assert kept.sweep() == 0
    clock.later(1)
    assert kept.sweep() == 1
    assert kept.find("New", 1979) == b"picture"


def test_to_clear_deletes_all_and_needs_no_folder(kept: KeptPictures, folder: Path) -> None:
    kept.clear()
    kept.keep(*FILM, b"picture")
    kept.clear()
    assert list(folder.iterdir()) == []
