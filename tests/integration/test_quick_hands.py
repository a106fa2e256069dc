"""Somebody who is quicker than the answers: no press is lost, and none takes another film."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.integration.journey import PASSWORD, PATIENCE_MS

pytestmark = pytest.mark.integration

Call = dict[str, Any]
CALLS = "**/run/predict*"


@pytest.fixture
def page(open_page, address: str) -> Page:
    """The page of somebody new, in English."""
    expect.set_options(timeout=PATIENCE_MS)
    opened: Page = open_page()
    opened.goto(address)
    opened.get_by_label("Name").fill(f"Quick {uuid4().hex[:8]}")
    opened.get_by_label("Password", exact=True).fill(PASSWORD)
    opened.get_by_role("button", name="Make my account").click()
    expect(opened.locator("#proposals .film").first).to_be_visible()
    return opened


@pytest.fixture
def box(page: Page) -> Locator:
    return page.get_by_label("Search for a film")


@pytest.fixture
def hits(page: Page) -> Locator:
    return page.locator("#hits .film")


@contextmanager
def held(page: Page, which: Callable[[Call], bool]) -> Iterator[Callable[[], None]]:
    """Keep calls of the page waiting; yields what lets them go, and later ones with them."""
    waiting: list[Route] = []
    gone = False

    def meet(route: Route) -> None:
        if not gone and which(route.request.post_data_json):
            waiting.append(route)
        else:
            route.fallback()

    def let_go() -> None:
        nonlocal gone
        gone = True
        assert waiting, "nothing was asked"
        for route in waiting:
            route.continue_()

    page.route(CALLS, meet)
    yield let_go


def searching(title: str) -> Callable[[Call], bool]:
    return lambda call: call["data"] == [title, "choosing"]


def type_on(page: Page, box: Locator, shown: str, waiting: str) -> None:
    """Type a title of which the hits are shown, and more of it, of which they are on their way."""
    box.focus()
    page.keyboard.insert_text(shown)
    expect(page.locator(f"#hits [data-query='{shown}']")).to_be_visible()
    with page.expect_request(lambda asked: f'"{shown}{waiting}"' in (asked.post_data or "")):
        page.keyboard.insert_text(waiting)


def taken(page: Page) -> Locator:
    return page.locator("#tray .places strong")


def test_hits_of_the_title_before_are_not_shown(page: Page, box: Locator, hits: Locator) -> None:
    with held(page, searching("")), held(page, searching("fargo")) as let_go:
        type_on(page, box, "far", "go")
        hits.first.click()
        expect(taken(page)).to_have_text(["Fargo"])
        expect(box).to_have_value("")
        let_go()
        expect(page.locator("#hits [data-query='fargo']")).to_have_count(1)
        expect(hits.first).to_be_hidden()


def test_the_focus_follows_its_film_through_later_hits(
    page: Page, box: Locator, hits: Locator
) -> None:
    with held(page, searching("casa")) as let_go:
        type_on(page, box, "cas", "a")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(hits.nth(1)).to_contain_text("Casablanca")
        expect(hits.nth(1)).to_be_focused()
        let_go()
    expect(hits).to_have_count(1)
    page.keyboard.press("Enter")
    expect(taken(page)).to_have_text(["Casablanca"])
    expect(box).to_be_focused()


def test_the_focus_of_a_hit_that_is_gone_goes_to_the_box(
    page: Page, box: Locator, hits: Locator
) -> None:
    with held(page, searching("aliens")) as let_go:
        type_on(page, box, "ali", "ens")
        page.keyboard.press("ArrowDown")
        expect(hits.first).to_be_focused()
        let_go()
    expect(box).to_be_focused()
    expect(hits).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(taken(page)).to_have_text(["Aliens"])


@pytest.mark.parametrize("film", ["Alien", "Aliens"])
def test_a_film_counts_that_is_replaced_while_the_button_is_down(
    page: Page, box: Locator, hits: Locator, film: str
) -> None:
    with held(page, searching("aliens")) as let_go:
        type_on(page, box, "ali", "ens")
        hits.filter(has=page.get_by_text(film, exact=True)).hover()
        page.mouse.down()
        let_go()
    expect(hits).to_have_count(1)
    page.mouse.up()
    expect(taken(page)).to_have_text([film])


def test_a_press_that_is_taken_elsewhere_is_none(page: Page, box: Locator, hits: Locator) -> None:
    with held(page, searching("aliens")) as let_go:
        type_on(page, box, "ali", "ens")
        hits.last.hover()
        page.mouse.down()
        let_go()
    expect(hits).to_have_count(1)
    page.mouse.move(1, 1)
    page.mouse.up()
    box.press("Home")
    page.get_by_role("button", name="show others").click()
    expect(page.get_by_role("status").first).to_contain_text("other")
    expect(taken(page)).to_have_count(0)


def test_what_is_typed_while_a_film_is_added_stays(page: Page, box: Locator, hits: Locator) -> None:
    with held(page, lambda call: call["data"] == []) as let_go:
        box.focus()
        page.keyboard.insert_text("heat")
        hits.first.click()
        expect(box).to_have_value("")
        box.focus()
        page.keyboard.insert_text("casino")
        expect(hits).to_have_text(re.compile("Casino"))
        let_go()
    expect(taken(page)).to_have_text(["Heat"])
    expect(box).to_have_value("casino")
    hits.first.click()
    expect(taken(page)).to_have_text(["Heat", "Casino"])


def test_proposals_pressed_in_a_row_are_all_taken(page: Page) -> None:
    proposals = page.locator("#proposals .film")
    titles = proposals.locator("strong").all_inner_texts()[:5]
    with held(page, lambda call: call["data"] == []) as let_go:
        for place in range(5):
            proposals.nth(place).click()
        let_go()
    expect(page.locator(".count")).to_have_text("5 of 5")
    assert sorted(taken(page).all_inner_texts()) == sorted(titles)
