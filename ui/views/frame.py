"""Around the films: the bar at the top, notices, notes and trouble."""

from html import escape

from ui.gesture import Action
from ui.screen import N_FAVOURITES, Screen
from ui.texts import Texts, other_language, texts
from ui.texts.rooms import mine_texts
from ui.views.film import button
from ui.views.icons import icon


def view_top(screen: Screen, words: Texts) -> str:
    """Brand, ways, greeting, language and sign-out; bears the place for the browser's address."""
    mine = mine_texts(words.language)
    team = drawn("/team", "chart", mine.team) if screen.of_team else ""
    hello = escape(words.hello).replace("{name}", f"<bdi>{escape(screen.name)}</bdi>")
    return (
        f'<div class="top" data-hash="{screen.place.hash}">{brand()}{_ways(screen, words)}'
        f'<p class="hello">{hello}</p>{drawn("/me", "person", mine.nav)}{team}'
        f"{switch(words, '/app', screen.place.hash)}"
        f"{sign_out(words)}</div>"
    )


def drawn(way: str, drawing: str, name: str) -> str:
    """A link to another page; where there is little room, its drawing alone is seen."""
    return f'<a class="switch drawn" href="{way}">{icon(drawing)}<span>{escape(name)}</span></a>'


def sign_out(words: Texts) -> str:
    """A button that ends the session; where there is little room, its drawing alone is seen."""
    return (
        '<form method="post" action="/sign-out"><button class="switch drawn">'
        f"{icon('leave')}<span>{escape(words.sign_out)}</span></button></form>"
    )


def _ways(screen: Screen, words: Texts) -> str:
    """The views there are, once five films are chosen."""
    if len(screen.chosen) < N_FAVOURITES:
        return ""
    say, view = words.home, screen.place.view
    ways: tuple[tuple[Action, str], ...] = (
        ("home", say.nav_home),
        ("five", say.nav_five),
        ("watchlist", say.nav_watchlist),
        ("two", say.nav_two),
    )
    buttons = "".join(
        button(action, escape(label), style="way", current=view == action) for action, label in ways
    )
    return f'<nav class="nav" aria-label="{escape(say.nav)}">{buttons}</nav>'


def brand() -> str:
    """The name of the product: five dots, one of them lit."""
    dots = "".join(f'<i class="dot dot{place}"></i>' for place in range(N_FAVOURITES))
    return f'<a class="brand" href="/"><span aria-hidden="true">{dots}</span>Cinq</a>'


def switch(words: Texts, back: str, place: str = "") -> str:
    """A link to the other language, and from there back to the same place."""
    other = texts(other_language(words.language))
    here = f"#{place}" if place else ""
    return (
        f'<a class="switch" lang="{other.language}" hreflang="{other.language}" '
        f'href="/language?to={other.language}&amp;back={back}{here}">{escape(other.switch)}</a>'
    )


def view_notice(screen: Screen, words: Texts) -> str:
    """That scores are simulated, where they are."""
    if screen.model is None or not screen.model.simulated:
        return ""
    return f'<p class="notice">{escape(words.simulated)}</p>'


def view_note(screen: Screen, words: Texts) -> str:
    """What has just happened, read aloud by screen readers."""
    if screen.note is None:
        return ""
    said = escape(words.notes[screen.note.kind]).replace("{n}", str(len(screen.picks)))
    return f"<p>{said.replace('{film}', f'<bdi>{escape(screen.note.film)}</bdi>')}</p>"


def view_trouble(screen: Screen, words: Texts) -> str:
    """That the API is out of reach; the page tries again by itself, and at once when asked."""
    if not screen.trouble:
        return ""
    again = button("open", escape(words.again), style="plain", again="")
    retry = "again" if screen.lost else "open"
    return (
        f'<div class="trouble" data-retry="{retry}"><p>{escape(words.unreachable)}</p>{again}</div>'
    )


def view_ended(words: Texts) -> str:
    """That the session is over, with the way back in."""
    return (
        f'<div class="trouble"><p>{escape(words.ended)}</p>'
        f'<a class="plain" href="/sign-in">{escape(words.entrance.sign_in)}</a></div>'
    )
