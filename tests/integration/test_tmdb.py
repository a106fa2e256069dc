"""TMDB's pictures in a real browser: over the drawn posters, for who has a token."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from cinq.database import open_database
from cinq.feedback import FeedbackBook
from cinq.settings import load_settings
from tests.integration.journey import PASSWORD, TITLES, choose
from tests.integration.served import serving
from tests.integration.test_accessibility import findings
from tests.ui.fakes import FakeApi
from tests.ui.service import fake_service
from tests.ui.tmdb.fake import FakeTmdb, film, jpeg
from ui.texts import Language, texts

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def tmdb() -> FakeTmdb:
    """It has pictures of every other film that is chosen, and of some that are proposed."""
    fake = FakeTmdb({"/alien.jpg": jpeg("darkgreen"), "/fargo.jpg": jpeg("navy")})
    fake.found.append(film("Fargo", "1996-03-08", "/fargo.jpg"))
    return fake


@pytest.fixture(scope="module")
def address(api: FakeApi, home: Path, tmdb: FakeTmdb) -> Iterator[str]:
    from ui.app import create_app  # takes seconds, which tests without a page do not wait

    with serving(lambda: fake_service(api)) as api_address:
        port = int(api_address.rpartition(":")[2])
        settings = load_settings({"home": str(home), "api.port": port})
        api.book = FeedbackBook(open_database(settings.database))
        with serving(lambda: create_app(settings, tmdb=tmdb.client())) as page_address:
            yield page_address


@pytest.fixture(params=[("en-GB", 1440, "light"), ("fr-FR", 320, "dark")], ids=["wide", "phone"])
def page(request: pytest.FixtureRequest, open_page, address: str) -> tuple[Page, Language]:
    """Somebody who has just made an account."""
    locale, width, scheme = request.param
    viewport = {"width": width, "height": 800}
    page = open_page(locale=locale, viewport=viewport, color_scheme=scheme)
    language: Language = "fr" if locale == "fr-FR" else "en"
    words = texts(language).entrance
    page.goto(address)
    page.get_by_label(words.name, exact=True).fill(f"Ada {uuid4().hex[:8]}")
    page.get_by_label(words.password, exact=True).fill(PASSWORD)
    page.get_by_role("button", name=words.sign_up).click()
    return page, language


def test_pictures_lie_over_the_posters_with_tmdbs_notice(
    page: tuple[Page, Language], tmdb: FakeTmdb, tmp_path: Path
) -> None:
    opened, language = page
    notice = opened.locator("footer.tmdb").get_by_role("link", name=texts(language).tmdb)
    expect(notice).to_have_attribute("href", "https://www.themoviedb.org/")
    chosen = [choose(opened, title, language=language) for title in TITLES]
    expect(opened.locator("#tray .places strong")).to_have_text(chosen)
    expect(opened.locator("#tray .poster:has(image)")).to_have_count(2)
    for film_id in (1, 3):
        expect(opened.locator(f"#tray [data-poster='{film_id}'] image")).to_be_visible()
    expect(opened.locator("#tray [data-poster='2'] > rect").first).to_be_attached()
    opened.reload()
    expect(opened.locator("#tray .poster:has(image)")).to_have_count(2)
    notice.scroll_into_view_if_needed()
    opened.screenshot(path=tmp_path / f"tmdb-{language}.png", full_page=True)
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert findings(opened) == []
    searches = [asked.url.params["query"] for asked in tmdb.asked if "query" in asked.url.params]
    assert len(searches) == len(set(searches))
