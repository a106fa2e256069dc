"""Two models side by side on any profile."""

from collections.abc import Sequence
from html import escape

from cinq import wire
from ui.overview import Typed
from ui.texts import Texts
from ui.texts.team import TeamTexts
from ui.views.film import facts_line, safe_title

MOST_REASONS = 2


def compare_form(releases: wire.ReleasesAnswer, typed: Typed, say: TeamTexts) -> str:
    """Favourites and two releases; asks for a page, changes nothing."""
    numbers = [one.release for one in releases.releases]
    return (
        f'<form class="compare" action="/team/compare"><p>{escape(say.compare_lead)}</p>'
        f'<label for="films">{escape(say.films)}</label>'
        f'<input id="films" name="films" value="{escape(typed.titles)}" maxlength="2000" required '
        f'aria-describedby="films-hint"><small id="films-hint">{escape(say.films_hint)}</small>'
        f'<div class="two">{_choice("first", say.first, numbers, typed.first, say)}'
        f"{_choice('second', say.second, numbers, typed.second, say)}</div>"
        f'<button class="primary">{escape(say.compare_button)}</button></form>'
    )


def view_compared(
    answer: wire.CompareAnswer,
    taken: Sequence[wire.FilmFacts],
    missing: Sequence[str],
    words: Texts,
    say: TeamTexts,
) -> str:
    """Both lists as one table: a film a row, its place in each."""
    titles = ", ".join(f"<em>{safe_title(film.title)}</em>" for film in taken)
    lost = "".join(
        f'<p class="problem" role="alert">{escape(say.not_found.replace("{title}", title))}</p>'
        for title in missing
    )
    heads = "".join(
        f'<th scope="col">{_model(name, model, say)}</th>'
        for name, model in ((say.first, answer.first), (say.second, answer.second))
    )
    rows = "".join(_row(film, words, say) for film in answer.films)
    shared = say.shared.replace("{shared}", str(answer.n_shared)).replace(
        "{films}", str(len(answer.films))
    )
    return (
        f'{lost}<p class="taken">{titles}</p><p role="status">{escape(shared)}</p>'
        f'<table class="stack compared"><thead><tr><th scope="col">{escape(say.film)}</th>{heads}'
        f"</tr></thead><tbody>{rows}</tbody></table>"
    )


def _model(name: str, model: wire.ListedModel, say: TeamTexts) -> str:
    said = (
        say.of_list.replace("{name}", name)
        .replace("{release}", str(model.release))
        .replace("{version}", model.model_version)
    )
    return escape(said)


def _row(film: wire.ComparedFilm, words: Texts, say: TeamTexts) -> str:
    both = film.first is not None and film.second is not None
    cells = "".join(
        f'<td data-head="{escape(name)}">{_place(listed, words, say)}</td>'
        for name, listed in ((say.first, film.first), (say.second, film.second))
    )
    return (
        f'<tr{" class=both" if both else ""}><th scope="row">{safe_title(film.title)}'
        f"<small>{facts_line(film, words)}</small></th>{cells}</tr>"
    )


def _place(listed: wire.Listed | None, words: Texts, say: TeamTexts) -> str:
    if listed is None:
        return f'<span class="absent">{escape(say.absent)}</span>'
    speaking = sorted((r for r in listed.because if r.share > 0), key=lambda r: -r.share)
    titles = ", ".join(safe_title(reason.title) for reason in speaking[:MOST_REASONS])
    because = escape(say.because).replace("{films}", titles) if titles else ""
    rating = f"{listed.predicted_rating:.1f}".replace(".", words.decimal)
    place = escape(say.place.replace("{place}", str(listed.rank)))
    return f"<b>{place}</b> <span>{rating}</span><small>{because}</small>"


def _choice(
    name: str, label: str, numbers: Sequence[int], chosen: int | None, say: TeamTexts
) -> str:
    options = "".join(
        f'<option value="{n}"{" selected" if n == chosen else ""}>'
        f"{escape(say.release)} {n}</option>"
        for n in numbers
    )
    return (
        f'<span><label for="{name}">{escape(label)}</label><select id="{name}" name="{name}">'
        f'<option value="">{escape(say.serves_now)}</option>{options}</select></span>'
    )
