"""Films by exact title: case, accents, punctuation and articles aside."""

import re
import unicodedata
from collections import defaultdict

from cinq.data.catalogue import Catalogue
from cinq.data.titles import parse_title, title_forms

_ARTICLES = frozenset({"the", "a", "an", "le", "la", "les", "l", "un", "une"})


def title_keys(title: str) -> set[str]:
    """Every key under which a title is found.

    ``Matrix, The`` and ``The Matrix`` share a key; so do ``Seven (a.k.a. Se7en)``, ``Seven`` and
    ``Se7en``. A year at the end is dropped.
    """
    return {key for key in map(_key, title_forms(parse_title(title)[0])) if key}


class TitleIndex:
    """Finds rows of a catalogue by exact title and year.

    Parameters
    ----------
    catalogue
        The films.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._rows: dict[str, list[int]] = defaultdict(list)
        for row, film in enumerate(catalogue.films):
            for key in title_keys(film.title):
                self._rows[key].append(row)

    def find(self, title: str, year: int | None = None) -> int | None:
        """Row of the film, or None.

        Of several the one of this year, else one that is a year off (sources differ on premieres),
        else one whose year nobody knows; of equals the first, which in MovieLens is nearly always
        the best known.
        """
        rows = sorted({row for key in title_keys(title) for row in self._rows.get(key, ())})
        if year is None:
            return rows[0] if rows else None
        years = [(row, self._catalogue.films[row].year) for row in rows]
        for distance in (0, 1):
            for row, known in years:
                if known is not None and abs(known - year) == distance:
                    return row
        return next((row for row, known in years if known is None), None)


def _key(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    words = re.findall(r"\w+", letters)
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words)
