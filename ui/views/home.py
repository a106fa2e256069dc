"""Home of somebody who comes back."""

from html import escape

from ui.screen import Screen
from ui.texts import Texts
from ui.views.film import button, filled, strip

_WAITING_SHOWN = 5


def view_home(screen: Screen, words: Texts) -> str:
    """The last five films, the watchlist, the favourites, and the ways on."""
    say = words.home
    if screen.place.view != "home" or screen.five is None:
        return ""
    name = f"<bdi>{escape(screen.name)}</bdi>"
    five = (
        f'<section class="panel wide" aria-labelledby="home-five"><h2 id="home-five">'
        f"{escape(say.five)}</h2>{strip(screen.five.films)}<div class='ways'>"
        f"{button('five', escape(say.see_five), style='primary')}"
        f"{_another(screen, words)}</div></section>"
    )
    return (
        f'<div class="lead"><h1 tabindex="-1">{filled(say.title, name=name)}</h1>'
        f"<p>{escape(say.lead)}</p></div>"
        f'<div class="home">{five}{_watchlist(screen, words)}{_favourites(screen, words)}'
        f"{_two(words)}{_data(words)}</div>"
    )


def _another(screen: Screen, words: Texts) -> str:
    films = screen.five.films if screen.five else ()
    shown = ",".join(str(film.film_id) for film in films)
    return button("another", escape(words.list.another), style="plain", films=shown)


def _watchlist(screen: Screen, words: Texts) -> str:
    say = words.home
    waiting = screen.watchlist[:_WAITING_SHOWN]
    inside = (
        strip(waiting)
        + f'<div class="ways">{button("watchlist", escape(say.see_watchlist), style="plain")}</div>'
        if waiting
        else f'<p class="empty">{escape(words.watch.empty)}</p>'
    )
    return (
        f'<section class="panel" aria-labelledby="home-watch"><h2 id="home-watch">'
        f"{escape(say.watchlist)}</h2>{inside}</section>"
    )


def _favourites(screen: Screen, words: Texts) -> str:
    change = button("change", escape(words.five.change), style="plain")
    return (
        f'<section class="panel" aria-labelledby="home-in"><h2 id="home-in">'
        f"{escape(words.home.favourites)}</h2>{strip(screen.chosen)}"
        f'<div class="ways">{change}</div></section>'
    )


def _two(words: Texts) -> str:
    say = words.home
    return (
        f'<section class="panel" aria-labelledby="home-two"><h2 id="home-two">{escape(say.two)}'
        f"</h2><p>{escape(say.two_lead)}</p><div class='ways'>"
        f"{button('two', escape(say.two_go), style='plain')}</div></section>"
    )


def _data(words: Texts) -> str:
    say = words.home
    return (
        f'<section class="panel" aria-labelledby="home-data"><h2 id="home-data">{escape(say.data)}'
        f"</h2><p>{escape(say.data_lead)}</p><div class='ways'>"
        f'<a class="plain" href="/me">{escape(say.data)}</a>'
        f'<form method="post" action="/sign-out"><button class="plain">{escape(words.sign_out)}'
        "</button></form></div></section>"
    )
