"""Watchlist, similar films, a shared list, a film for two."""

import asyncio

import pytest

from cinq.accounts import Accounts
from tests.ui.conftest import PASSWORD, Do
from tests.ui.fakes import FakeApi
from ui.gesture import Gesture, Place
from ui.onboarding import Onboarding
from ui.screen import Note, Screen
from ui.shelf import shelf_of
from ui.texts import texts
from ui.views import view_two
from ui.views.shared import view_shared

FIVE = (1, 2, 3, 4, 5)
OTHERS = (9, 10, 16, 18, 26)


@pytest.fixture
def five(do: Do) -> Screen:
    """Ada has chosen five and sees five."""
    for film_id in FIVE:
        do(Gesture("add", film_id))
    return do(Gesture("five"))


@pytest.fixture
def ben(accounts: Accounts, onboarding: Onboarding) -> Do:
    """Carry out a gesture of Ben's, who has chosen five others."""
    accounts.sign_up("Ben", PASSWORD)
    token = accounts.sign_in("Ben", PASSWORD)
    accounts.set_favourites(accounts.who(token), "toy", OTHERS)
    return lambda gesture: asyncio.run(onboarding.do(token, gesture))


def titles(films) -> list[str]:
    return [film.title for film in films]


def test_a_film_kept_for_later_is_on_the_watchlist_until_it_is_removed(do: Do, five) -> None:
    screen = do(Gesture("watch", 7, place=Place("five")))
    assert screen.place == Place("five")
    assert screen.watched == {7}
    do(Gesture("watch", 8))
    assert titles(do(Gesture("watchlist")).watchlist) == ["Aliens", "Blade Runner"]
    removed = do(Gesture("unwatch", 8, place=Place("watchlist")))
    assert titles(removed.watchlist) == ["Blade Runner"]
    assert removed.restorable == (8,)
    assert removed.note == Note("unwatched", "Aliens")


def test_a_film_that_was_seen_waits_no_longer(do: Do, five) -> None:
    do(Gesture("watch", 7))
    seen = do(Gesture("judge", 7, value="seen", place=Place("watchlist")))
    assert seen.watchlist == ()
    assert titles(do(Gesture("undo", 7, place=Place("watchlist"))).watchlist) == ["Blade Runner"]


def test_films_like_a_film_leave_out_what_was_judged(do: Do, five) -> None:
    do(Gesture("judge", 8, value="seen", place=Place("five")))
    screen = do(Gesture("similar", 1))
    assert screen.place == Place("similar", 1)
    assert screen.similar is not None
    assert screen.similar.film.title == "Alien"
    assert len(screen.similar.films) == 5
    assert "Aliens" not in titles(screen.similar.films)


def test_films_like_one_that_is_gone_lead_home(do: Do, five) -> None:
    screen = do(Gesture("similar", 404))
    assert (screen.place, screen.note) == (Place("home"), Note("gone"))


def test_a_shared_list_shows_its_films_and_nothing_of_anybody(
    do: Do, accounts: Accounts, five: Screen
) -> None:
    screen = do(Gesture("share"))
    assert screen.five is not None
    share = screen.five.share
    assert share is not None
    assert share.film_ids == tuple(film.film_id for film in screen.five.films)
    films = shelf_of(accounts).shares.seen(share.token)
    assert films is not None
    page = view_shared(films, texts("en"), "/")
    assert all(film.title in page for film in films)
    for private in ("Ada", "Because", "Heat", "of 5"):
        assert private not in page
    assert do(Gesture("unshare")).five.share is None
    assert shelf_of(accounts).shares.seen(share.token) is None


def test_somebody_beside_one_chooses_five_that_stay_after_a_reload(do: Do, five) -> None:
    guest = Place("guest")
    for film_id in OTHERS:
        screen = do(Gesture("add", film_id, place=guest))
    assert screen.note == Note("completed", "Finding Nemo")
    assert titles(screen.picks) == titles(do(Gesture("open", place=guest)).picks)
    assert titles(screen.chosen)[:2] == ["Alien", "Heat"]
    both = do(Gesture("two"))
    assert both.two is not None
    assert both.two.answer is not None
    shown = {film.film_id for film in both.two.answer.films}
    assert shown.isdisjoint({*FIVE, *OTHERS})
    assert titles(do(Gesture("remove", 9, place=guest)).picks)[0] == "Amélie"


def test_the_other_leaves_and_can_be_brought_back(do: Do, five) -> None:
    for film_id in OTHERS:
        do(Gesture("add", film_id, place=Place("guest")))
    left = do(Gesture("alone", place=Place("two")))
    assert left.two is not None
    assert left.two.answer is None
    back = do(Gesture("restore", film_ids=left.restorable, place=Place("guest")))
    assert len(back.picks) == 5


def test_a_friends_code_gives_films_for_both_and_tells_no_favourites(do: Do, ben: Do, five) -> None:
    given = ben(Gesture("give"))
    assert given.two is not None
    code = given.two.pairs.code
    assert code is not None
    screen = do(Gesture("take", value=code.lower()))
    assert screen.note == Note("taken", "Ben")
    assert screen.two is not None
    assert screen.two.answer is not None
    shown = view_two(screen, texts("en"))
    assert "Ben" in shown
    for loved in ("Toy Story", "Amélie", "Spirited Away", "Singin", "Finding Nemo"):
        assert loved not in shown
    mine = ben(Gesture("two"))
    assert mine.two is not None
    assert mine.two.pairs.takers == ("Ada",)
    ben(Gesture("part"))
    assert do(Gesture("two")).two.answer is None


def test_a_wrong_code_is_said_and_too_many_are_slowed_down(do: Do, five) -> None:
    notes = [do(Gesture("take", value=f"WRONG{n:03}")).note for n in range(11)]
    assert notes[0] == Note("unknown_code")
    assert notes[-1] == Note("many_codes")


def test_before_five_are_chosen_there_is_only_choosing(do: Do, api: FakeApi) -> None:
    for place in (Place("home"), Place("two"), Place("guest"), Place("five")):
        assert do(Gesture("open", place=place)).place == Place("choosing")
    assert "recommend" not in api.asked
