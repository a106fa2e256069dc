"""The card of one recommended film: score, reason with its shares, and what to say to it."""

from collections.abc import Collection, Sequence
from html import escape

from cinq.wire import FilmFacts, ModelAnswer, Reason, RecommendedFilm
from ui.screen import Judged
from ui.texts import Texts
from ui.views.film import button, facts_line, filled, filled_plain, picture, safe_title, spoken
from ui.views.icons import icon

_JUDGE = (("liked", "heart"), ("seen", "check"), ("not_for_me", "cross"))


def view_card(
    film: RecommendedFilm,
    place: int,
    model: ModelAnswer | None,
    words: Texts,
    *,
    by_popularity: bool,
    watched: Collection[int],
    judged: Judged | None,
) -> str:
    """A film as an item of a list; ``judged`` is what stood in its place before."""
    score = "" if model is None else view_score(film.predicted_rating, model, words)
    return (
        f'<li data-slot="{place}"><article class="card" aria-labelledby="film-{place}">'
        f"{picture(film)}"
        f'<div class="told"><h2 id="film-{place}">{safe_title(film.title)}</h2>'
        f'<p class="facts">{facts_line(film, words)}</p>{score}'
        f"{_reason(film, words, by_popularity=by_popularity)}"
        f"{_acts(film, words, watched)}{_stood(judged, words)}</div></article></li>"
    )


def view_score(rating: float, model: ModelAnswer, words: Texts) -> str:
    """The predicted score in words, as a number and as a bar."""
    said, number = predicted_words(rating, model, words)
    span = (model.scale_high - model.scale_low) or 1
    width = round(100 * min(max((rating - model.scale_low) / span, 0), 1))
    return (
        f'<div><p class="score"><strong>{escape(said)}</strong> <span>{escape(number)}</span></p>'
        f'<div class="meter" aria-hidden="true"><i style="width:{width}%"></i></div></div>'
    )


def predicted_words(rating: float, model: ModelAnswer, words: Texts) -> tuple[str, str]:
    """A predicted score in words and as a number on the data's own scale, such as "4.3 of 5"."""
    low, high, liked = model.scale_low, model.scale_high, model.liked_from
    rating = min(max(rating, low), high)
    if rating >= liked + 0.4 * (high - liked):
        said = words.five.love
    elif rating >= liked - 0.05 * (high - low):
        said = words.five.like
    elif rating >= liked - 0.25 * (liked - low):
        said = words.five.chance
    else:
        said = words.five.bold
    digits = 1 if high - low <= 20 else 0
    number = _number(rating, digits, words)
    return said, words.five.score.format(score=number, high=f"{high:g}")


def reason_words(
    because: Sequence[Reason], words: Texts, *, by_popularity: bool = False, of_other: bool = False
) -> str:
    """The one or two favourites, one's own or another's, that speak most for a film, as HTML."""
    say = words.two if of_other else words.five
    speaking = sorted((r for r in because if r.share > 0), key=lambda r: -r.share)[:2]
    if by_popularity or not speaking:
        return escape(words.five.popular)
    titles = [f"<em>{safe_title(reason.title)}</em>" for reason in speaking]
    if len(titles) == 1:
        return filled(say.because_one, a=titles[0])
    first, _, last = escape(say.because_two).partition("{b}")
    return f"{first.replace('{a}', titles[0])}{titles[1]}{last}"


def _reason(film: RecommendedFilm, words: Texts, *, by_popularity: bool) -> str:
    """The reason; what each favourite adds, to the last hundredth, unfolds below it."""
    said = reason_words(film.because, words, by_popularity=by_popularity)
    if by_popularity or not film.because:
        return f'<p class="reason">{said}</p>'
    largest = max(abs(reason.share) for reason in film.because) or 1
    rows = "".join(_share(reason, largest, words) for reason in film.because)
    total = filled(words.card.shares_sum, score=_number(film.score, 2, words))
    return (
        f'<details class="reason" data-keep="why-{film.film_id}"><summary>{said}</summary>'
        f'<p class="small">{escape(words.card.shares)}</p><ul class="shares">{rows}</ul>'
        f'<p class="small">{total}</p></details>'
    )


def _share(reason: Reason, largest: float, words: Texts) -> str:
    width = round(100 * abs(reason.share) / largest)
    kind = "for" if reason.share >= 0 else "against"
    number = f"{'+' if reason.share >= 0 else '−'}{_number(abs(reason.share), 2, words)}"  # noqa: RUF001
    return (
        f"<li><span>{safe_title(reason.title)}</span> <b>{number}</b>"
        f'<i class="{kind}" style="width:{width}%" aria-hidden="true"></i></li>'
    )


def _acts(film: RecommendedFilm, words: Texts, watched: Collection[int]) -> str:
    say = words.card
    labels = {"liked": say.liked, "seen": say.seen, "not_for_me": say.not_for_me}
    judge = "".join(
        button(
            "judge",
            f"{icon(drawing)}<span>{escape(labels[kind])}</span>",
            style=f"say {kind}",
            film=film.film_id,
            value=kind,
            name=f"{escape(labels[kind])}: {spoken(film)}",
        )
        for kind, drawing in _JUDGE
    )
    group = filled_plain(say.judge, spoken(film))
    return (
        f'<div class="acts"><div class="judge" role="group" aria-label="{group}">{judge}</div>'
        f'<div class="links">{view_watch(film, words, watched)}{view_similar_link(film, words)}'
        "</div></div>"
    )


def view_watch(film: FilmFacts, words: Texts, watched: Collection[int]) -> str:
    """A button that keeps a film for later, or lets it go."""
    on = film.film_id in watched
    said = words.card.watched if on else words.card.watch
    return button(
        "unwatch" if on else "watch",
        f"{icon('bookmark')}<span>{escape(said)}</span>",
        style="link",
        film=film.film_id,
        pressed=on,
        name=f"{escape(said)}: {spoken(film)}",
    )


def view_similar_link(film: FilmFacts, words: Texts) -> str:
    """A button that leads to films like this one."""
    return button(
        "similar",
        f"{icon('alike')}<span>{escape(words.card.similar)}</span>",
        style="link",
        film=film.film_id,
        name=f"{escape(words.card.similar)}: {spoken(film)}",
    )


def _stood(judged: Judged | None, words: Texts) -> str:
    """What was said of the film that stood here, with a way to take it back."""
    if judged is None:
        return '<p class="stood"></p>'
    said = filled(words.card.stood[judged.kind], film=safe_title(judged.film.title))
    undo = button(
        "undo",
        escape(words.card.undo),
        style="quiet",
        film=judged.film.film_id,
        name=filled_plain(words.card.undo_named, spoken(judged.film)),
    )
    return f'<p class="stood"><span>{said}</span> {undo}</p>'


def _number(value: float, digits: int, words: Texts) -> str:
    return f"{value:.{digits}f}".replace("-", "−").replace(".", words.decimal)  # noqa: RUF001
