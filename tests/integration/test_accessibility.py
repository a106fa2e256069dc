"""Every view, in a real browser: axe, size of targets, reflow, focus, what is announced."""

from importlib.resources import files
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.integration.journey import PATIENCE_MS, choose
from tests.integration.views import STRANGERS, VIEWS, choosing, somebody

pytestmark = pytest.mark.integration

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
SMALLEST_TARGET = 24
LOOKS: list[tuple[int, int, Literal["light", "dark"]]] = [
    (1440, 900, "dark"),
    (320, 640, "light"),
]

SMALL_TARGETS = """smallest => {
  const all = "a, button, input:not([tabindex='-1']), select, textarea, summary, [role=button]";
  const seen = one => one.checkVisibility({ visibilityProperty: true });
  const within_text = one => getComputedStyle(one).display === "inline"
    && one.parentElement.textContent.trim() !== one.textContent.trim();
  return [...document.querySelectorAll(all)].filter(one => seen(one) && !within_text(one))
    .map(one => ({ what: one.outerHTML.slice(0, 90), box: one.getBoundingClientRect() }))
    .filter(({ box }) => box.width < smallest || box.height < smallest)
    .map(({ what, box }) => `${what}: ${box.width.toFixed(1)} x ${box.height.toFixed(1)}`);
}"""

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect(), look = getComputedStyle(one);
  const within = (at, most) => Math.min(Math.max(at, 0), most - 1);
  const x = within(box.x + box.width / 2, innerWidth);
  const y = within(box.y + box.height / 2, innerHeight);
  const top = document.elementFromPoint(x, y);
  const seen = box.bottom > 0 && box.top < innerHeight && top
    && (one.contains(top) || top.contains(one));
  const again = one.dataset.reached === "yes";
  one.dataset.reached = "yes";
  return {
    what: one.outerHTML.slice(0, 120),
    marked: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2,
    hidden: !seen,
    again,
  };
}"""


@pytest.fixture(scope="module")
def cookies(chromium: Browser, address: str) -> Any:
    """Those of somebody who has five favourites."""
    expect.set_options(timeout=PATIENCE_MS)
    return somebody(chromium, address)


@pytest.mark.parametrize("view", VIEWS)
def test_everybody_can_use_every_view(open_page, address: str, cookies: Any, view: str) -> None:
    known = None if view in STRANGERS else cookies
    page: Page = open_page(storage_state=known, reduced_motion="reduce")
    VIEWS[view](page, address)
    for width, height, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function("document.getAnimations().every(one => one.playState !== 'pending')")

        assert findings(page) == []
        assert page.evaluate(SMALL_TARGETS, SMALLEST_TARGET) == []
        across = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(across) <= 0
    assert lost_focus(page) == []


def test_what_happens_is_announced(open_page, address: str) -> None:
    page = open_page()
    choosing(page, address)
    told = page.get_by_role("status").first
    choose(page, "Alien")
    expect(told).to_contain_text("Alien")
    choose(page, "Heat")
    expect(told).to_contain_text("Heat")
    page.get_by_role("button", name="Remove Heat").click()
    expect(told).to_contain_text("Heat")
    page.get_by_role("button", name="show others").click()
    expect(told).not_to_contain_text("Heat")
    page.context.clear_cookies()
    page.get_by_role("button", name="show others").click()
    expect(page.get_by_role("alert")).to_contain_text("ended")


def findings(page: Page) -> list[str]:
    """What axe finds that is serious or critical: rule, element, what to do."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]}: {node['failureSummary']}"
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def lost_focus(page: Page) -> list[str]:
    """Elements that the Tab key reaches and that do not show it, or lie under something."""
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    lost = []
    for _ in range(120):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or focused["again"]:
            break
        if not focused["marked"]:
            lost.append(f"not marked: {focused['what']}")
        if focused["hidden"]:
            lost.append(f"hidden: {focused['what']}")
    return lost
