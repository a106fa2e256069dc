import pytest

from cinq.data.catalogue import Catalogue, Film
from cinq.evaluation.titles import TitleIndex

FILMS = (
    ("Matrix, The", 1999),
    ("Seven (a.k.a. Se7en)", 1995),
    ("Amélie (Fabuleux destin d'Amélie Poulain, Le)", 2001),
    ("Solaris", 1972),
    ("Solaris", 2002),
    ("Undated", None),
    ("The", 1990),
    ("Batman & Robin", 1997),
)


@pytest.fixture
def index() -> TitleIndex:
    films = (Film(row, title, year, (), (), (), (), "") for row, (title, year) in enumerate(FILMS))
    return TitleIndex(Catalogue(tuple(films)))


@pytest.mark.parametrize(
    ("title", "year", "row"),
    [
        ("The Matrix", 1999, 0),
        ("matrix", 1999, 0),
        ("The Matrix (1999)", 1999, 0),
        ("Se7en", 1995, 1),
        ("Amelie", 2001, 2),
        ("Le Fabuleux Destin d'Amélie Poulain", 2001, 2),
        ("Batman and Robin", 1997, 7),
        ("The", 1990, 6),
    ],
)
def test_titles_are_found_case_accents_and_article_aside(
    index: TitleIndex, title: str, year: int, row: int
) -> None:
    assert index.find(title, year) == row


def test_the_year_tells_films_of_one_title_apart(index: TitleIndex) -> None:
    assert index.find("Solaris", 1972) == 3
    assert index.find("Solaris", 2002) == 4
    assert index.find("Solaris") == 3


def test_a_year_off_is_forgiven_and_two_are_not(index: TitleIndex) -> None:
    assert index.find("The Matrix", 2000) == 0
    assert index.find("The Matrix", 2003) is None


def test_a_film_of_unknown_year_is_found_by_title(index: TitleIndex) -> None:
    assert index.find("Undated", 1950) == 5


def test_an_unknown_title_is_none(index: TitleIndex) -> None:
    assert index.find("Nothing of the kind", 1999) is None
