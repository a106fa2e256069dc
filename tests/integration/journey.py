"""The way of a newcomer through the page, in a real browser, against whatever API is behind."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

from ui.texts import Language, texts

TITLES = ("Alien", "Heat", "Fargo", "Casino", "matrix")
PASSWORD = "five dots and a lamp"

PATIENCE_MS = 15_000
"""How long a busy machine may take for any one thing."""

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass
class Walked:
    """What was seen on the way; durations in seconds."""

    name: str
    chosen: list[str] = field(default_factory=list)
    five: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    scores: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


def walk(
    page: Page,
    base_url: str,
    titles: Sequence[str] = TITLES,
    look: Callable[[str], None] = lambda name: None,
    language: Language = "en",
    *,
    reloads: bool = False,
) -> Walked:
    """Account → five films in → five films out → reload → sign out and in → still there.

    Parameters
    ----------
    page
        A fresh page in the language.
    base_url
        Of the page, such as ``http://127.0.0.1:7860``.
    titles
        What to type to find five films; the first hit of each is chosen, the last one from the
        proposals if nothing was found.
    look
        Called at every view with its name, for screenshots.
    reloads
        Whether the page is loaded again after every step.
    """
    words = texts(language)
    again = page.reload if reloads else lambda: None
    expect.set_options(timeout=PATIENCE_MS)
    walked = Walked(name=f"Ada {uuid4().hex[:8]}")
    page.goto(base_url)
    look("welcome")
    again()
    page.get_by_label(words.entrance.name, exact=True).fill(walked.name)
    page.get_by_label(words.entrance.password, exact=True).fill(PASSWORD)
    begun = time.perf_counter()
    page.get_by_role("button", name=words.entrance.sign_up).click()
    expect(page.get_by_label(words.choosing.search)).to_be_visible()
    expect(page.locator("#proposals .film").first).to_be_visible()
    walked.seconds["page interactive"] = time.perf_counter() - begun
    look("choosing")
    for place, title in enumerate(titles, 1):
        walked.chosen.append(choose(page, title, walked, language))
        expect(page.locator(".count")).to_have_text(words.choosing.counted.format(n=place))
        again()
        expect(page.locator("#tray .places strong")).to_have_text(walked.chosen)
        if place == 3:
            look("three-of-five")
    page.reload()
    expect(page.locator("#tray .places strong")).to_have_text(walked.chosen)
    look("tray-full")
    begun = time.perf_counter()
    page.get_by_role("button", name=words.choosing.show).click()
    expect(page.locator("#five .card")).to_have_count(5)
    walked.seconds["five films after the click"] = time.perf_counter() - begun
    again()
    expect(page.locator("#five .card")).to_have_count(5)
    walked.five = page.locator("#five .card h2").all_inner_texts()
    walked.reasons = page.locator("#five .reason summary").all_inner_texts()
    walked.scores = page.locator("#five .score").all_inner_texts()
    look("five")
    page.get_by_role("button", name=words.sign_out).first.click()
    expect(page.get_by_role("button", name=words.entrance.sign_in)).to_be_visible()
    look("sign-in")
    sign_in(page, walked.name, language)
    expect(page.locator("#home .wide .shelf span")).to_have_text(walked.five)
    look("home")
    again()
    my_five(page, language)
    expect(page.locator("#five .card h2")).to_have_text(walked.five)
    return walked


def choose(page: Page, title: str, walked: Walked | None = None, language: Language = "en") -> str:
    """Type a title and take the first film found; gives its title."""
    begun = time.perf_counter()
    page.get_by_label(texts(language).choosing.search).press_sequentially(title, delay=15)
    hits = page.locator(f"#hits [data-query='{title}'] .film")  # not those of half the title
    wanted = hits.filter(has_text=title).first
    expect(wanted).to_be_visible()
    if walked is not None:
        walked.seconds[f"search {title}"] = time.perf_counter() - begun
    return _press(wanted)


def my_five(page: Page, language: Language = "en") -> None:
    """Go to the five films by the bar at the top."""
    name = texts(language).home.nav_five
    page.get_by_role("navigation").get_by_role("button", name=name).click()


def sign_in(page: Page, name: str, language: Language = "en") -> None:
    """Fill in the form for those who have an account."""
    say = texts(language).entrance
    page.get_by_label(say.name, exact=True).fill(name)
    page.get_by_label(say.password, exact=True).fill(PASSWORD)
    page.get_by_role("button", name=say.sign_in).click()


def _press(film: Locator) -> str:
    title = film.locator("strong").inner_text()
    film.click()
    return title
