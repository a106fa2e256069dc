import asyncio

import pytest

from cinq.accounts import Accounts
from cinq.errors import NotSignedIn
from tests.ui.conftest import Do
from tests.ui.fakes import FakeApi
from ui.films import Films
from ui.gesture import Gesture, Place
from ui.onboarding import Onboarding
from ui.screen import Note, Screen
from ui.shelf import shelf_of

FIVE = (1, 2, 3, 4, 5)


def add(do: Do, *film_ids: int) -> Screen:
    for film_id in film_ids:
        screen = do(Gesture("add", film_id))
    return screen


def ids(screen: Screen) -> list[int]:
    return [film.film_id for film in screen.chosen]


def test_a_newcomer_sees_proposals_and_no_films_chosen(do: Do) -> None:
    screen = do(Gesture("open"))
    assert screen.chosen == ()
    assert screen.proposals
    assert len(screen.proposals) == 10
    assert screen.place == Place("choosing")


def test_a_film_added_is_kept_and_said(do: Do) -> None:
    screen = add(do, 1)
    assert screen.note == Note("added", "Alien")
    assert ids(do(Gesture("open"))) == [1]


def test_proposals_follow_what_was_chosen_and_skipped(do: Do) -> None:
    screen = do(Gesture("add", 1, skipped=(2, 3)))
    assert screen.proposals
    assert {film.film_id for film in screen.proposals}.isdisjoint({1, 2, 3})
    assert screen.skipped == (2, 3)


def test_the_same_film_twice_changes_nothing_and_is_said(do: Do) -> None:
    screen = add(do, 1, 1)
    assert ids(screen) == [1]
    assert screen.note == Note("twice", "Alien")


def test_the_fifth_completes_and_a_sixth_is_refused_kindly(do: Do) -> None:
    assert add(do, *FIVE).note == Note("completed", "Casino")
    screen = add(do, 6)
    assert ids(screen) == list(FIVE)
    assert screen.note == Note("full", "The Matrix")


def test_a_film_outside_the_catalogue_is_said_to_be_gone(do: Do) -> None:
    screen = add(do, 404)
    assert screen.chosen == ()
    assert screen.note == Note("gone")


def test_a_removed_film_leaves_its_place(do: Do) -> None:
    add(do, 1, 2)
    screen = do(Gesture("remove", 1))
    assert ids(screen) == [2]
    assert screen.note == Note("removed", "Alien")


def test_removing_what_is_not_there_changes_nothing(do: Do) -> None:
    add(do, 1)
    screen = do(Gesture("remove", 9))
    assert ids(screen) == [1]
    assert screen.note is None


def test_five_in_give_five_others_out(do: Do) -> None:
    add(do, *FIVE)
    screen = do(Gesture("five"))
    assert screen.five is not None
    assert len(screen.five.films) == 5
    assert {film.film_id for film in screen.five.films}.isdisjoint(FIVE)
    assert screen.note == Note("five")


def test_four_do_not_give_five(do: Do) -> None:
    add(do, *FIVE[:4])
    screen = do(Gesture("five"))
    assert screen.place == Place("choosing")
    assert screen.note is None


def test_who_has_chosen_and_seen_nothing_yet_is_shown_the_five(do: Do) -> None:
    add(do, *FIVE)
    assert do(Gesture("open")).place == Place("five")


def test_a_returning_person_comes_home_to_their_last_five(do: Do) -> None:
    add(do, *FIVE)
    shown = do(Gesture("five")).five
    screen = do(Gesture("open"))
    assert screen.place == Place("home")
    assert shown is not None
    assert screen.five is not None
    assert screen.five.films == shown.films
    assert screen.note is None


def test_a_reload_leads_to_the_place_that_the_address_names(do: Do) -> None:
    add(do, *FIVE)
    for place in (Place("choosing"), Place("five"), Place("two"), Place("similar", 7)):
        assert do(Gesture("open", place=place)).place == place


def test_skipped_proposals_stay_skipped_after_a_reload(do: Do) -> None:
    do(Gesture("others", skipped=(1, 2)))
    screen = do(Gesture("open"))
    assert screen.skipped == (1, 2)
    assert screen.proposals
    assert {film.film_id for film in screen.proposals}.isdisjoint({1, 2})


def test_favourites_can_be_changed_after_the_five(do: Do) -> None:
    add(do, *FIVE)
    screen = do(Gesture("change"))
    assert screen.place == Place("choosing")
    assert ids(screen) == list(FIVE)


def test_start_again_empties_and_can_be_undone(do: Do) -> None:
    add(do, *FIVE)
    emptied = do(Gesture("restart"))
    assert emptied.chosen == ()
    assert emptied.restorable == FIVE
    restored = do(Gesture("restore", film_ids=emptied.restorable))
    assert ids(restored) == list(FIVE)
    assert restored.note == Note("restored")


def test_two_quick_clicks_lose_neither_film(onboarding: Onboarding, token: str) -> None:
    async def both() -> Screen:
        await asyncio.gather(*(onboarding.do(token, Gesture("add", n)) for n in (1, 2, 3)))
        return await onboarding.do(token, Gesture("open"))

    assert sorted(ids(asyncio.run(both()))) == [1, 2, 3]


def test_films_that_left_the_catalogue_are_dropped_and_said(
    accounts: Accounts, api: FakeApi, do: Do, token: str
) -> None:
    accounts.set_favourites(accounts.who(token), "toy", [1, 404])
    screen = do(Gesture("open"))
    assert ids(screen) == [1]
    assert screen.note == Note("dropped")


def test_favourites_of_another_data_set_stay_apart(accounts: Accounts, do: Do, token: str) -> None:
    accounts.set_favourites(accounts.who(token), "ml-32m", [1, 2, 3, 4, 5])
    assert do(Gesture("open")).chosen == ()


def test_what_was_chosen_stays_in_sight_while_the_api_is_away(api: FakeApi, do: Do) -> None:
    add(do, *FIVE)
    api.down = True
    screen = do(Gesture("five"))
    assert screen.trouble
    assert ids(screen) == list(FIVE)
    api.down = False
    assert do(Gesture("open")).five is not None


def test_a_known_film_can_be_added_while_the_api_is_away(api: FakeApi, do: Do) -> None:
    do(Gesture("open"))
    api.down = True
    screen = add(do, 1)
    assert ids(screen) == [1]
    assert screen.trouble
    assert screen.proposals is None


def test_an_api_never_reached_still_gives_a_screen(
    accounts: Accounts, api: FakeApi, token: str
) -> None:
    api.down = True
    screen = asyncio.run(Onboarding(shelf_of(accounts), Films(api)).do(token, Gesture("open")))
    assert screen.trouble
    assert screen.name == "Ada"


def test_a_search_finds_and_knows_what_is_chosen(
    onboarding: Onboarding, do: Do, token: str
) -> None:
    add(do, 1)
    found = asyncio.run(onboarding.search(token, "  alien "))
    assert found.films
    assert [film.title for film in found.films] == ["Alien", "Aliens"]
    assert found.chosen == {1}


def test_an_empty_search_asks_nobody(onboarding: Onboarding, api: FakeApi, token: str) -> None:
    assert asyncio.run(onboarding.search(token, "   ")).films == ()
    assert api.asked == []


def test_a_search_while_the_api_is_away_says_so(
    onboarding: Onboarding, api: FakeApi, token: str
) -> None:
    api.down = True
    assert asyncio.run(onboarding.search(token, "alien")).films is None


@pytest.mark.parametrize("nobody", ["", "x" * 43])
def test_nothing_is_done_for_somebody_who_is_not_signed_in(
    onboarding: Onboarding, nobody: str
) -> None:
    with pytest.raises(NotSignedIn):
        asyncio.run(onboarding.do(nobody, Gesture("open")))
    with pytest.raises(NotSignedIn):
        asyncio.run(onboarding.search(nobody, "alien"))
