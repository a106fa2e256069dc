from xml.etree import ElementTree

import pytest

from tests.ui.fakes import FILMS
from ui.posters import poster


@pytest.mark.parametrize("film", FILMS, ids=lambda film: str(film.film_id))
def test_a_poster_is_small_well_formed_and_asks_for_nothing(film) -> None:
    svg = poster(film.title, film.year, film.genres)
    ElementTree.fromstring(svg)
    assert len(svg) < 2500
    assert "href" not in svg
    assert "url(" not in svg
    assert "<script" not in svg


def test_the_same_film_has_the_same_poster() -> None:
    assert poster("Heat", 1995, ["Crime"]) == poster("Heat", 1995, ["Crime"])


def test_two_films_of_one_genre_differ() -> None:
    assert poster("Heat", 1995, ["Crime"]) != poster("Casino", 1995, ["Crime"])


def test_a_film_of_which_nothing_is_known_has_one_too() -> None:
    ElementTree.fromstring(poster("", None, []))
