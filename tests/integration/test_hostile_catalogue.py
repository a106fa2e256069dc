"""A catalogue whose titles are scripts, marks and endless words harms nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.integration.journey import PATIENCE_MS, my_five
from tests.integration.views import choosing
from tests.ui.fakes import FakeApi
from tests.ui.hostile import HOSTILE_FILMS

pytestmark = pytest.mark.integration

TOO_WIDE = """() => {
  const wide = document.documentElement.clientWidth, found = [];
  if (document.documentElement.scrollWidth > wide) found.push("the page");
  for (const one of document.querySelectorAll("#proposals .film, #tray li, #hits .film, "
    + "#five li, #home li, #watchlist li, #similar li, #two li, main h1, main li, "
    + ".chips button, .acts button")) {
    const box = one.getBoundingClientRect();
    if (one.checkVisibility() && (box.left < -1 || box.right > wide + 1))
      found.push(`${one.tagName}.${one.className} ${box.left}-${box.right}`);
  }
  for (const one of document.querySelectorAll("h2, .film strong"))
    if (one.getBoundingClientRect().height > 200) found.push(`too high: ${one.outerHTML}`);
  return found;
}"""
SCRIPTS = "[...document.scripts].filter(one => !one.nonce && !one.src).length"
FOREIGN = (
    "document.querySelectorAll('#proposals img, main img, [onerror], [onclick], [onload]').length"
)


@pytest.fixture(scope="module")
def api() -> FakeApi:
    return FakeApi(HOSTILE_FILMS)


@pytest.fixture(params=[1440, 320])
def page(request: pytest.FixtureRequest, open_page) -> Iterator[Page]:
    """A browser's page in which no dialog ever opens."""
    expect.set_options(timeout=PATIENCE_MS)
    opened: list[str] = []
    made: Page = open_page(
        viewport={"width": request.param, "height": 900}, reduced_motion="reduce"
    )
    made.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    yield made
    assert opened == []


def test_hostile_titles_do_nothing_anywhere(page: Page, address: str) -> None:
    def unharmed() -> None:
        assert page.evaluate("document.documentElement.dataset.owned") is None
        assert page.evaluate(FOREIGN) == 0
        assert page.evaluate(SCRIPTS) == 0
        assert page.evaluate(TOO_WIDE) == []
        expect(page.locator(".brand").first).to_be_visible()

    choosing(page, address)
    unharmed()
    page.get_by_label("Search for a film").fill("<script>")
    expect(page.locator("#hits .film").first).to_be_visible()
    unharmed()
    page.get_by_label("Search for a film").fill("")
    for place in range(1, 6):
        page.locator("#proposals .film:not(.chosen)").nth(2 * (place % 2)).click()
        expect(page.locator(".count")).to_have_text(f"{place} of 5")
        unharmed()
    page.get_by_role("button", name="Show my five").click()
    expect(page.locator("#five .card")).to_have_count(5)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    unharmed()
    page.locator("#five [data-act=watch]").first.click()
    expect(page.locator("#five [data-act=unwatch]")).to_be_visible()
    page.locator("#five [data-act=judge]").first.click()
    expect(page.locator("#five [data-act=undo]").first).to_be_visible()
    unharmed()
    page.locator("#five [data-act=similar]").first.click()
    expect(page.locator("#similar h1")).to_be_visible()
    unharmed()
    page.goto(f"{address}/app/en/#home")
    page.reload()
    expect(page.locator("#home .panel").first).to_be_visible()
    unharmed()
    my_five(page)
    page.get_by_role("button", name="Share this list").click()
    page.goto(page.get_by_role("textbox", name="Link to the list").input_value())
    expect(page.get_by_role("heading", name="Five films, recommended")).to_be_visible()
    unharmed()
