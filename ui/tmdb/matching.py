"""Which film of TMDB's is meant: the one of the same title and, almost, the same year."""

import re
import unicodedata
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

_PICTURE = re.compile(r"/[A-Za-z0-9_-]{1,80}\.jpg")
_ARTICLES = frozenset({"the", "a", "an", "le", "la", "les", "un", "une", "l"})

YEARS_APART = 1
"""A film shown at a festival in December opens in January."""


class Result(BaseModel):
    """A film as TMDB's search tells it; the rest is dropped."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    title: str = ""
    original_title: str = ""
    release_date: str | None = ""
    poster_path: str | None = None


class Results(BaseModel):
    """What TMDB's search answers."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    results: list[Result] = Field(max_length=100)


def path_of(title: str, year: int, results: Sequence[Result]) -> str | None:
    """The path of a film's picture; None if no film is surely the one, or it has none.

    Of several with the title the one of the very year goes first, then TMDB's order. Titles are
    compared without case, accents, punctuation and a leading article.
    """
    wanted = _bare(title)
    fitting = [
        (abs(shown - year), place, result.poster_path)
        for place, result in enumerate(results)
        if wanted in (_bare(result.title), _bare(result.original_title))
        and (shown := _year(result.release_date)) is not None
        and abs(shown - year) <= YEARS_APART
    ]
    path = min(fitting)[2] if fitting else None
    return path if path is not None and _PICTURE.fullmatch(path) else None


def _year(date: str | None) -> int | None:
    found = re.match(r"\d{4}-", date or "", re.ASCII)
    return int(found[0][:4]) if found else None


def _bare(title: str) -> str:
    apart = unicodedata.normalize("NFKD", title.casefold())
    words = re.findall(r"\w+", "".join(c for c in apart if not unicodedata.combining(c)))
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)
