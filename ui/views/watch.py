"""The watchlist, and films like a film."""

from html import escape

from cinq.wire import FilmFacts
from ui.screen import Screen
from ui.texts import Texts
from ui.views.card import view_similar_link, view_watch
from ui.views.film import button, facts_line, filled, filled_plain, picture, safe_title, spoken
from ui.views.icons import icon


def view_watchlist(screen: Screen, words: Texts) -> str:
    """Films kept for later; nothing in another view."""
    if screen.place.view != "watchlist":
        return ""
    say = words.watch
    rows = "".join(_row(film, _waiting(film, words), words) for film in screen.watchlist)
    shown = f'<ul class="rows">{rows}</ul>' if rows else f'<p class="empty">{escape(say.empty)}</p>'
    undo = ""
    if screen.restorable and screen.note is not None:
        said = filled(words.notes["unwatched"], film=safe_title(screen.note.film))
        back = button("watch", escape(say.put_back), style="plain", film=screen.restorable[0])
        undo = f'<p class="taken-back"><span>{said}</span>{back}</p>'
    return f"{_heading(escape(say.title), say.lead)}{undo}{shown}{_back(words)}"


def view_similar(screen: Screen, words: Texts) -> str:
    """Films like a film; nothing in another view."""
    if screen.similar is None:
        return ""
    say = words.watch
    title = filled(say.similar_title, film=f"<em>{safe_title(screen.similar.film.title)}</em>")
    rows = "".join(
        _row(
            film,
            view_watch(film, words, screen.watched) + view_similar_link(film, words),
            words,
        )
        for film in screen.similar.films
    )
    none = f'<p class="empty">{escape(say.similar_none)}</p>'
    shown = f'<ul class="rows">{rows}</ul>' if rows else none
    return f"{_heading(title, say.similar_lead)}{shown}{_back(words)}"


def _heading(title: str, lead: str) -> str:
    return f'<div class="lead"><h1 tabindex="-1">{title}</h1><p>{escape(lead)}</p></div>'


def _back(words: Texts) -> str:
    back = button("five", escape(words.watch.back), style="plain")
    return f'<div class="ways after">{back}</div>'


def _row(film: FilmFacts, acts: str, words: Texts) -> str:
    return (
        f'<li data-slot="{film.film_id}">{picture(film)}<div class="told">'
        f"<h2>{safe_title(film.title)}</h2>"
        f'<p class="facts">{facts_line(film, words)}</p><div class="links">{acts}</div></div></li>'
    )


def _waiting(film: FilmFacts, words: Texts) -> str:
    seen = button(
        "judge",
        f"{icon('check')}<span>{escape(words.card.seen)}</span>",
        style="link",
        film=film.film_id,
        value="seen",
        name=f"{escape(words.card.seen)}: {spoken(film)}",
    )
    remove = button(
        "unwatch",
        f"{icon('cross')}<span>{escape(words.watch.remove)}</span>",
        style="link",
        film=film.film_id,
        name=filled_plain(words.choosing.remove, spoken(film)),
    )
    return seen + remove + view_similar_link(film, words)
