"""Titles in, films out; one list for several people."""

import pytest

from cinq.console.recommend import as_typed, recommend, recommend_together, titles_of
from cinq.console.tables import together_table
from cinq.console.terminal import Terminal
from cinq.errors import AmbiguousTitle, InvalidRequest
from cinq.serving.sources import Identity, ServedModel
from cinq.wire import FoundFilm
from tests.serving.worlds import bundle


@pytest.fixture(scope="module")
def served() -> ServedModel:
    return ServedModel(bundle(), Identity(2, "2", None, ""), "ledger")


TITLES = {"heat", "alien", "the good, the bad and the ugly"}


def find(query: str) -> list[FoundFilm]:
    exact = query.casefold() in TITLES
    return [FoundFilm(film_id=1, title=query, year=None, genres=[], exact=exact, match=1.0)]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Heat; Alien", ["Heat", "Alien"]),
        ("Heat, Alien", ["Heat", "Alien"]),
        ("Heat", ["Heat"]),
        ("The Good, the Bad and the Ugly", ["The Good, the Bad and the Ugly"]),
        ("The Good, the Bad and the Ugly; Heat;", ["The Good, the Bad and the Ugly", "Heat"]),
        (" , ", []),
    ],
)
def test_titles_stand_between_semicolons_or_commas(text: str, titles: list[str]) -> None:
    assert titles_of(text, find) == titles


def test_others_get_one_list_with_the_first_person(served: ServedModel) -> None:
    answer, taken = recommend_together(
        served, ["Comedy Number 1"], ["Horror Number 1; Horror Number 2"], 4, Terminal()
    )
    assert [[film.title for _, film in of_person] for of_person in taken] == [
        ["Comedy Number 1"],
        ["Horror Number 1", "Horror Number 2"],
    ]
    assert {film.genres[0] for film in answer.films} == {"Comedy", "Horror"}
    shown = together_table(answer, taken)
    assert [column.header for column in shown.columns][3:5] == ["fits 1", "fits 2"]
    assert "person 2: Horror Number 1 = Horror Number 1" in str(shown.title)
    assert as_typed(taken[0])[0]["typed"] == "Comedy Number 1"


def test_a_film_that_two_people_name_is_no_fault(served: ServedModel) -> None:
    answer, _ = recommend_together(served, ["Drama Number 1"], ["Drama Number 1"], 3, Terminal())
    assert len(answer.films) == 3


def test_what_cannot_be_understood_is_told(served: ServedModel) -> None:
    with pytest.raises(AmbiguousTitle, match="zzzzzz"):
        recommend_together(served, ["Comedy Number 1"], ["zzzzzz"], 3, Terminal())
    with pytest.raises(InvalidRequest, match="same film"):
        recommend_together(
            served, ["Comedy Number 1"], ["Drama Number 1; drama number 1"], 3, Terminal()
        )
    with pytest.raises(InvalidRequest, match="people"):
        recommend_together(served, ["Comedy Number 1"], ["Drama Number 1"] * 8, 3, Terminal())


def test_one_person_is_answered_as_before(served: ServedModel) -> None:
    answer, taken = recommend(served, ["Comedy Number 1"], 3, Terminal())
    assert len(answer.films) == 3
    assert [typed for typed, _ in taken] == ["Comedy Number 1"]
