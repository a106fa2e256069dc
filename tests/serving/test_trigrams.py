import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cinq.serving.trigrams import Trigrams

TEXTS = ["alien", "aliens", "the alien within", "heat", "m", "", "été 1985"]


def shared(texts: list[str], query: str) -> list[int]:
    grams = {query[at : at + 3] for at in range(len(query) - 2)}
    return [place for place, text in enumerate(texts) if any(gram in text for gram in grams)]


def test_texts_that_share_letters_are_found() -> None:
    assert Trigrams(TEXTS).sharing("aliem", 10).tolist() == [0, 1, 2]


def test_of_too_many_those_that_share_most_are_found() -> None:
    assert Trigrams(TEXTS).sharing("alien", 1).tolist() == [0]
    assert Trigrams(TEXTS).sharing("the alien", 1).tolist() == [2]


def test_a_part_is_found_where_it_stands() -> None:
    assert Trigrams(TEXTS).holding("alien") == [0, 1, 2]
    assert Trigrams(TEXTS).holding(" alien") == [2]
    assert Trigrams(TEXTS).holding("heat") == [3]


def test_letters_of_two_texts_make_no_trigram() -> None:
    assert Trigrams(["ab", "cd"]).sharing("abcd", 5).tolist() == []
    assert Trigrams(["ab", "cd"]).sharing("b\nc", 5).tolist() == []
    assert Trigrams(["abc", "def"]).holding("cd") == []


@pytest.mark.parametrize("texts", [[], [""], ["a"], ["", ""]])
def test_nothing_is_found_among_nothing(texts: list[str]) -> None:
    assert Trigrams(texts).sharing("alien", 5).tolist() == []
    assert Trigrams(texts).holding("alien") == []


letters = st.text("ab é💥", max_size=8)


@given(st.lists(letters, max_size=12), letters)
def test_what_shares_a_trigram_is_found_and_nothing_else(texts: list[str], query: str) -> None:
    assert Trigrams(texts).sharing(query, 99).tolist() == shared(texts, query)


@given(st.lists(letters, max_size=12), letters.filter(bool))
def test_what_holds_a_part_is_found_and_nothing_else(texts: list[str], part: str) -> None:
    holding = [place for place, text in enumerate(texts) if part in text]
    assert np.array_equal(Trigrams(texts).holding(part), holding)
