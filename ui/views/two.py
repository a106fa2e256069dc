"""A film for two: whom with, and the films for both."""

from html import escape

from cinq.wire import TogetherFilm, TogetherPart
from ui.screen import N_FAVOURITES, Screen, Two
from ui.texts import Texts
from ui.views.card import reason_words
from ui.views.film import button, facts_line, filled, picture, safe_title


def view_two(screen: Screen, words: Texts) -> str:
    """Films for two, or the ways to them; nothing in another view."""
    two, say = screen.two, words.two
    if two is None:
        return ""
    title, found = escape(say.title), ""
    if two.answer is not None:
        here = len(screen.guest) >= N_FAVOURITES
        partner = two.pairs.partner
        title = (
            escape(say.found_here)
            if here or partner is None
            else filled(say.found_with, name=f"<bdi>{escape(partner.name)}</bdi>")
        )
        cards = "".join(_card(film, words, here=here) for film in two.answer.films)
        none = f'<p class="empty">{escape(say.none)}</p>'
        found = f'<ol class="five pair">{cards}</ol>' if cards else none
    return (
        f'<div class="lead"><h1 tabindex="-1">{title}</h1><p>{escape(say.lead)}</p></div>{found}'
        f'<div class="home">{_here(screen, words)}{_apart(two, words)}</div>'
    )


def _card(film: TogetherFilm, words: Texts, *, here: bool) -> str:
    """A film with what it is to both; what an absent one loves stays theirs."""
    say = words.two
    parts = "".join(
        _part(part, say.you if part.person == 0 else say.guest, words, tell=here)
        for part in film.people
    )
    return (
        f'<li><article class="card">{picture(film)}<div class="told">'
        f'<h2>{safe_title(film.title)}</h2><p class="facts">{facts_line(film, words)}</p>'
        f'<ul class="parts">{parts}</ul></div></article></li>'
    )


def _part(part: TogetherPart, who: str, words: Texts, *, tell: bool) -> str:
    percent = round(100 * min(max(part.fit, 0), 1))
    fit = escape(words.two.fit.format(percent=percent))
    reason = ""
    if (tell or part.person == 0) and any(one.share > 0 for one in part.because):
        reason = f"<p>{reason_words(part.because, words, of_other=part.person != 0)}</p>"
    return (
        f'<li><p class="score"><strong>{escape(who)}</strong> <span>{fit}</span></p>'
        f'<div class="meter" aria-hidden="true"><i style="width:{percent}%"></i></div>{reason}</li>'
    )


def _here(screen: Screen, words: Texts) -> str:
    """With somebody who sits beside."""
    say, n = words.two, len(screen.guest)
    if screen.restorable and not screen.guest:
        ids = ",".join(map(str, screen.restorable))
        undo = button(
            "restore", escape(words.choosing.restore), style="plain", films=ids, place="guest"
        )
    else:
        undo = ""
    if n >= N_FAVOURITES:
        go = button("guest", escape(say.here_change), style="plain")
        go += button("alone", escape(say.alone), style="plain")
    else:
        said = say.here_more.format(n=n) if n else say.here_go
        go = button("guest", escape(said), style="primary")
    return (
        f'<section class="panel" aria-labelledby="here"><h2 id="here">{escape(say.here)}</h2>'
        f"<p>{escape(say.here_lead)}</p><div class='ways'>{go}{undo}</div></section>"
    )


def _apart(two: Two, words: Texts) -> str:
    """With another account that agrees."""
    say, pairs = words.two, two.pairs
    shown = ""
    if pairs.code is not None:
        code = f"{pairs.code[:4]}-{pairs.code[4:]}"
        shown = (
            f'<p class="code"><span>{escape(say.code)}</span> <strong>{escape(code)}</strong></p>'
            f"<p>{escape(say.code_lead)}</p>"
        )
    takers = ""
    if pairs.takers:
        names = ", ".join(f"<bdi>{escape(name)}</bdi>" for name in pairs.takers)
        takers = f"<p>{filled(say.takers, names=names)}</p>"
    anybody = pairs.takers or pairs.partner or pairs.code
    part = button("part", escape(say.part), style="plain") if anybody else ""
    give = button("give", escape(say.give), style="plain") if pairs.code is None else ""
    return (
        f'<section class="panel" aria-labelledby="apart"><h2 id="apart">{escape(say.apart)}</h2>'
        f"<p>{escape(say.apart_lead)}</p>{shown}{takers}<div class='ways'>{give}{part}</div>"
        f'<div class="field"><label for="code">{escape(say.take)}</label>'
        f'<input id="code" maxlength="20" autocomplete="off" autocapitalize="characters" '
        f'spellcheck="false" data-enter="take">'
        f"{button('take', escape(say.take_go), style='plain', input='code')}</div></section>"
    )
