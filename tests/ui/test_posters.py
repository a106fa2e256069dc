import hashlib
import re
from collections import Counter
from itertools import product
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cinq.data.demo.catalogue import demo_films
from tests.ui.fakes import FILMS
from ui.posters import poster
from ui.posters.colour import Colour, contrast
from ui.posters.eras import ERAS, LEGIBLE, era_of

GENRES = [
    "Action",
    "Adventure",
    "Animation",
    "Children",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Film-Noir",
    "Horror",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western",
]
YEARS = (1922, 1941, 1955, 1967, 1974, 1986, 1995, 2004, 2019, None)
LETTERS = re.compile(r"<text [^>]*>([^<]*)</text>")
SMALL_ENOUGH = 4_000
FIELD = 200


def test_every_film_of_the_demo_has_a_small_one_of_its_own() -> None:
    films = demo_films().select(["title", "year", "genres"]).to_pylist()
    drawn = [poster(**film) for film in films]
    assert max(len(svg.encode()) for svg in drawn) < SMALL_ENOUGH
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize(("genre", "year"), list(product([*GENRES, ""], YEARS)))
def test_a_poster_is_small_well_formed_and_asks_for_nothing(genre: str, year: int | None) -> None:
    svg = poster("The Long Good Friday", year, [genre])
    ElementTree.fromstring(svg)
    assert len(svg.encode()) < SMALL_ENOUGH
    assert not re.search(r'href|url\(|<script|<style|<image|\sid=|\son[a-z]+=|\sstyle="', svg)


@pytest.mark.parametrize("film", FILMS, ids=lambda film: str(film.film_id))
def test_a_title_is_lettering_and_never_markup(film) -> None:
    svg = poster(film.title, film.year, film.genres)
    tags = Counter(element.tag for element in ElementTree.fromstring(svg).iter())
    assert set(tags) <= {"svg", "rect", "g", "path", "circle", "ellipse", "text"}


def test_the_same_film_has_the_same_poster_on_every_machine() -> None:
    assert poster("Heat", 1995, ["Crime", "Action"]) == poster("Heat", 1995, ["Action", "Crime"])
    drawn = hashlib.sha256(poster("Heat", 1995, ["Crime"]).encode()).hexdigest()
    assert drawn.startswith("1801c1afc60c8e54"), "posters changed: look at them, then at this line"


def test_two_films_of_one_genre_and_year_differ() -> None:
    assert poster("Heat", 1995, ["Crime"]) != poster("Casino", 1995, ["Crime"])


def test_a_film_of_which_nothing_is_known_has_one_too() -> None:
    ElementTree.fromstring(poster("", None, []))


def test_the_two_most_telling_genres_give_the_motif() -> None:
    two = poster("Heat", 1995, ["Crime", "Western"])
    assert poster("Heat", 1995, ["Drama", "Western", "Comedy", "Crime"]) == two


def test_well_loved_films_of_one_kind_do_not_all_show_the_same_thing() -> None:
    crimes = ("Heat", "Fargo", "Casino", "Goodfellas", "The Godfather", "Snatch", "Chinatown")
    drawn = [ElementTree.fromstring(poster(title, 1995, ["Crime", "Drama"])) for title in crimes]
    assert len({len(list(svg.iter("circle"))) for svg in drawn}) >= 3


@pytest.mark.parametrize("era", ERAS, ids=lambda era: str(era.until))
def test_lettering_can_be_read_in_every_colour(era) -> None:
    for hue, turn in product(range(0, 360, 5), (1, -1)):
        palette = era.palette(hue, turn)
        assert contrast(palette.ink, palette.band) >= LEGIBLE


def test_every_decade_has_a_style() -> None:
    looks = {era_of(year).palette(200, 1) for year in range(1925, 2026, 10)}
    assert len(looks) == len(ERAS)
    assert era_of(None) is ERAS[-1]


@pytest.mark.parametrize(
    "title",
    [
        "x" * 500,
        "A very long title " * 30,
        "Donaudampfschifffahrtsgesellschaftskapitän",
        "هم‌چنان که دراز می‌کشید و می‌مرد",
        "👩‍👩‍👧‍👦" * 60,
        "七人の侍" * 20,
    ],
)
@pytest.mark.parametrize("year", YEARS)
def test_a_title_stays_on_its_poster(title: str, year: int | None) -> None:
    svg = ElementTree.fromstring(poster(title, year, ["Drama"]))
    rows = [text for text in svg.iter("text") if text.get("font-size") is None]
    assert 1 <= len(rows) <= 4
    assert all(0 < float(text.get("y", "0")) < 300 for text in rows)
    assert all(float(text.get("textLength", "0")) <= FIELD for text in rows)


def test_marks_that_turn_text_are_left_out() -> None:
    letters = " ".join(LETTERS.findall(poster("\u202eEvil\u2066 \x00Twin\u200f", 1999, [])))
    assert letters == "EVIL TWIN 1999"


def test_other_titles_in_parentheses_are_left_out() -> None:
    letters = LETTERS.findall(poster("Seven (a.k.a. Se7en)", 1995, ["Mystery"]))
    assert letters == ["SEVEN", "1995"]


@given(st.text(max_size=600), st.integers(1870, 2200) | st.none())
def test_any_title_gives_well_formed_svg(title: str, year: int | None) -> None:
    svg = poster(title.encode("utf-8", "ignore").decode(), year, ["Comedy"])
    ElementTree.fromstring(svg)
    assert len(svg.encode()) < SMALL_ENOUGH


def test_colours_are_those_of_the_screen() -> None:
    assert str(Colour(1.0, 0.0, 0.0)) == "#ffffff"
    assert str(Colour(0.0, 0.0, 0.0)) == "#000000"
    assert str(Colour(0.628, 0.2577, 29.23)) == "#ff0000"
    assert contrast(Colour(1.0, 0.0, 0.0), Colour(0.0, 0.0, 0.0)) == pytest.approx(21, abs=0.1)
