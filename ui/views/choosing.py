"""Choosing five films: what a search found, what is proposed, what is chosen."""

from collections.abc import Collection, Sequence
from html import escape

from cinq.wire import FilmFacts
from ui.screen import N_FAVOURITES, Found, Screen
from ui.texts import Texts
from ui.views.film import button, facts_line, picture, safe_title, spoken


def view_hits(found: Found, words: Texts) -> str:
    """Films found, as a list of buttons; marked with the query that they belong to."""
    if found.films is None:
        return f'<p class="empty">{escape(words.unreachable)}</p>'
    if not found.query:
        return ""
    asked = f' data-query="{escape(found.query)}"'
    if not found.films:
        said = words.choosing.no_hits.replace("{query}", found.query)
        return f'<p class="empty"{asked}>{escape(said)}</p>'
    rows = "".join(f"<li>{_choice(film, found.chosen, words)}</li>" for film in found.films)
    return f'<ul class="hits"{asked} aria-label="{escape(words.choosing.hits)}">{rows}</ul>'


def view_lead(screen: Screen, words: Texts) -> str:
    """Whose films are chosen; nothing in another view."""
    if not screen.choosing:
        return ""
    say, two = words.choosing, words.two
    guest = screen.place.view == "guest"
    title, lead = (two.choose_title, two.choose_lead) if guest else (say.title, say.lead)
    return f'<div class="lead"><h1 tabindex="-1">{escape(title)}</h1><p>{escape(lead)}</p></div>'


def view_proposals(screen: Screen, words: Texts) -> str:
    """Films offered, with a way to see others."""
    say = words.choosing
    if screen.proposals is None:
        return ""
    offered = _joined([*screen.skipped, *(film.film_id for film in screen.proposals)])
    others = button("others", escape(say.others), style="plain", skipped=offered)
    heading = (
        f'<div class="heading"><h2 id="proposals-title">{escape(say.proposals)}</h2>'
        f"{others if screen.proposals else ''}</div>"
    )
    chosen = [film.film_id for film in screen.picks]
    cards = "".join(f"<li>{_choice(film, chosen, words)}</li>" for film in screen.proposals)
    shown = (
        f'<ul class="cards" aria-labelledby="proposals-title">{cards}</ul>'
        if cards
        else f'<p class="empty">{escape(say.no_proposals)}</p>'
    )
    return f'<div data-skipped="{_joined(screen.skipped)}">{heading}{shown}</div>'


def view_tray(screen: Screen, words: Texts) -> str:
    """The favourites chosen so far, and what to do with them."""
    say = words.choosing
    places = "".join(
        f"<li>{_chosen(screen.picks[place], words)}</li>"
        if place < len(screen.picks)
        else f'<li class="free"><span>{escape(say.free_place.format(n=place + 1))}</span></li>'
        for place in range(N_FAVOURITES)
    )
    counted = escape(say.counted.format(n=len(screen.picks)))
    title = words.two.tray if screen.place.view == "guest" else say.tray
    return (
        f'<section class="tray" aria-labelledby="tray-title"><h2 id="tray-title">'
        f'{escape(title)} <span class="count">{counted}</span></h2>'
        f'<ol class="places">{places}</ol>{_next_step(screen, words)}</section>'
    )


def _next_step(screen: Screen, words: Texts) -> str:
    say = words.choosing
    guest = screen.place.view == "guest"
    if screen.complete:
        action, label = ("two", words.two.show) if guest else ("five", say.show)
        return button(action, escape(label), style="primary")
    missing = N_FAVOURITES - len(screen.picks)
    said = say.missing_one if missing == 1 else say.missing.format(n=missing)
    undo = ""
    if screen.restorable and not screen.picks:
        ids = _joined(screen.restorable)
        undo = button("restore", escape(say.restore), style="plain", films=ids)
    return f'<p class="missing">{escape(said)}</p>{undo}'


def _choice(film: FilmFacts, chosen: Collection[int], words: Texts) -> str:
    """A film that can be chosen, or is."""
    say = words.choosing
    is_chosen = film.film_id in chosen
    name = (say.already if is_chosen else say.add).replace("{film}", spoken(film))
    inside = (
        f'{picture(film)}<span class="facts"><strong>{safe_title(film.title)}</strong>'
        f"<small>{facts_line(film, words)}</small></span>"
        f'<span class="mark" aria-hidden="true">{"✓" if is_chosen else "+"}</span>'
    )
    style = "film chosen" if is_chosen else "film"
    return button("add", inside, style=style, film=film.film_id, name=name)


def _chosen(film: FilmFacts, words: Texts) -> str:
    name = words.choosing.remove.replace("{film}", spoken(film))
    remove = button(
        "remove", '<span aria-hidden="true">&times;</span>', style="x", film=film.film_id, name=name
    )
    return (
        f'{picture(film)}<span class="facts"><strong>{safe_title(film.title)}</strong>'
        f"<small>{facts_line(film, words)}</small></span>{remove}"
    )


def _joined(film_ids: Sequence[int]) -> str:
    return ",".join(map(str, film_ids))
