"""The five films that come out, each with its predicted score and its reason."""

from html import escape

from cinq.wire import ModelAnswer, Reason, RecommendedFilm
from ui.screen import Screen
from ui.texts import Texts
from ui.views.film import button, facts_line, picture, safe_title


def view_five(screen: Screen, words: Texts) -> str:
    """Five films with reasons; nothing while somebody is choosing."""
    if screen.answer is None:
        return ""
    say = words.five
    by_popularity = screen.answer.source == "popularity"
    lead = say.popularity_lead if by_popularity else say.lead
    cards = "".join(
        f"<li>{_card(film, place, screen.model, words, by_popularity=by_popularity)}</li>"
        for place, film in enumerate(screen.answer.films, 1)
    )
    shown = (
        f'<ol class="five">{cards}</ol>' if cards else f'<p class="empty">{escape(say.none)}</p>'
    )
    return (
        f'<section aria-labelledby="five-title"><div class="lead"><h1 id="five-title" '
        f'tabindex="-1">{escape(say.title)}</h1><p>{escape(lead)}</p></div>{shown}'
        f"{_favourites(screen, words)}</section>"
    )


def predicted_words(film: RecommendedFilm, model: ModelAnswer, words: Texts) -> tuple[str, str]:
    """A predicted score in words and as a number on the data's own scale, such as "4.3 of 5"."""
    low, high, liked = model.scale_low, model.scale_high, model.liked_from
    rating = min(max(film.predicted_rating, low), high)
    if rating >= liked + 0.4 * (high - liked):
        said = words.five.love
    elif rating >= liked - 0.05 * (high - low):
        said = words.five.like
    elif rating >= liked - 0.25 * (liked - low):
        said = words.five.chance
    else:
        said = words.five.bold
    digits = 1 if high - low <= 20 else 0
    number = f"{rating:.{digits}f}".replace(".", words.decimal)
    return said, words.five.score.format(score=number, high=f"{high:g}")


def reason_words(because: list[Reason], words: Texts, *, by_popularity: bool) -> str:
    """The one or two favourites that speak most for a film, as HTML."""
    speaking = sorted((r for r in because if r.share > 0), key=lambda r: -r.share)[:2]
    if by_popularity or not speaking:
        return escape(words.five.popular)
    titles = [f"<em>{safe_title(reason.title)}</em>" for reason in speaking]
    if len(titles) == 1:
        return escape(words.five.because_one).format(a=titles[0])
    return escape(words.five.because_two).format(a=titles[0], b=titles[1])


def _card(
    film: RecommendedFilm,
    place: int,
    model: ModelAnswer | None,
    words: Texts,
    *,
    by_popularity: bool,
) -> str:
    score = ""
    if model is not None:
        said, number = predicted_words(film, model, words)
        span = (model.scale_high - model.scale_low) or 1
        share = (film.predicted_rating - model.scale_low) / span
        width = round(100 * min(max(share, 0), 1))
        score = (
            f'<div><p class="score"><strong>{escape(said)}</strong> '
            f"<span>{escape(number)}</span></p>"
            f'<div class="meter" aria-hidden="true"><i style="width:{width}%"></i></div></div>'
        )
    reason = reason_words(film.because, words, by_popularity=by_popularity)
    return (
        f'<article class="card" aria-labelledby="film-{place}">{picture(film)}'
        f'<div class="told"><h2 id="film-{place}">{safe_title(film.title)}</h2>'
        f'<p class="facts">{facts_line(film, words)}</p>{score}'
        f'<p class="reason">{reason}</p></div></article>'
    )


def _favourites(screen: Screen, words: Texts) -> str:
    """The five that went in, and the ways on."""
    chosen = "".join(
        f"<li>{picture(film)}<span>{safe_title(film.title)}</span></li>" for film in screen.chosen
    )
    say = words.five
    return (
        f'<div class="went-in"><h2>{escape(say.chosen)}</h2><ul>{chosen}</ul>'
        f'<div class="ways">{button("change", escape(say.change), style="plain")}'
        f"{button('restart', escape(say.restart), style='plain')}</div></div>"
    )
