"""Title search that forgives typos, missing articles and accents."""

import sqlite3
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from cinq import wire
from cinq.data.catalogue import Catalogue
from cinq.serving.titles import keys, split_year

EXACT, BEGINS, HOLDS, RESEMBLES = range(4)
"""Tiers of a hit: one of a lower tier always stands before one of a higher."""

YEAR = 0.1
"""How much likeness the right year makes up for in a title that resembles a query."""

CANDIDATES = 250
"""How many titles that share trigrams with a query are compared with it letter by letter."""

SIMILAR = 0.62
"""From which similarity on (0 to 1) a title resembles a query."""

SHORT = 14
"""Up to this length a query is compared with every title: two swapped letters may leave a short
word without a trigram in common with itself."""

_MATCH = {EXACT: 1.0, BEGINS: 0.95, HOLDS: 0.9}
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class _Hit:
    tier: int
    match: float


class TitleSearch:
    """An index of titles in memory; may be shared by threads.

    Trigrams (SQLite's FTS5) find candidates, rapidfuzz compares them. Every film is found under
    its title and under the other titles in parentheses.

    Parameters
    ----------
    catalogue
        The films.
    popularity
        Shape (n_films,): how many people rated each film; decides between equals.
    """

    def __init__(self, catalogue: Catalogue, popularity: NDArray[np.int64]) -> None:
        self._catalogue = catalogue
        self._popularity = popularity
        of_films = [keys(title) for title in catalogue.titles]
        rows = np.repeat(np.arange(len(of_films), dtype=np.int32), [*map(len, of_films)])
        forms = np.array([form for of_film in of_films for form in of_film], np.object_)
        order = np.argsort(forms, kind="stable")
        self._forms: list[str] = forms[order].tolist()
        self._rows = rows[order]
        self._lock = Lock()
        self._index = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._index.execute(
            "CREATE VIRTUAL TABLE titles USING fts5(form, tokenize = 'trigram', content = '')"
        )
        self._index.execute("BEGIN")
        self._index.executemany(
            "INSERT INTO titles (rowid, form) VALUES (?, ?)", enumerate(self._forms)
        )
        self._index.execute("COMMIT")

    def find(self, query: str, limit: int = 8) -> list[wire.FoundFilm]:
        """Films that a title as typed may mean, best first.

        Exact titles (case, accents, signs and article aside), then titles that begin with the
        query, then those that hold it, then those that resemble it. Within one of these, films of
        the year at the query's end come first (among those that resemble it a film of that year
        must not be much less alike), then the closer, then the more often rated. A query that is
        a title as it stands ("Blade Runner 2049") has no year at its end.

        Parameters
        ----------
        query
            A title, perhaps beginning or misspelled, perhaps with a year at its end.
        limit
            How many films at most.

        Returns
        -------
        ``match`` is 1 for exact titles, .95 and .9 for those that begin with or hold the query,
        and .89 times the similarity for others.
        """
        hits = self._hits(keys(query)[0], limit)
        without, year = split_year(query)
        if year is not None and not any(hit.tier == EXACT for hit in hits.values()):
            hits = self._hits(keys(without)[0], limit)
        films = self._catalogue.films

        def place(item: tuple[int, _Hit]) -> tuple[int, bool, float, int, int]:
            row, hit = item
            rated = int(self._popularity[row])
            same_year = year is not None and films[row].year == year
            if hit.tier == RESEMBLES:
                return (
                    hit.tier,
                    False,
                    -hit.match - YEAR * same_year,
                    -int(self._popularity[row]),
                    row,
                )
            return hit.tier, not same_year, -hit.match, -rated, row

        ranked = sorted(hits.items(), key=place)[:limit]
        return [self._found(row, hit) for row, hit in ranked]

    def _hits(self, wanted: str, limit: int) -> dict[int, _Hit]:
        hits: dict[int, _Hit] = {}
        if not wanted:
            return hits
        begins = range(bisect_left(self._forms, wanted), bisect_left(self._forms, wanted + _LAST))
        for place in begins:
            tier = EXACT if self._forms[place] == wanted else BEGINS
            _keep(hits, int(self._rows[place]), _Hit(tier, _MATCH[tier]))
        for place in self._holding(wanted):
            _keep(hits, int(self._rows[place]), _Hit(HOLDS, _MATCH[HOLDS]))
        if len(hits) < limit:
            for place, similarity in self._resembling(wanted):
                _keep(hits, int(self._rows[place]), _Hit(RESEMBLES, 0.89 * similarity))
        return hits

    def _holding(self, wanted: str) -> list[int]:
        """Places of titles in which the query begins a word."""
        if len(wanted) < 3:
            return []
        inside = f" {wanted}"
        return [place for place in self._query(_phrase(wanted)) if inside in self._forms[place]]

    def _resembling(self, wanted: str) -> Iterable[tuple[int, float]]:
        """Places of titles that are close to the query, each with its similarity (0 to 1)."""
        grams = sorted({wanted[start : start + 3] for start in range(len(wanted) - 2)})
        sharing: list[int] = []
        if grams:
            either = " OR ".join(map(_phrase, grams))
            sharing = self._query(either, f"ORDER BY rank, rowid LIMIT {CANDIDATES}")
        for place in sharing:
            similarity = _similarity(wanted, self._forms[place])
            if similarity >= SIMILAR:
                yield place, similarity
        if len(wanted) <= SHORT:
            yield from self._close(wanted)

    def _close(self, wanted: str) -> Iterable[tuple[int, float]]:
        """Places of all titles within few edits (swapped letters are one) of the query."""
        row = process.cdist(
            [wanted], self._forms, scorer=OSA.normalized_similarity, score_cutoff=SIMILAR
        )[0]
        for place in np.flatnonzero(row):
            yield int(place), float(row[place])

    def _query(self, match: str, order: str = "") -> list[int]:
        with self._lock:
            found = self._index.execute(
                f"SELECT rowid FROM titles WHERE titles MATCH ? {order}",  # noqa: S608 - our own
                (match,),
            )
            return [place for (place,) in found]

    def _found(self, row: int, hit: _Hit) -> wire.FoundFilm:
        film = self._catalogue.films[row]
        return wire.FoundFilm(
            film_id=film.film_id,
            title=film.title,
            year=film.year,
            genres=list(film.genres),
            exact=hit.tier == EXACT,
            match=round(hit.match, 4),
        )


def _phrase(text: str) -> str:
    """Text as FTS5 takes it literally; titles hold no NUL, at which it would stop to read."""
    return '"' + text.replace('"', '""').replace("\0", " ") + '"'


def _keep(hits: dict[int, _Hit], row: int, hit: _Hit) -> None:
    """Remember the best hit of a film."""
    known = hits.get(row)
    if known is None or (hit.tier, -hit.match) < (known.tier, -known.match):
        hits[row] = hit


def _similarity(wanted: str, form: str) -> float:
    """How alike a query and a title are, 0 to 1; one that only begins alike counts a little less.

    Letters are compared as they stand (a swap of neighbours is one edit), as a part of the title,
    and word by word in any order.
    """
    return max(
        OSA.normalized_similarity(wanted, form),
        0.88 * OSA.normalized_similarity(wanted, form[: len(wanted)]),
        0.88 * fuzz.partial_ratio(wanted, form) / 100 if len(form) > len(wanted) > 5 else 0.0,
        0.93 * fuzz.token_sort_ratio(wanted, form) / 100,
    )
