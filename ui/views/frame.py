"""Around the films: the bar at the top, notices, notes and trouble."""

from html import escape

from ui.screen import N_FAVOURITES, Screen
from ui.texts import Texts, other_language, texts
from ui.views.film import button


def view_top(screen: Screen, words: Texts) -> str:
    """Brand, greeting, language and sign-out."""
    hello = escape(words.hello).replace("{name}", f"<bdi>{escape(screen.name)}</bdi>")
    return (
        f'<div class="top">{brand()}<p class="hello">{hello}</p>{switch(words, "/app")}'
        f'<form method="post" action="/sign-out"><button class="quiet">{escape(words.sign_out)}'
        "</button></form></div>"
    )


def brand() -> str:
    """The name of the product: five dots, one of them lit."""
    dots = "".join(f'<i class="dot dot{place}"></i>' for place in range(N_FAVOURITES))
    return f'<a class="brand" href="/"><span aria-hidden="true">{dots}</span>Cinq</a>'


def switch(words: Texts, back: str) -> str:
    """A link to the other language."""
    other = texts(other_language(words.language))
    return (
        f'<a class="switch" lang="{other.language}" hreflang="{other.language}" '
        f'href="/language?to={other.language}&amp;back={back}">{escape(other.switch)}</a>'
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
    said = escape(words.notes[screen.note.kind]).replace("{n}", str(len(screen.chosen)))
    return f"<p>{said.replace('{film}', f'<bdi>{escape(screen.note.film)}</bdi>')}</p>"


def view_trouble(screen: Screen, words: Texts) -> str:
    """That the API is out of reach, with a way to try again."""
    if not screen.trouble:
        return ""
    again = button("open", escape(words.again), style="plain")
    return f'<div class="trouble"><p>{escape(words.unreachable)}</p>{again}</div>'


def view_ended(words: Texts) -> str:
    """That the session is over, with the way back in."""
    return (
        f'<div class="trouble"><p>{escape(words.ended)}</p>'
        f'<a class="plain" href="/sign-in">{escape(words.entrance.sign_in)}</a></div>'
    )
