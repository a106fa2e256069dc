"""The five films that come out, with the dials above and the link and the favourites below."""

from html import escape

from ui.screen import N_FAVOURITES, Five, Screen
from ui.texts import Texts
from ui.views.card import view_card
from ui.views.dials import view_dials
from ui.views.film import button, filled, strip


def view_five(screen: Screen, words: Texts, origin: str) -> str:
    """Five films with reasons; nothing in another view.

    Parameters
    ----------
    origin
        Where the page answers, such as ``https://films.example``, for the link.
    """
    five = screen.five
    if five is None or screen.place.view != "five":
        return ""
    cards = "".join(
        view_card(
            film,
            place,
            screen.model,
            words,
            by_popularity=five.by_popularity,
            watched=screen.watched,
            judged=five.judged.get(place),
        )
        for place, film in enumerate(five.films)
    )
    shown = f'<ol class="five">{cards}</ol>' if cards else ""
    few = len(five.films) < N_FAVOURITES
    none = f'<p class="empty">{escape(words.list.fewer)}</p>' if few else ""
    return (
        f'<section aria-labelledby="five-title"><div class="lead"><h1 id="five-title" '
        f'tabindex="-1">{escape(words.five.title)}</h1><p>{_lead(five, words)}</p></div>'
        f"{view_dials(five, words)}{shown}{none}{_ways(five, words)}"
        f"{_link(five, words, origin)}{_favourites(screen, words)}</section>"
    )


def _lead(five: Five, words: Texts) -> str:
    if five.by_popularity:
        return escape(words.five.popularity_lead)
    if five.n_liked == 0:
        return escape(words.five.lead)
    if five.n_liked == 1:
        return escape(words.list.lead_liked_one)
    return filled(words.list.lead_liked, n=str(five.n_liked))


def _ways(five: Five, words: Texts) -> str:
    """Another five, back, and the link."""
    say = words.list
    shown = ",".join(str(film.film_id) for film in five.films)
    ways = [button("another", escape(say.another), style="primary", films=shown)]
    if five.can_go_back:
        ways.append(button("earlier", escape(say.earlier), style="plain"))
    if five.share is None and five.films:
        ways.append(button("share", escape(say.share), style="plain"))
    return f'<div class="ways after">{"".join(ways)}</div>'


def _link(five: Five, words: Texts, origin: str) -> str:
    """The link that shows a list, while there is one."""
    say, share = words.list, five.share
    if share is None:
        return ""
    current = tuple(film.film_id for film in five.films) == share.film_ids
    old = "" if current else f"<p>{escape(say.share_old)}</p>"
    anew = "" if current else button("share", escape(say.share_anew), style="plain")
    address = escape(f"{origin}/s/{share.token}")
    until = filled(say.share_until, date=escape(words.date(share.expires_at)))
    return (
        f'<section class="panel" aria-labelledby="share-title"><h2 id="share-title">'
        f"{escape(say.share_title)}</h2><p>{escape(say.share_lead)} {until}</p>{old}"
        f'<div class="field"><input readonly value="{address}" id="share-link" '
        f'aria-label="{escape(say.share_link)}"><button type="button" class="plain" '
        f'data-copy="share-link" data-copied="{escape(say.copied)}">{escape(say.copy)}</button>'
        f"</div><div class='ways'>{anew}{button('unshare', escape(say.unshare), style='plain')}"
        "</div></section>"
    )


def _favourites(screen: Screen, words: Texts) -> str:
    """The five that went in, and the ways to others."""
    say = words.five
    return (
        f'<div class="went-in"><h2>{escape(say.chosen)}</h2>{strip(screen.chosen)}'
        f'<div class="ways">{button("change", escape(say.change), style="plain")}'
        f"{button('restart', escape(say.restart), style='plain', place='choosing')}</div></div>"
    )
