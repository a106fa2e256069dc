"""The way of a newcomer by keyboard alone: only keys, and every step is loaded again."""

from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

from tests.integration.journey import PASSWORD, PATIENCE_MS
from ui.texts import Texts

FARTHEST = 150
"""Presses of the Tab key after which something counts as out of reach."""

FOCUSED = "document.activeElement.outerHTML.slice(0, 80)"


class Keys:
    """Somebody without a mouse."""

    def __init__(self, page: Page) -> None:
        expect.set_options(timeout=PATIENCE_MS)
        self.page = page

    def reach(self, target: Locator) -> None:
        """Press Tab until something has the focus."""
        expect(target).to_be_visible()
        wanted = target.element_handle()
        for _ in range(FARTHEST):
            if wanted.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab leads to {self.page.evaluate(FOCUSED)}, not to {target}")

    def enter(self, target: Locator) -> None:
        """Reach something and press it."""
        self.reach(target)
        self.page.keyboard.press("Enter")

    def type(self, target: Locator, text: str) -> None:
        """Reach a field and write in it."""
        self.reach(target)
        self.page.keyboard.type(text)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name).first

    def again(self) -> None:
        """See that nothing sticks out at the side, and load the page again."""
        assert_it_fits(self.page, self.page.url)
        self.page.reload()


def make_account(keys: Keys, words: Texts) -> str:
    """Sign up; gives the name."""
    page, say, name = keys.page, words.entrance, f"Zoé {uuid4().hex[:8]}"
    assert page.evaluate("document.documentElement.lang") == words.language
    keys.again()
    keys.type(page.get_by_label(say.name, exact=True), name)
    keys.type(page.get_by_label(say.password, exact=True), PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#proposals .film").first).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == words.language
    keys.again()
    return name


def choose_five(keys: Keys, words: Texts) -> list[str]:
    """Four by typing, one that was proposed, one that is removed again; gives their titles."""
    page, say = keys.page, words.choosing
    others = keys.button(say.others)
    for place, title in enumerate(("Alien", "Heat", "Fargo"), 1):
        _find(keys, words, title, place)
    keys.enter(others)
    expect(page.get_by_role("status").first).to_contain_text(words.notes["others"])
    expect(page.locator("#proposals .film").first).not_to_contain_text("Casino")
    keys.again()
    keys.enter(page.locator("#proposals .film:not(.chosen)").first)
    _counted(keys, words, 4)
    fourth = page.locator("#tray .places strong").nth(3).inner_text()
    keys.enter(keys.button(say.remove.format(film=fourth)))
    _counted(keys, words, 3)
    _find(keys, words, "Casino", 4)
    keys.enter(page.locator("#proposals .film:not(.chosen)").first)
    _counted(keys, words, 5)
    return page.locator("#tray .places strong").all_inner_texts()


def judge_and_undo(keys: Keys, words: Texts) -> list[str]:
    """Go to the five, unfold a reason, say that one was seen, take it back; gives the titles."""
    page, titles = keys.page, keys.page.locator("#five .card h2")
    keys.enter(page.locator("#tray .primary"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(titles).to_have_count(5)
    five = titles.all_inner_texts()
    keys.again()
    expect(titles).to_have_text(five)
    keys.enter(page.locator("#five .reason summary").first)
    expect(page.locator("#five .shares").first).to_be_visible()
    keys.enter(page.locator("#five .say.seen").nth(1))
    undo = page.locator("#five .stood button")
    expect(undo).to_be_visible()
    keys.again()
    expect(titles.nth(1)).not_to_have_text(five[1])
    keys.enter(undo)
    expect(titles).to_have_text(five)
    keys.again()
    return five


def come_back(keys: Keys, words: Texts, name: str, five: list[str]) -> None:
    """Home, out, in again, and still there."""
    page, shelf = keys.page, keys.page.locator("#home .wide .shelf span")
    keys.enter(page.get_by_role("navigation").get_by_role("button", name=words.home.nav_home))
    expect(shelf).to_have_text(five)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    keys.again()
    expect(shelf).to_have_text(five)
    keys.enter(keys.button(words.sign_out))
    expect(keys.button(words.entrance.sign_in)).to_be_visible()
    keys.again()
    keys.type(page.get_by_label(words.entrance.name, exact=True), name)
    keys.type(page.get_by_label(words.entrance.password, exact=True), PASSWORD)
    page.keyboard.press("Enter")
    expect(shelf).to_have_text(five)


def assert_it_fits(page: Page, view: str) -> None:
    """Fails if a view scrolls sideways."""
    across = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    too_wide = page.evaluate(across)
    assert too_wide <= 0, f"{view} scrolls sideways by {too_wide} px"


def _find(keys: Keys, words: Texts, title: str, place: int) -> None:
    """Type a title, go down to the first hit, take it."""
    page, box = keys.page, keys.page.get_by_label(words.choosing.search)
    keys.type(box, title)
    hit = page.locator(f"#hits [data-query='{title}'] .film").first
    expect(hit).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text(title)
    expect(box).to_be_focused()
    _counted(keys, words, place)


def _counted(keys: Keys, words: Texts, n: int) -> None:
    """So many are chosen, also after loading the page again."""
    counted = words.choosing.counted.format(n=n)
    expect(keys.page.locator(".count")).to_have_text(counted)
    keys.again()
    expect(keys.page.locator(".count")).to_have_text(counted)
    expect(keys.page.locator("#proposals .film").first).to_be_visible()
