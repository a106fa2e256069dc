"""A film in HTML: title, year, genres, poster."""

from collections.abc import Sequence
from html import escape

from cinq.wire import FilmFacts
from ui.posters import poster
from ui.texts import Texts


def safe_title(title: str) -> str:
    """A title that cannot break markup, nor turn the text around it from right to left."""
    return f"<bdi>{escape(title)}</bdi>"


def spoken(film: FilmFacts) -> str:
    """Title and year as one reads them aloud, escaped for an attribute."""
    return escape(f"{film.title} ({film.year})" if film.year else film.title)


def facts_line(film: FilmFacts, texts: Texts) -> str:
    """Year and genres, escaped: "1979 · Horror · Sci-Fi"."""
    genres = [name for genre in film.genres[:4] if (name := texts.genre(genre))]
    parts = [str(film.year) if film.year else texts.unknown_year, *genres]
    return escape(" · ".join(parts))


def picture(film: FilmFacts) -> str:
    """The film's poster, bearing the film's id."""
    drawn = poster(film.title, film.year, film.genres)
    return drawn.replace("<svg ", f'<svg data-poster="{film.film_id}" ', 1)


def button(action: str, label: str, *, style: str = "", **data: object) -> str:
    """A button that makes a gesture; ``label`` is HTML, ``data`` are its ``data-`` attributes.

    A ``name`` among the data becomes the accessible name instead, escaped already; ``pressed``
    tells whether it is switched on, ``current`` that it leads to where one is.
    """
    name, pressed = data.pop("name", ""), data.pop("pressed", None)
    more = ' aria-current="page"' if data.pop("current", False) else ""
    if pressed is not None:
        more += f' aria-pressed="{str(bool(pressed)).lower()}"'
    if name:
        more += f' aria-label="{name}"'
    attributes = "".join(f' data-{key}="{escape(str(value))}"' for key, value in data.items())
    return (
        f'<button type="button" class="{style}" data-act="{action}"{attributes}{more}>'
        f"{label}</button>"
    )


def strip(films: Sequence[FilmFacts]) -> str:
    """Posters side by side with their titles below."""
    shown = "".join(
        f"<li>{picture(film)}<span>{safe_title(film.title)}</span></li>" for film in films
    )
    return f'<ul class="shelf">{shown}</ul>'


def filled(text: str, **parts: str) -> str:
    """A text, escaped, with parts that are HTML already put in for their names in braces."""
    said = escape(text)
    for name, html in parts.items():
        said = said.replace(f"{{{name}}}", html)
    return said


def filled_plain(text: str, film: str) -> str:
    """A text with a film's title put in, escaped as one for an attribute."""
    return escape(text).replace("{film}", film)
