"""A film in HTML: title, year, genres, poster."""

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
    """The film's poster."""
    return poster(film.title, film.year, film.genres)


def button(action: str, label: str, *, style: str = "", **data: object) -> str:
    """A button that makes a gesture; ``label`` is HTML, ``data`` are its ``data-`` attributes.

    A ``name`` among the data becomes the accessible name instead.
    """
    name = data.pop("name", "")
    attributes = "".join(f' data-{key}="{escape(str(value))}"' for key, value in data.items())
    spoken_name = f' aria-label="{name}"' if name else ""
    return (
        f'<button type="button" class="{style}" data-act="{action}"{attributes}{spoken_name}>'
        f"{label}</button>"
    )
