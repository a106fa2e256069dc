"""Every view of the page, and how one gets there: a new view is one line in `VIEWS`."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

from tests.integration.journey import PASSWORD

View = Callable[[Page, str], None]
"""Brings a page of somebody's browser to a view, given the page's address."""


def somebody(chromium: Browser, address: str) -> Any:
    """Make an account with five favourites, a shared list, a film put aside: gives its cookies."""
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    choosing(page, address)
    for place in range(1, 6):
        page.locator("#proposals .film:not(.chosen)").first.click()
        expect(page.locator(".count")).to_have_text(f"{place} of 5")
    page.get_by_role("button", name="Show my five").click()
    expect(page.locator("#five .card")).to_have_count(5)
    page.get_by_role("button", name="Watch later").nth(1).click()
    expect(page.locator("#five [data-act=unwatch]")).to_be_visible()
    page.get_by_role("button", name="Share this list").click()
    expect(page.get_by_role("textbox", name="Link to the list")).to_be_visible()
    kept = context.storage_state()
    context.close()
    return kept


def welcome(page: Page, address: str) -> None:
    page.goto(address)


def refused(page: Page, address: str) -> None:
    _without_its_status(page, "**/account")
    page.goto(address)
    page.get_by_label("Name").fill("A name that is fine")
    page.get_by_label("Password", exact=True).fill("password1")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("alert")).to_be_visible()


def nowhere(page: Page, address: str) -> None:
    _without_its_status(page, "**/nowhere")
    page.goto(f"{address}/nowhere")


def choosing(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Name").fill(f"Ada {uuid4().hex[:8]}")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    expect(page.locator("#proposals .film").first).to_be_visible()


def ended(page: Page, address: str) -> None:
    choosing(page, address)
    page.context.clear_cookies()
    page.locator("#proposals .film").first.click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def hits(page: Page, address: str) -> None:
    page.goto(f"{address}/app/en/#choosing")
    page.get_by_label("Search for a film").fill("the")
    expect(page.locator("#hits .film").first).to_be_visible()


def everything_open(page: Page, address: str) -> None:
    page.goto(f"{address}/app/en/#five")
    expect(page.locator("#five .card")).to_have_count(5)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")


def judged(page: Page, address: str) -> None:
    page.goto(f"{address}/app/en/#five")
    page.get_by_role("button", name="Seen it").first.click()
    expect(page.get_by_role("button", name="Undo").first).to_be_visible()
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)


def shared(page: Page, address: str) -> None:
    page.goto(f"{address}/app/en/#five")
    page.goto(page.get_by_role("textbox", name="Link to the list").input_value())
    expect(page.get_by_role("heading", name="Five films, recommended")).to_be_visible()


def at(path: str, shown: str) -> View:
    """A view that has an address, and what stands in it."""

    def go(page: Page, address: str) -> None:
        page.goto(f"{address}{path}")
        expect(page.locator(shown).first).to_be_visible()

    return go


STRANGERS: dict[str, View] = {
    "welcome": welcome,
    "account refused": refused,
    "sign-in": at("/sign-in", "form"),
    "nothing here": nowhere,
    "choosing": choosing,
    "session ended": ended,
}
"""Seen by whoever has no account yet."""

VIEWS: dict[str, View] = STRANGERS | {
    "five of five": at("/app/en/#choosing", "#tray .primary"),
    "hits": hits,
    "five films": at("/app/en/#five", "#five .card"),
    "five films, everything open": everything_open,
    "a film judged": judged,
    "home": at("/app/en/#home", "#home .panel"),
    "similar films": at("/app/en/#similar/1", "#similar h1"),
    "watchlist": at("/app/en/#watchlist", "#watchlist h1"),
    "for two": at("/app/en/#two", "#two .panel"),
    "choosing for two": at("/app/en/#guest", "#proposals .film"),
    "shared list": shared,
    "my data": at("/me", "main h1"),
}


def _without_its_status(page: Page, pattern: str) -> None:
    """Show a page that bears an error's status; the browser would log that as an error."""
    page.route(pattern, lambda route: route.fulfill(response=route.fetch(), status=200))
