"""Titles as MovieLens writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cinq.data.titles import parse_title, title_forms


@pytest.mark.parametrize(
    ("written", "title", "year"),
    [
        ("Toy Story (1995)", "Toy Story", 1995),
        ("Matrix, The (1999)", "The Matrix", 1999),
        ("96 Minutes (2011) ", "96 Minutes", 2011),
        ("2001: A Space Odyssey (1968)", "2001: A Space Odyssey", 1968),
        ("1984 (1956)", "1984", 1956),
        ("Babylon 5", "Babylon 5", None),
        ("Avventura, L' (Adventure, The) (1960)", "L'Avventura (The Adventure)", 1960),
        ("Class, The (Klass) (2007)", "The Class (Klass)", 2007),
        ("Pom (a.k.a. Raccoon War, The) (1994)", "Pom (a.k.a. The Raccoon War)", 1994),
        ("Death Note: Desu nôto (2006\u20132007)", "Death Note: Desu nôto", 2006),
        ("Girl, Interrupted (1999)", "Girl, Interrupted", 1999),
        ("Fast, Cheap & Out of Control (1997)", "Fast, Cheap & Out of Control", 1997),
        ("Die, Mommie, Die (2003)", "Die, Mommie, Die", 2003),
        ("Film (9999)", "Film (9999)", None),
        ("(2006)", "(2006)", None),
        ("", "", None),
    ],
)
def test_title_and_year(written, title, year):
    assert parse_title(written) == (title, year)


def test_second_titles_are_forms_too():
    assert title_forms("Seven (a.k.a. Se7en)") == ["Seven", "Se7en"]
    assert title_forms("Amelie (Le fabuleux destin)") == ["Amelie", "Le fabuleux destin"]
    assert title_forms("Heat") == ["Heat"]


names = st.text(
    st.characters(categories=["L", "N"], max_codepoint=0x2FF), min_size=1, max_size=20
).map(lambda text: parse_title(text)[0])


@given(names, st.integers(1870, 2200))
def test_year_in_parentheses_is_taken_off_and_the_rest_stays(name, year):
    assert parse_title(f"{name} ({year})") == (name, year)


@given(names, st.sampled_from(["The", "A", "An", "Les", "Der"]), st.integers(1870, 2200))
def test_article_moves_to_the_front(name, article, year):
    moved = name if name.casefold().startswith(article.casefold()) else None
    expected = f"{name}, {article}" if moved else f"{article} {name}"
    assert parse_title(f"{name}, {article} ({year})") == (expected, year)


@given(st.text(max_size=60))
def test_any_text_gives_a_title_on_one_line(text):
    title, year = parse_title(text)
    assert "\n" not in title
    assert year is None or 1870 <= year <= 2200
    title_forms(title)
