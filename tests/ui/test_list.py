"""The five films: judged and replaced at once, taken back, put aside, asked for otherwise."""

import pytest

from cinq.accounts import Dials
from cinq.measures import ONBOARDING, MemoryMeter
from tests.ui.conftest import Do
from tests.ui.fakes import FakeApi
from ui.acts.list import turned
from ui.gesture import Gesture, Place
from ui.screen import Note, Screen
from ui.showing import arranged

FIVE = (1, 2, 3, 4, 5)
ON_FIVE = Place("five")


@pytest.fixture
def five(do: Do) -> Screen:
    """Ada has chosen five and sees five."""
    for film_id in FIVE:
        do(Gesture("add", film_id))
    return do(Gesture("five"))


def ids(screen: Screen) -> list[int]:
    assert screen.five is not None
    return [film.film_id for film in screen.five.films]


def judge(do: Do, film_id: int, kind: str) -> Screen:
    return do(Gesture("judge", film_id, value=kind, place=ON_FIVE))


@pytest.mark.parametrize("kind", ["liked", "seen", "not_for_me"])
def test_a_judged_film_gives_its_place_to_the_next_best(
    do: Do, api: FakeApi, five: Screen, kind: str
) -> None:
    before = ids(five)
    screen = judge(do, before[2], kind)
    after = ids(screen)
    assert [after[place] for place in (0, 1, 3, 4)] == [before[place] for place in (0, 1, 3, 4)]
    assert after[2] not in (*before, *FIVE)
    assert screen.five is not None
    assert (screen.five.judged[2].film.film_id, screen.five.judged[2].kind) == (before[2], kind)
    assert screen.note == Note(kind, five.five.films[2].title)
    assert [(said.film_id, said.kind) for said in api.said] == [(before[2], kind)]
    assert api.said[0].recommendation is not None


def test_an_undo_puts_the_film_back_where_it_stood(do: Do, five: Screen) -> None:
    before = ids(five)
    judge(do, before[1], "seen")
    judge(do, before[3], "not_for_me")
    screen = do(Gesture("undo", before[1], place=ON_FIVE))
    assert ids(screen)[1] == before[1]
    assert ids(screen)[3] != before[3]
    screen = do(Gesture("undo", before[3], place=ON_FIVE))
    assert ids(screen) == before
    assert screen.five is not None
    assert screen.five.judged == {}


def test_judging_twice_by_two_quick_presses_judges_once(do: Do, api: FakeApi, five: Screen) -> None:
    first = ids(five)[0]
    once = ids(judge(do, first, "liked"))
    assert ids(judge(do, first, "liked")) == once
    assert len(api.said) == 1


def test_an_undo_of_nothing_changes_nothing(do: Do, api: FakeApi, five: Screen) -> None:
    assert ids(do(Gesture("undo", ids(five)[0], place=ON_FIVE))) == ids(five)
    assert api.said == []


def test_a_reload_shows_the_same_films_in_the_same_places(do: Do, five: Screen) -> None:
    screen = judge(do, ids(five)[2], "seen")
    again = do(Gesture("open", place=ON_FIVE))
    assert ids(again) == ids(screen)
    assert again.five == screen.five


def test_a_judged_film_never_comes_back_and_a_liked_one_counts(
    do: Do, api: FakeApi, five: Screen
) -> None:
    seen, liked = ids(five)[:2]
    judge(do, seen, "seen")
    screen = judge(do, liked, "liked")
    assert api.requests[-1].favourites == [*FIVE, liked]
    assert {seen, liked} <= {*api.requests[-1].exclude}
    assert screen.five is not None
    assert screen.five.n_liked == 1


def test_another_five_are_all_others_and_the_way_back_is_open(do: Do, five: Screen) -> None:
    other = do(Gesture("another", film_ids=tuple(ids(five))))
    assert set(ids(other)).isdisjoint(ids(five))
    assert other.five is not None
    assert other.five.can_go_back
    assert ids(do(Gesture("earlier"))) == ids(five)


def test_two_quick_presses_on_another_five_skip_no_list(do: Do, five: Screen) -> None:
    gesture = Gesture("another", film_ids=tuple(ids(five)))
    other = ids(do(gesture))
    assert ids(do(gesture)) == other


def test_a_dial_makes_the_list_anew_and_can_be_turned_back(
    do: Do, api: FakeApi, five: Screen
) -> None:
    for value in ("diversity:0.7", "genre:Drama", "from:1990", "to:1999"):
        screen = do(Gesture("dial", value=value))
    assert screen.five is not None
    assert all(1990 <= (film.year or 0) <= 1999 for film in screen.five.films)
    assert all("Drama" in film.genres for film in screen.five.films)
    asked = api.requests[-1]
    assert (asked.diversity, asked.genres, asked.years) == (0.7, ["Drama"], (1990, 1999))
    assert ids(do(Gesture("dial", value="all:"))) == ids(five)


def test_fewer_films_than_five_are_shown_as_they_are(do: Do, five: Screen) -> None:
    screen = do(Gesture("dial", value="genre:Western"))
    assert len(ids(screen)) == 1


@pytest.mark.parametrize(
    "value", ["", "volume:11", "diversity:2", "diversity:x", "genre:", "from:²", "from:12345"]
)
def test_a_dial_turned_to_nonsense_stays(value: str) -> None:
    assert turned(Dials(), value) == Dials()


def test_years_that_would_cross_give_way() -> None:
    assert turned(Dials(years=(1990, 1999)), "from:2010").years == (2010, 2200)
    assert turned(Dials(years=(1990, 1999)), "to:1979").years == (1850, 1979)
    assert turned(Dials(years=(1990, 2200)), "from:").years is None


def test_a_place_whose_film_is_lost_is_filled(do: Do, five: Screen) -> None:
    assert five.five is not None
    films = five.five.films
    kept = arranged((films[4].film_id, -1, 404, films[0].film_id), films)
    assert [film.film_id for film in kept] == [
        films[4].film_id,
        films[1].film_id,
        films[2].film_id,
        films[0].film_id,
        films[3].film_id,
    ]


def test_other_favourites_give_a_fresh_list(do: Do, five: Screen) -> None:
    judge(do, ids(five)[0], "seen")
    do(Gesture("remove", 1))
    do(Gesture("add", 6))
    screen = do(Gesture("five"))
    assert screen.five is not None
    assert screen.five.judged == {}
    assert 6 not in ids(screen)


def test_while_the_api_is_away_nothing_is_judged(do: Do, api: FakeApi, five: Screen) -> None:
    api.down = True
    assert judge(do, ids(five)[0], "liked").lost
    api.down = False
    assert ids(do(Gesture("open", place=ON_FIVE))) == ids(five)


def test_every_step_is_counted_when_it_is_taken_first(
    do: Do, meter: MemoryMeter, five: Screen
) -> None:
    judge(do, ids(five)[0], "seen")
    judge(do, ids(five)[1], "seen")
    do(Gesture("five"))
    steps = {key[1]: n for key, n in meter.values.items() if key[0] == ONBOARDING.name}
    assert steps == {"first_choice": 1, "five_chosen": 1, "list_shown": 1, "judged": 1}
