"""The page in a real browser, from account to five films and back."""

import os

import pytest
from playwright.sync_api import expect

from tests.integration.journey import choose, sign_in, walk
from tests.integration.keyboard import (
    Keys,
    assert_it_fits,
    choose_five,
    come_back,
    judge_and_undo,
    make_account,
)
from tests.ui.fakes import FakeApi
from ui.texts import LANGUAGES, Language, texts

pytestmark = pytest.mark.integration

LOCALES: dict[Language, str] = {"en": "en-GB", "fr": "fr-FR"}

LOOKS = (
    [(language, scheme) for language in LANGUAGES for scheme in ("light", "dark")]
    if os.environ.get("CINQ_LONG")
    else [("en", "light"), ("fr", "dark")]
)
"""Languages in colours; all of them take minutes."""


@pytest.mark.parametrize(
    ("language", "width", "height", "scheme"),
    [("en", 1440, 900, "light"), ("fr", 320, 640, "dark")],
)
def test_the_whole_journey_by_hand(
    open_page, address: str, language: Language, width: int, height: int, scheme: str
) -> None:
    page = open_page(
        viewport={"width": width, "height": height}, color_scheme=scheme, locale=LOCALES[language]
    )
    words = texts(language)
    walked = walk(page, address, look=lambda view: assert_it_fits(page, view), language=language)
    assert walked.chosen == ["Alien", "Heat", "Fargo", "Casino", "The Matrix"]
    assert len(set(walked.five)) == 5
    assert set(walked.five).isdisjoint(walked.chosen)
    because, high = words.five.because_one.partition("{a}")[0], words.five.score.partition("}")[2]
    assert all(reason.startswith(because) for reason in walked.reasons)
    assert all(high.format(high=5) in score for score in walked.scores)
    expect(page.get_by_text(words.simulated)).to_be_visible()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (768, 1024), (320, 640)])
def test_the_whole_journey_by_keyboard_alone_with_a_reload_at_every_step(
    open_page, address: str, language: Language, scheme: str, width: int, height: int
) -> None:
    page = open_page(
        viewport={"width": width, "height": height}, color_scheme=scheme, locale=LOCALES[language]
    )
    keys, words = Keys(page), texts(language)
    page.goto(address)
    name = make_account(keys, words)
    chosen = choose_five(keys, words)
    five = judge_and_undo(keys, words)
    assert set(five).isdisjoint(chosen)
    come_back(keys, words, name, five)


def test_a_title_that_is_pasted_or_dictated_is_searched(open_page, address: str) -> None:
    page = open_page()
    page.goto(address)
    page.get_by_label("Name").fill("Somebody who pastes")
    page.get_by_label("Password", exact=True).fill("five dots and a lamp")
    page.get_by_role("button", name="Make my account").click()
    page.get_by_label("Search for a film").focus()
    page.keyboard.insert_text("alien")
    expect(page.locator("#hits .film").first).to_contain_text("Alien")


def test_an_api_that_goes_away_loses_nothing(open_page, address: str, api: FakeApi) -> None:
    page = open_page()
    walked = walk(page, address)
    page.get_by_role("button", name="Change my favourites").click()
    expect(page.locator(".count")).to_have_text("5 of 5")
    api.down = True
    try:
        page.get_by_role("button", name="Show my five").click()
        expect(page.get_by_role("alert")).to_contain_text("out of reach")
        expect(page.locator(".count")).to_have_text("5 of 5")
    finally:
        api.down = False
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#five .card h2")).to_have_text(walked.five)


def test_an_ended_session_shows_the_way_back_in(open_page, address: str) -> None:
    page = open_page()
    walked = walk(page, address)
    page.context.clear_cookies()
    page.get_by_role("button", name="Change my favourites").click()
    page.get_by_role("link", name="Sign in").click()
    sign_in(page, walked.name)
    expect(page.locator("#home .wide .shelf span")).to_have_text(walked.five)


def test_proposals_can_be_taken_skipped_and_removed_again(open_page, address: str) -> None:
    page = open_page()
    page.goto(address)
    page.get_by_label("Name").fill("Grace")
    page.get_by_label("Password", exact=True).fill("a moth in a relay")
    page.get_by_role("button", name="Make my account").click()
    first = page.locator("#proposals strong").first
    expect(first).to_have_text("Alien")
    page.get_by_role("button", name="show others").click()
    expect(first).not_to_have_text("Alien")
    taken = first.inner_text()
    first.click()
    expect(page.locator("#tray strong").first).to_have_text(taken)
    page.get_by_role("button", name=f"Remove {taken}").click()
    expect(page.locator(".count")).to_have_text("0 of 5")
    choose(page, "Heat")
    expect(page.locator(".count")).to_have_text("1 of 5")
