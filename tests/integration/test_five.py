"""The five films in a real browser: judged, tuned, kept, shared, and found for two."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from cinq.accounts import Accounts, open_accounts
from cinq.settings import load_settings
from tests.integration.journey import PASSWORD, PATIENCE_MS
from tests.ui.fakes import FakeApi

pytestmark = pytest.mark.integration

FIVE = (1, 2, 3, 5, 6)


@dataclass
class Visitor:
    """Somebody who has chosen five, and looks at theirs."""

    page: Page
    name: str

    @property
    def titles(self) -> Locator:
        return self.page.locator("#five .card h2")

    @property
    def said(self) -> Locator:
        return self.page.get_by_role("status").first

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def go(self, way: str) -> None:
        self.page.get_by_role("navigation").get_by_role("button", name=way).click()

    def card(self, place: int) -> Locator:
        return self.page.locator("#five .five > li").nth(place)


@pytest.fixture(scope="module")
def accounts(address: str, home) -> Accounts:
    return open_accounts(load_settings({"home": str(home)}))


@pytest.fixture
def arrive(open_page, accounts: Accounts, address: str, api: FakeApi) -> Iterator:
    """Somebody new signs in with five favourites and goes to their five films."""
    expect.set_options(timeout=PATIENCE_MS)

    def come(**options) -> Visitor:
        name = f"Eve {uuid4().hex[:8]}"
        accounts.set_favourites(accounts.sign_up(name, PASSWORD), "toy", FIVE)
        page = open_page(**options)
        token = accounts.sign_in(name, PASSWORD)
        page.context.add_cookies([{"name": "cinq_session", "value": token, "url": address}])
        page.goto(f"{address}/app")
        expect(page.locator("#five .card")).to_have_count(5)
        return Visitor(page, name)

    yield come
    api.down = False


@pytest.mark.parametrize(
    ("locale", "width", "like", "undo", "undone"),
    [
        ("en-GB", 1440, "Liked it", "Undo", "is back"),
        ("fr-FR", 320, "J’ai aimé", "Annuler", "est de retour"),  # noqa: RUF001
    ],
)
def test_a_judged_film_is_replaced_at_once_and_an_undo_brings_it_back(
    arrive, locale: str, width: int, like: str, undo: str, undone: str
) -> None:
    eve = arrive(locale=locale, viewport={"width": width, "height": 800})
    before = eve.titles.all_inner_texts()
    eve.card(1).get_by_text(like, exact=True).click()
    expect(eve.card(1).locator("h2")).not_to_have_text(before[1])
    after = eve.titles.all_inner_texts()
    assert [after[place] for place in (0, 2, 3, 4)] == [before[place] for place in (0, 2, 3, 4)]
    expect(eve.card(1).locator(".stood")).to_contain_text(before[1])
    eve.page.reload()
    expect(eve.titles).to_have_text(after)
    eve.card(1).get_by_text(undo, exact=True).click()
    expect(eve.titles).to_have_text(before)
    expect(eve.said).to_contain_text(undone)


def test_all_of_it_by_keyboard_alone(arrive) -> None:
    eve = arrive()
    keyboard, before = eve.page.keyboard, eve.titles.all_inner_texts()
    eve.card(0).locator("summary").focus()
    keyboard.press("Enter")
    expect(eve.card(0).locator(".shares li")).to_have_count(5)
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(eve.card(0).locator(".stood")).to_contain_text(f"{before[0]}: seen")
    expect(eve.card(0).get_by_role("button", name="Seen it")).to_be_focused()
    eve.card(0).locator(".stood button").press("Enter")
    expect(eve.titles).to_have_text(before)
    eve.card(4).get_by_role("button", name="Watch later").press("Enter")
    expect(eve.card(4).get_by_role("button", name="Watch later")).to_be_focused()
    eve.card(4).get_by_role("button", name="Similar films").press("Enter")
    expect(eve.page.get_by_role("heading", level=1)).to_be_focused()
    eve.page.go_back()
    expect(eve.titles).to_have_text(before)
    eve.page.locator(".dials summary").press("Enter")
    eve.page.get_by_role("button", name="Surprising").press("Space")
    expect(eve.page.get_by_role("button", name="Surprising")).to_be_focused()
    expect(eve.page.get_by_role("button", name="Surprising")).to_have_attribute(
        "aria-pressed", "true"
    )
    eve.page.get_by_label("From").select_option(label="1990s")
    expect(eve.page.locator("#five .facts").first).to_contain_text("199")
    eve.page.reload()
    expect(eve.page.get_by_label("From")).to_have_value("from:1990")
    eve.page.get_by_role("button", name="Reset").press("Enter")
    expect(eve.titles).to_have_text(before)


def test_shares_are_exact_and_stay_unfolded_while_others_are_judged(arrive) -> None:
    eve = arrive()
    eve.card(0).locator("summary").click()
    shares = eve.card(0).locator(".shares b")
    total = sum(float(text.replace("−", "-")) for text in shares.all_inner_texts())  # noqa: RUF001
    expect(eve.card(0).locator(".reason")).to_contain_text(f"Together {total:.2f}")
    eve.card(1).get_by_text("Seen it").click()
    expect(eve.card(1).locator(".stood")).to_contain_text("seen")
    expect(shares.first).to_be_visible()


def test_another_five_and_back(arrive) -> None:
    eve = arrive()
    before = eve.titles.all_inner_texts()
    eve.press("Another five")
    expect(eve.titles.first).not_to_have_text(before[0])
    assert set(eve.titles.all_inner_texts()).isdisjoint(before)
    eve.page.reload()
    eve.press("Back to the five before")
    expect(eve.titles).to_have_text(before)


def test_a_shared_list_is_seen_without_an_account_until_it_is_not(
    arrive, open_page, address: str
) -> None:
    eve = arrive(viewport={"width": 320, "height": 640})
    titles = eve.titles.all_inner_texts()
    eve.press("Share this list")
    link = eve.page.get_by_label("Link to the list").input_value()
    assert link.startswith(f"{address}/s/")
    stranger = open_page(locale="fr-FR", may_fail=True)
    stranger.goto(link)
    expect(stranger.locator(".card h2")).to_have_text(titles)
    assert stranger.evaluate("document.documentElement.lang") == "fr"
    for private in (eve.name, "Alien", "Parce que", "Because"):
        assert private not in stranger.locator("main").inner_text().replace("Aliens", "")
    stranger.get_by_role("link", name="English").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Five films, recommended")
    eve.press("Stop sharing")
    expect(eve.page.get_by_role("button", name="Share this list")).to_be_visible()
    answer = stranger.reload()
    assert answer.status == 404
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This list is no longer shared")


def test_the_watchlist_is_kept_emptied_and_restored(arrive) -> None:
    eve = arrive()
    title = eve.titles.first.inner_text()
    eve.card(0).get_by_role("button", name="Watch later").click()
    eve.go("Watch later")
    kept = eve.page.locator("#watchlist h2")
    expect(kept).to_have_text([title])
    eve.page.reload()
    expect(kept).to_have_text([title])
    eve.page.get_by_role("button", name=f"Remove {title}").click()
    expect(kept).to_have_count(0)
    eve.press("Undo")
    expect(kept).to_have_text([title])
    eve.page.get_by_role("button", name="Seen it").click()
    expect(kept).to_have_count(0)


def test_two_on_one_sofa_choose_by_turns_and_lose_nothing(arrive) -> None:
    eve = arrive(viewport={"width": 768, "height": 1024})
    eve.go("For two")
    eve.press("Choose the other five")
    expect(eve.page.get_by_role("heading", level=1)).to_contain_text("other person")
    taken = eve.page.locator("#tray .places strong")
    for place in range(5):
        eve.page.locator("#proposals .film:not(.chosen)").first.click()
        expect(taken).to_have_count(place + 1)
        if place == 2:
            eve.page.reload()
            expect(taken).to_have_count(3)
    eve.press("Show films for two")
    expect(eve.page.locator("#two .card")).to_have_count(5)
    eve.page.reload()
    expect(eve.page.locator("#two .card")).to_have_count(5)
    expect(eve.page.locator("#two .parts").first).to_contain_text("The other")
    eve.go("My five")
    expect(eve.titles).to_have_count(5)


def test_two_accounts_meet_by_a_code(arrive) -> None:
    eve, bob = arrive(), arrive()
    bob.go("For two")
    bob.press("Make a code for a friend")
    code = bob.page.locator(".code strong").inner_text()
    eve.go("For two")
    eve.page.get_by_label("A friend's code").fill("nonsense")
    eve.page.keyboard.press("Enter")
    expect(eve.said).to_contain_text("unknown")
    eve.page.get_by_label("A friend's code").fill(code)
    eve.page.keyboard.press("Enter")
    expect(eve.page.get_by_role("heading", level=1)).to_contain_text(bob.name)
    bob.page.reload()
    expect(bob.page.locator("#two")).to_contain_text(eve.name)
    bob.press("End it")
    eve.page.reload()
    expect(eve.page.locator("#two .card")).to_have_count(0)


def test_the_page_goes_on_by_itself_when_the_films_are_back(arrive, api: FakeApi) -> None:
    eve = arrive()
    before = eve.titles.all_inner_texts()
    api.down = True
    eve.card(2).get_by_text("Seen it").click()
    expect(eve.page.get_by_role("alert").first).to_contain_text("out of reach")
    expect(eve.titles).to_have_text(before)
    api.down = False
    expect(eve.card(2).locator(".stood")).to_contain_text(before[2])
    expect(eve.page.locator("#trouble .trouble")).to_have_count(0)


def test_what_was_pressed_without_a_connection_is_done_when_it_is_back(
    arrive,
) -> None:
    eve = arrive(may_fail=True)
    before = eve.titles.all_inner_texts()
    eve.page.route("**/run/predict*", lambda route: route.abort())
    eve.card(3).get_by_text("Not for me").click()
    expect(eve.page.locator("#offline")).to_contain_text("connection is lost")
    eve.page.unroute("**/run/predict*")
    expect(eve.card(3).locator(".stood")).to_contain_text(before[3])
    expect(eve.page.locator("#offline")).to_be_empty()


def test_home_has_all_that_was_left_and_the_ways_on(arrive) -> None:
    eve = arrive(viewport={"width": 320, "height": 640}, color_scheme="dark")
    titles = eve.titles.all_inner_texts()
    eve.page.goto(eve.page.url.partition("#")[0].replace("/app/en/", "/"))
    expect(eve.page.get_by_role("heading", level=1)).to_contain_text(eve.name)
    expect(eve.page.locator("#home .wide .shelf span")).to_have_text(titles)
    expect(eve.page.locator("#home").get_by_role("link", name="My data")).to_have_attribute(
        "href", "/me"
    )
    eve.page.get_by_role("link", name="Français").click()
    expect(eve.page.get_by_role("heading", level=1)).to_contain_text("Bon retour")
    eve.page.get_by_role("button", name="Changer mes favoris").click()
    expect(eve.page.locator(".count")).to_have_text("5 sur 5")
