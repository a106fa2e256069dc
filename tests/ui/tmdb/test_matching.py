"""Rather no picture than another film's."""

import pytest

from tests.ui.tmdb.fake import film
from ui.tmdb.matching import Result, path_of


def path(title: str, year: int, *found: dict[str, object]) -> str | None:
    return path_of(title, year, [Result.model_validate(one) for one in found])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Alien", "ALIEN"),
        ("Amelie", "Amélie"),
        ("Matrix", "The Matrix"),
        ("The Good, the Bad and the Ugly", "Good the bad and the ugly"),
        ("Les 400 coups", "400 coups"),
        ("L'Avventura", "L\u2019Avventura"),
        ("2001: A Space Odyssey", "2001 - A space odyssey"),
    ],
)
def test_a_title_is_the_same_in_another_spelling(ours: str, theirs: str) -> None:
    assert path(ours, 1999, film(theirs, "1999-03-30", "/a.jpg")) == "/a.jpg"


def test_the_original_title_will_do() -> None:
    found = film("City of God", "2002-02-05", "/a.jpg", original="Cidade de Deus")
    assert path("Cidade de Deus", 2002, found) == "/a.jpg"


def test_a_title_that_is_an_article_stays_one() -> None:
    assert path("A", 1999, film("The", "1999-01-01", "/a.jpg")) is None


@pytest.mark.parametrize("released", ["1978-12-31", "1979-05-25", "1980-01-01"])
def test_a_year_apart_is_the_same_film(released: str) -> None:
    assert path("Alien", 1979, film("Alien", released, "/a.jpg")) == "/a.jpg"


@pytest.mark.parametrize("released", ["1977-12-31", "1981-01-01", "", "soon", None])
def test_another_year_or_none_is_another_film(released: str | None) -> None:
    assert path("Alien", 1979, film("Alien", released, "/a.jpg")) is None  # type: ignore[arg-type]


def test_another_title_is_another_film() -> None:
    assert path("Alien", 1979, film("Aliens", "1979-05-25", "/a.jpg")) is None


def test_the_very_year_goes_before_the_order_of_the_search() -> None:
    remade, made = film("Heat", "1996-01-01", "/b.jpg"), film("Heat", "1995-12-15", "/a.jpg")
    assert path("Heat", 1995, remade, made) == "/a.jpg"
    assert path("Heat", 1995, remade) == "/b.jpg"


@pytest.mark.parametrize("strange", ["/../a.jpg", "//evil/a.jpg", "/a.svg", "a.jpg", "/a.jpg?", ""])
def test_only_what_looks_like_a_picture_is_fetched(strange: str) -> None:
    assert path("Alien", 1979, film("Alien", "1979-05-25", strange)) is None


def test_the_right_film_without_a_picture_has_none() -> None:
    wanted = film("Alien", "1979-05-25", None)
    assert path("Alien", 1979, wanted, film("Alien", "1980-01-01", "/b.jpg")) is None
