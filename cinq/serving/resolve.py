"""From titles somebody typed to films, for the terminal."""

from collections.abc import Callable, Sequence

from cinq import wire
from cinq.errors import AmbiguousTitle
from cinq.serving.titles import split_year

Find = Callable[[str], Sequence[wire.FoundFilm]]
"""Answers a query with films, best first: `TitleSearch.find`, or the API's ``search``."""

CLEAR = 0.7
"""From which match on a title that is not exact may be taken for the one that was meant."""

MARGIN = 0.08
"""By how much its match must exceed the next film's."""


def resolve(title: str, find: Find) -> wire.FoundFilm:
    """The film that a title means.

    An exact title (case, accents and article aside) is taken before a tolerant one; among several
    exact ones the year given decides, else the most rated is taken. A title that is not exact is
    taken only if no other film comes near it.

    Raises
    ------
    AmbiguousTitle
        If several films fit, which are named, or none does.
    """
    hits = list(find(title))
    exact = [film for film in hits if film.exact]
    if exact:
        return exact[0]
    if not hits:
        raise AmbiguousTitle(f"no film is called anything like {title!r}: check the spelling")
    first, others = hits[0], hits[1:]
    year = split_year(title)[1]
    if year is not None and first.year == year and all(film.year != year for film in others):
        return first
    alone = not others or first.match >= others[0].match + MARGIN
    if first.match >= CLEAR and alone:
        return first
    named = "; ".join(_named(film) for film in hits[:5])
    raise AmbiguousTitle(f"{title!r} may be {named}: type one of these titles")


def _named(film: wire.FoundFilm) -> str:
    return film.title if film.year is None else f"{film.title} ({film.year})"
