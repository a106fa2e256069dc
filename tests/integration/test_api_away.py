"""The API goes away: the page says so, keeps what was chosen, and goes on once it is back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.integration.journey import PATIENCE_MS
from tests.integration.views import choosing
from tests.ui.fakes import FakeApi

pytestmark = pytest.mark.integration


@pytest.fixture
def page(open_page, address: str, api: FakeApi) -> Iterator[Page]:
    """The page of somebody new."""
    expect.set_options(timeout=PATIENCE_MS)
    made: Page = open_page()
    choosing(made, address)
    yield made
    api.down = False


def choose_first(page: Page, counted: str) -> str:
    """Choose the first of the proposals; gives its title."""
    film = page.locator("#proposals .film:not(.chosen)").first
    title = film.locator("strong").inner_text()
    film.click()
    expect(page.locator(".count")).to_have_text(counted)
    return title


def said(page: Page) -> None:
    expect(page.get_by_role("alert")).to_contain_text("out of reach")


def silent(page: Page) -> None:
    expect(page.get_by_role("alert")).to_be_empty()


def test_while_choosing_nothing_is_lost_and_it_goes_on(page: Page, api: FakeApi) -> None:
    chosen = [choose_first(page, "1 of 5"), choose_first(page, "2 of 5")]
    api.down = True
    page.get_by_role("button", name="show others").click()
    said(page)
    expect(page.locator("#tray .places strong")).to_have_text(chosen)
    api.down = False
    silent(page)
    expect(page.locator("#proposals .film").first).to_be_visible()
    expect(page.locator("#tray .places strong")).to_have_text(chosen)
    choose_first(page, "3 of 5")


def test_a_search_says_it_and_finds_once_it_can(page: Page, api: FakeApi) -> None:
    api.down = True
    page.get_by_label("Search for a film").fill("alien")
    expect(page.locator("#hits")).to_contain_text("out of reach")
    api.down = False
    page.get_by_label("Search for a film").fill("aliens")
    expect(page.locator("#hits .film").first).to_contain_text("Aliens")


def test_the_five_films_come_by_themselves(page: Page, api: FakeApi) -> None:
    for place in range(1, 6):
        choose_first(page, f"{place} of 5")
    api.down = True
    page.get_by_role("button", name="Show my five").click()
    said(page)
    expect(page.locator(".count")).to_have_text("5 of 5")
    api.down = False
    silent(page)
    expect(page.locator("#five .card")).to_have_count(5)


def test_a_page_opened_meanwhile_fills_by_itself(page: Page, api: FakeApi) -> None:
    chosen = [choose_first(page, "1 of 5")]
    api.down = True
    page.reload()
    said(page)
    api.down = False
    expect(page.locator("#tray .places strong")).to_have_text(chosen)
    expect(page.locator("#proposals .film").first).to_be_visible()
    silent(page)
