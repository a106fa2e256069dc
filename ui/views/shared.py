"""A list that somebody shared, as a whole page for everybody."""

from collections.abc import Sequence
from html import escape

from cinq.accounts import SharedFilm
from cinq.wire import FilmFacts
from ui.texts import Texts
from ui.views.entrance import document
from ui.views.film import facts_line, picture, safe_title
from ui.views.frame import switch


def view_shared(films: Sequence[SharedFilm] | None, words: Texts, back: str) -> str:
    """Titles, posters, years and genres; None: the link leads nowhere.

    Parameters
    ----------
    back
        The page's own address, for the switch of language.
    """
    say = words.shared
    title, lead = (say.gone, say.gone_lead) if films is None else (say.title, say.lead)
    cards = "".join(_card(film, words) for film in films or ())
    shown = f'<ol class="five shared">{cards}</ol>' if cards else ""
    main = (
        f'<section class="shared-list"><div class="lead"><h1>{escape(title)}</h1>'
        f"<p>{escape(lead)}</p></div>{shown}"
        f'<p><a class="primary" href="/">{escape(say.try_it)}</a></p></section>'
    )
    return document(words, title, "shared-page", switch(words, back), main)


def _card(shared: SharedFilm, words: Texts) -> str:
    film = FilmFacts(film_id=0, title=shared.title, year=shared.year, genres=list(shared.genres))
    return (
        f'<li><article class="card">{picture(film)}<div class="told">'
        f'<h2>{safe_title(film.title)}</h2><p class="facts">{facts_line(film, words)}</p></div>'
        "</article></li>"
    )
