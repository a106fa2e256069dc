"""Every view of the page, and how one gets there: a new view is one line in `VIEWS`."""

from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.integration.journey import PASSWORD

View = Callable[[Page, str], None]
"""Brings a fresh page of a browser to a view, given the page's address."""


def welcome(page: Page, address: str) -> None:
    page.goto(address)


def refused(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Name").fill("A name that is fine")
    page.get_by_label("Password", exact=True).fill("password1")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("alert")).to_be_visible()


def signing_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")


def nowhere(page: Page, address: str) -> None:
    page.route(  # the browser logs a 404 as an error, which here it is not
        "**/nowhere", lambda route: route.fulfill(response=route.fetch(), status=200)
    )
    page.goto(f"{address}/nowhere")


def choosing(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Name").fill(f"Ada {uuid4().hex[:8]}")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    expect(page.locator("#proposals .film").first).to_be_visible()


def searching(page: Page, address: str) -> None:
    choosing(page, address)
    page.get_by_label("Search for a film").fill("the")
    expect(page.locator("#hits .film").first).to_be_visible()


def some_chosen(page: Page, address: str, n: int) -> None:
    choosing(page, address)
    for place in range(1, n + 1):
        page.locator("#proposals .film:not(.chosen)").first.click()
        expect(page.locator(".count")).to_have_text(f"{place} of 5")


def three_chosen(page: Page, address: str) -> None:
    some_chosen(page, address, 3)


def five_chosen(page: Page, address: str) -> None:
    some_chosen(page, address, 5)


def five_films(page: Page, address: str) -> None:
    five_chosen(page, address)
    page.get_by_role("button", name="Show my five").click()
    expect(page.locator("#five .card")).to_have_count(5)


def ended(page: Page, address: str) -> None:
    choosing(page, address)
    page.context.clear_cookies()
    page.locator("#proposals .film").first.click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


VIEWS: dict[str, View] = {
    "welcome": welcome,
    "account refused": refused,
    "sign-in": signing_in,
    "nothing here": nowhere,
    "choosing": choosing,
    "hits": searching,
    "three of five": three_chosen,
    "five of five": five_chosen,
    "five films": five_films,
    "session ended": ended,
}
