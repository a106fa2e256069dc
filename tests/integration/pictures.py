"""Pictures of every view for the documentation, of a page that is running.

``make pictures`` takes them into ``docs/images``; `make up` must run beside it, in the same home,
where it makes two accounts, the first of them of the team.
"""

import io
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from cinq.accounts import open_accounts
from cinq.settings import load_settings
from tests.integration.journey import CHROMIUM, CHROMIUM_ARGUMENTS, PASSWORD, TITLES, choose
from ui.texts import Language, texts

IMAGES = Path(__file__).parents[2] / "docs" / "images"
HEIGHTS = {1440: 900, 768: 1024, 320: 640}
COLOURS = 160
"""Few enough for some tens of kB a picture; flat drawings need no more."""

STRANGER = [
    ("welcome", "/", "form", 1440, "light"),
    ("welcome", "/", "form", 320, "dark"),
    ("sign-in", "/sign-in", "form", 768, "dark"),
]
VIEWS = [
    ("choosing", "#choosing", "#proposals .film", 1440, "light"),
    ("choosing", "#choosing", "#proposals .film", 320, "dark"),
    ("five", "#five", "#five .card", 1440, "dark"),
    ("five", "#five", "#five .card", 768, "light"),
    ("five", "#five", "#five .card", 320, "light"),
    ("tuned", "#five", "#five .card", 1440, "light"),
    ("home", "#home", "#home .panel", 1440, "light"),
    ("home", "#home", "#home .panel", 320, "dark"),
    ("similar", "#similar", "#similar .rows", 768, "dark"),
    ("watchlist", "#watchlist", "#watchlist .rows", 768, "light"),
    ("two", "#two", "#two .card", 1440, "light"),
    ("guest", "#guest", "#proposals .film", 768, "light"),
]
"""Name, place, what must be there, width and scheme; widths take turns with light and dark."""

ROOMS = [
    ("my-data", "/me", "h1", 1440, "light"),
    ("my-data", "/me", "h1", 320, "dark"),
    ("team", "/team", "h1", 1440, "dark"),
    ("team", "/team", "h1", 320, "light"),
    ("compared", "/team/compare?films=Alien;Heat;Amélie", "table", 768, "light"),
]


def main(address: str) -> None:
    """Take all pictures of the page at an address."""
    for old in IMAGES.glob("page-*.png"):
        old.unlink()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        for name, place, shown, width, scheme in STRANGER:
            page = _opened(browser, width, scheme, None, "en")
            page.goto(address + place)
            _take(page, shown, f"page-{name}-{width}-{scheme}")
        somebody, cookies, liked = _somebody(browser, address, "en")
        for name, place, shown, width, scheme in VIEWS:
            page = _opened(browser, width, scheme, cookies, "en")
            of_film = f"/{liked}" if name == "similar" else ""
            page.goto(f"{address}/app/en/{place}{of_film}")
            if name == "tuned":
                expect(page.locator(shown).first).to_be_visible()
                page.locator(".dials summary").click()
                page.locator("#five .reason summary").first.click()
            _take(page, shown, f"page-{name}-{width}-{scheme}")
        page = _opened(browser, 320, "light", cookies, "en")
        page.goto(f"{address}/app/en/#five")
        page.goto(page.get_by_label("Link to the list").input_value())
        _take(page, ".card", "page-shared-320-light")
        open_accounts(load_settings()).set_role(somebody, "team")
        for name, place, shown, width, scheme in ROOMS:
            page = _opened(browser, width, scheme, cookies, "en")
            page.goto(address + place)
            _take(page, shown, f"page-{name}-{width}-{scheme}")
        _, cookies, _ = _somebody(browser, address, "fr")
        page = _opened(browser, 320, "dark", cookies, "fr")
        page.goto(f"{address}/app/fr/#five")
        _take(page, "#five .card", "page-five-320-dark-fr")
        browser.close()


def _somebody(browser: Browser, address: str, language: Language) -> tuple[str, Any, str]:
    """Name, cookies and a film of somebody who has five favourites, a list, films for later."""
    words = texts(language)
    page = _opened(browser, 1440, "light", None, language)
    page.goto(address)
    name = f"Ada {uuid4().hex[:4]}"
    page.get_by_label(words.entrance.name, exact=True).fill(name)
    page.get_by_label(words.entrance.password, exact=True).fill(PASSWORD)
    page.get_by_role("button", name=words.entrance.sign_up).click()
    taken = page.locator("#tray .places strong")
    for place, title in enumerate(TITLES, 1):
        choose(page, title, language=language)
        expect(taken).to_have_count(place)
    page.locator("#tray .primary").click()
    expect(page.locator("#five .card")).to_have_count(5)
    liked = page.locator("#five .say.liked").nth(1).get_attribute("data-film") or ""
    page.locator("#five .say.liked").nth(1).click()
    expect(page.locator("#five .stood button")).to_be_visible()
    for n in range(1, 4):
        page.locator("#five [data-act=watch]").first.click()
        expect(page.locator("#five [data-act=unwatch]")).to_have_count(n)
    page.locator("#five [data-act=share]").click()
    expect(page.locator("#share-link")).to_be_visible()
    page.goto(f"{page.url.partition('#')[0]}?#guest")
    for place in range(1, 6):
        page.locator("#proposals .film:not(.chosen)").first.click()
        expect(taken).to_have_count(place)
    return name, page.context.storage_state(), liked


def _opened(browser: Browser, width: int, scheme: Any, cookies: Any, language: Language) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS[width]},
        color_scheme=scheme,
        locale={"en": "en-GB", "fr": "fr-FR"}[language],
        storage_state=cookies,
        reduced_motion="reduce",
    )
    return context.new_page()


def _take(page: Page, shown: str, name: str) -> None:
    expect(page.locator(shown).first).to_be_visible(timeout=15_000)
    page.evaluate("document.fonts.ready")
    whole = page.locator("#tray .tray").count() == 0  # which stays at the edge of the window
    taken = Image.open(io.BytesIO(page.screenshot(full_page=whole, animations="disabled")))
    few = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(IMAGES / f"{name}.png", optimize=True)
    page.context.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
