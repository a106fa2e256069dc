"""How fast a running page is in a real browser: ``python -m tests.integration.page_speed ADDRESS``.

First paints, the five films after the click, and a judged film's successor; milliseconds.
"""

import sys
from uuid import uuid4

from playwright.sync_api import Page, expect, sync_playwright

from tests.integration.journey import CHROMIUM, CHROMIUM_ARGUMENTS, PASSWORD, TITLES, choose

TIMES = 8
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
FIVE_AFTER_CLICK = """async () => {
  const begun = performance.now();
  document.querySelector("#tray [data-act=five]").click();
  while (document.querySelectorAll("#five .card").length < 5) {
    await new Promise(requestAnimationFrame);
  }
  return performance.now() - begun;
}"""
NEXT_AFTER_CLICK = """async () => {
  const title = () => document.querySelectorAll("#five .card h2")[2].textContent;
  const [begun, before] = [performance.now(), title()];
  document.querySelectorAll("#five .say.seen")[2].click();
  while (title() === before) await new Promise(requestAnimationFrame);
  return performance.now() - begun;
}"""


def main(address: str) -> None:
    """Walk to the five films and print what each step took."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        page = browser.new_context(locale="en-GB").new_page()
        page.goto(address)
        _tell("first paint of the welcome", [_first_paint(page)])
        page.get_by_label("Name", exact=True).fill(f"Ada {uuid4().hex[:8]}")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Make my account").click()
        expect(page.locator("#proposals .film").first).to_be_visible()
        _tell("first paint of choosing", [_first_paint(page)])
        for place, title in enumerate(TITLES, 1):
            choose(page, title)
            expect(page.locator("#tray .places strong")).to_have_count(place)
        five = []
        for _ in range(TIMES):
            five.append(page.evaluate(FIVE_AFTER_CLICK))
            page.get_by_role("button", name="Change my favourites").click()
            expect(page.locator("#tray [data-act=five]")).to_be_visible()
        _tell("five films after the click", five)
        page.evaluate(FIVE_AFTER_CLICK)
        judged = [page.evaluate(NEXT_AFTER_CLICK) for _ in range(TIMES)]
        _tell("the next film after a judgement", judged)
        browser.close()


def _tell(what: str, taken: list[float]) -> None:
    sys.stdout.write(f"{what}: {' '.join(f'{one:.0f}' for one in sorted(taken))}\n")


def _first_paint(page: Page) -> float:
    page.wait_for_function(FIRST_PAINT)
    return float(page.evaluate(FIRST_PAINT))


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
