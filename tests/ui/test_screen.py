import pytest
from hypothesis import given
from hypothesis import strategies as st

from cinq.wire import MAX_EXCLUDE
from ui.screen import Gesture, read_gesture

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def test_a_click_is_read() -> None:
    data = {"act": "add", "film": "296", "films": "", "skipped": "3,4,3"}
    assert read_gesture(data) == Gesture("add", 296, skipped=(3, 4))


@pytest.mark.parametrize("data", [None, [], "add", {}, {"act": "drop tables"}, {"act": ["add"]}])
def test_nonsense_becomes_the_harmless_open(data: object) -> None:
    assert read_gesture(data) == Gesture("open")


@given(anything, anything, anything)
def test_nothing_the_browser_sends_raises(film: object, films: object, skipped: object) -> None:
    gesture = read_gesture({"act": "add", "film": film, "films": films, "skipped": skipped})
    assert gesture.action == "add"
    assert all(0 <= number < 2**63 for number in (*gesture.film_ids, *gesture.skipped))


def test_of_too_many_skipped_films_the_newest_stay() -> None:
    text = ",".join(map(str, range(3000)))
    skipped = read_gesture({"act": "others", "skipped": text}).skipped
    assert skipped == tuple(range(3000 - MAX_EXCLUDE, 3000))


@pytest.mark.parametrize("number", ["-1", "1e3", "²", "9" * 30, str(2**63), " 7"])
def test_what_is_no_film_id_is_left_out(number: str) -> None:
    assert read_gesture({"act": "add", "film": number}).film_id is None
