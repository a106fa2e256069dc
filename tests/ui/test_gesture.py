import pytest
from hypothesis import given
from hypothesis import strategies as st

from cinq.wire import MAX_EXCLUDE
from ui.gesture import Gesture, Place, read_gesture, read_place

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
def test_nothing_the_browser_sends_raises(film: object, films: object, more: object) -> None:
    told = {"film": film, "films": films, "skipped": more, "value": more, "place": more}
    gesture = read_gesture({"act": "add", **told})
    assert gesture.action == "add"
    assert all(0 <= number < 2**63 for number in (*gesture.film_ids, *gesture.skipped))


def test_of_too_many_skipped_films_the_newest_stay() -> None:
    text = ",".join(map(str, range(3000)))
    skipped = read_gesture({"act": "others", "skipped": text}).skipped
    assert skipped == tuple(range(3000 - MAX_EXCLUDE, 3000))


@pytest.mark.parametrize("number", ["-1", "1e3", "²", "9" * 30, str(2**63), " 7"])
def test_what_is_no_film_id_is_left_out(number: str) -> None:
    assert read_gesture({"act": "add", "film": number}).film_id is None


@pytest.mark.parametrize("text", ["five", "#five", "similar/296", "#guest"])
def test_a_place_is_read_from_the_address_and_written_as_it_stood(text: str) -> None:
    place = read_place(text)
    assert place is not None
    assert place.hash == text.removeprefix("#")


@pytest.mark.parametrize("text", [None, 5, "", "#", "nowhere", "similar", "similar/x", "five/3"])
def test_an_address_that_names_no_view_names_no_place(text: object) -> None:
    assert read_place(text) is None


def test_a_value_that_is_too_long_is_none_at_all() -> None:
    assert read_gesture({"act": "dial", "value": "x" * 101}).value == ""
    assert read_gesture({"act": "dial", "value": "genre:Drama", "place": "five"}) == Gesture(
        "dial", value="genre:Drama", place=Place("five")
    )
