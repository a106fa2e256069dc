import doctest

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cinq.data.catalogue import Catalogue, Film
from cinq.errors import AmbiguousTitle
from cinq.serving import titles
from cinq.serving.resolve import resolve
from cinq.serving.search import TitleSearch

FILMS = [
    ("The Matrix", 1999, 278),
    ("The Matrix Reloaded", 2003, 96),
    ("Seven (a.k.a. Se7en)", 1995, 203),
    ("Amelie (Le Fabuleux destin d'Amélie Poulain)", 2001, 120),
    ("The City of Lost Children (La Cité des enfants perdus)", 1995, 46),
    ("Heat", 1995, 102),
    ("The Heat", 2013, 5),
    ("Solaris (Solyaris)", 1972, 13),
    ("Solaris", 2002, 20),
    ("Blade Runner", 1982, 124),
    ("Blade Runner 2049", 2017, 18),
    ("2001: A Space Odyssey", 1968, 109),
    ("1984 (Nineteen Eighty-Four)", 1984, 9),
    ("Les Misérables", 1998, 12),
    ("Les Misérables", 2012, 21),
    ("Schindler's List", 1993, 220),
    ("The Godfather", 1972, 192),
    ("The Godfather: Part II", 1974, 129),
    ("Fargo", 1996, 181),
    ("Toy Story", 1995, 215),
    ("Star Wars: Episode V - The Empire Strikes Back", 1980, 211),
    ("M", 1931, 16),
    ("The Silence of the Lambs", 1991, 279),
    ("L'Avventura", 1960, 3),
    ("Léon: The Professional", 1994, 133),
    ("Œdipus Rex", 1967, 2),
    ("R.I.P.D.", 2013, 14),
    ("???", 1999, 1),
]


@pytest.fixture(scope="module")
def search() -> TitleSearch:
    films = tuple(
        Film(number, title, year, (), (), (), (), "")
        for number, (title, year, _) in enumerate(FILMS)
    )
    return TitleSearch(Catalogue(films), np.array([rated for _, _, rated in FILMS]))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("matrix", ("The Matrix", 1999)),
        ("Matrix, The", ("The Matrix", 1999)),
        ("THE MATRIX", ("The Matrix", 1999)),
        ("the matrix (1999)", ("The Matrix", 1999)),
        ("Se7en", ("Seven (a.k.a. Se7en)", 1995)),
        ("amélie", ("Amelie (Le Fabuleux destin d'Amélie Poulain)", 2001)),
        (
            "cite des enfants perdus, la",
            ("The City of Lost Children (La Cité des enfants perdus)", 1995),
        ),
        ("heat", ("Heat", 1995)),
        ("heat 2013", ("The Heat", 2013)),
        ("solaris", ("Solaris", 2002)),
        ("solaris 1972", ("Solaris (Solyaris)", 1972)),
        ("blade runner", ("Blade Runner", 1982)),
        ("blade runner 2049", ("Blade Runner 2049", 2017)),
        ("1984", ("1984 (Nineteen Eighty-Four)", 1984)),
        ("misérables", ("Les Misérables", 2012)),
        ("les miserables (1998)", ("Les Misérables", 1998)),
        ("schindlers list", ("Schindler's List", 1993)),
        ("Schindler\u2019s List", ("Schindler's List", 1993)),
        ("m", ("M", 1931)),
        ("avventura", ("L'Avventura", 1960)),
        ("oedipus rex", ("Œdipus Rex", 1967)),
        ("ripd", ("R.I.P.D.", 2013)),
        ("the godfather part 2", ("The Godfather: Part II", 1974)),
    ],
)
def test_a_title_is_found_exactly(search, typed, meant):
    best = search.find(typed)[0]
    assert (best.title, best.year) == meant
    assert best.exact
    assert best.match == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("matirx", "The Matrix"),
        ("matrxi 1999", "The Matrix"),
        ("Fagro", "Fargo"),
        ("toy stroy", "Toy Story"),
        ("godfahter", "The Godfather"),
        ("godfather", "The Godfather"),
        ("silence of the lmabs", "The Silence of the Lambs"),
        ("empire strikes bakc", "Star Wars: Episode V - The Empire Strikes Back"),
        ("empire strikes", "Star Wars: Episode V - The Empire Strikes Back"),
        ("2001", "2001: A Space Odyssey"),
        ("léon", "Léon: The Professional"),
        ("god", "The Godfather"),
        ("shindlers lst", "Schindler's List"),
        ("teh matrix", "The Matrix"),
        ("thematrix", "The Matrix"),
        ("The Silecne", "The Silence of the Lambs"),
        ("hTe Silen", "The Silence of the Lambs"),
    ],
)
def test_a_typo_or_a_beginning_is_forgiven(search, typed, meant):
    assert search.find(typed)[0].title == meant


def test_exact_titles_stand_before_all_others(search):
    found = search.find("the matrix", limit=5)
    assert [film.exact for film in found[:2]] == [True, False]
    assert found[1].title == "The Matrix Reloaded"


def test_a_film_is_found_once_whatever_its_names(search):
    found = search.find("solaris", limit=20)
    assert len({film.film_id for film in found}) == len(found)


@pytest.mark.parametrize("typed", ["zzzzqqq", "?!", "   ", '"', "' OR 1=1 --", "\x00", "%", "💥"])
def test_nonsense_finds_little_and_breaks_nothing(search, typed):
    assert not any(film.exact for film in search.find(typed) if film.title != "???")


def test_a_title_of_signs_alone_is_found(search):
    assert search.find("???")[0].title == "???"


def test_at_most_as_many_films_come_as_asked(search):
    assert len(search.find("the", limit=2)) <= 2


def test_documented_examples_hold():
    assert doctest.testmod(titles).failed == 0


def test_the_most_rated_of_equal_titles_is_resolved(search):
    assert resolve("Les Misérables", search.find).year == 2012


def test_the_year_decides_between_equal_titles(search):
    assert resolve("Les Misérables (1998)", search.find).year == 1998


def test_a_lone_typo_is_resolved(search):
    assert resolve("Fagro", search.find).title == "Fargo"


def test_a_title_that_fits_several_films_is_refused_with_their_names(search):
    with pytest.raises(AmbiguousTitle, match=r"The Godfather \(1972\); The Godfather: Part II"):
        resolve("god", search.find)


def test_a_title_that_fits_nothing_is_refused(search):
    with pytest.raises(AmbiguousTitle, match="zzzzqqq"):
        resolve("zzzzqqq", search.find)


@given(st.text(max_size=200))
@example("\x16\x00\\")
@example('"""')
@example('" OR title:"')
def test_nothing_that_can_be_typed_is_more_than_text(search, query):
    assert len(search.find(query, limit=3)) <= 3
