"""Title search that forgives typos, missing articles and accents."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from cinq import wire
from cinq.data.catalogue import Catalogue
from cinq.serving.titles import keys, split_year, without_slipped_article
from cinq.serving.trigrams import Trigrams

EXACT, BEGINS, HOLDS, RESEMBLES = range(4)
"""Tiers of a hit: one of a lower tier always stands before one of a higher."""

YEAR = 0.1
"""How much likeness the right year makes up for in a title that resembles a query."""

CANDIDATES = 250
"""How many titles that share trigrams with a query are compared with it letter by letter."""

SIMILAR = 0.62
"""From which similarity on (0 to 1) a title resembles a query."""

BEGINNING = 0.88
"""What the likeness of a title counts of which only a part is like the query."""

SHORT = 14
"""Up to this length a query is compared with every title: two swapped letters may leave a short
word without a trigram in common with itself."""

MIN_INSIDE = 3
"""From this length on a query is looked for inside titles too, at the beginning of a word."""

SLIPPED_ARTICLE = 0.97
"""How alike a title is counted that a query names but for a slip in its "the"."""

_MATCH = {EXACT: 1.0, BEGINS: 0.95, HOLDS: 0.9}
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class _Hit:
    tier: int
    match: float


class TitleSearch:
    """An index of titles in memory; may be shared by threads.

    Trigrams find candidates, rapidfuzz compares them letter by letter. Every film is found under
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
        self._trigrams = Trigrams(self._forms)
        lengths = np.fromiter(map(len, self._forms), np.int64, len(self._forms))
        self._by_length = np.argsort(lengths, kind="stable")
        self._lengths = lengths[self._by_length]
        self._of_length = [self._forms[place] for place in self._by_length]

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
        if not wanted:
            return {}
        hits = self._spelled(wanted)
        if len(hits) < limit:
            for place, similarity in self._resembling(wanted):
                _keep(hits, int(self._rows[place]), _resembles(similarity))
            if (bare := without_slipped_article(wanted)) is not None:
                for row, hit in self._spelled(bare).items():
                    _keep(hits, row, _resembles(SLIPPED_ARTICLE * hit.match))
        return hits

    def _spelled(self, wanted: str) -> dict[int, _Hit]:
        """Films whose title is, begins with or holds what is wanted."""
        hits: dict[int, _Hit] = {}
        begins = range(bisect_left(self._forms, wanted), bisect_left(self._forms, wanted + _LAST))
        for place in begins:
            tier = EXACT if self._forms[place] == wanted else BEGINS
            _keep(hits, int(self._rows[place]), _Hit(tier, _MATCH[tier]))
        for place in self._holding(wanted):
            _keep(hits, int(self._rows[place]), _Hit(HOLDS, _MATCH[HOLDS]))
        return hits

    def _holding(self, wanted: str) -> list[int]:
        """Places of titles in which the query begins a word."""
        return self._trigrams.holding(f" {wanted}") if len(wanted) >= MIN_INSIDE else []

    def _resembling(self, wanted: str) -> Iterable[tuple[int, float]]:
        """Places of titles that are close to the query, each with its similarity (0 to 1)."""
        for place in self._trigrams.sharing(wanted, CANDIDATES):
            similarity = _similarity(wanted, self._forms[place])
            if similarity >= SIMILAR:
                yield int(place), similarity
        if len(wanted) <= SHORT:
            yield from self._close(wanted)
            yield from self._close_beginning(wanted)

    def _close(self, wanted: str) -> Iterable[tuple[int, float]]:
        """Places of all titles within few edits (swapped letters are one) of the query."""
        length = len(wanted)
        start = np.searchsorted(self._lengths, SIMILAR * length, side="left")
        stop = np.searchsorted(self._lengths, length / SIMILAR, side="right")
        for at, similarity in _within(wanted, self._of_length[start:stop], SIMILAR):
            yield int(self._by_length[start + at]), similarity

    def _close_beginning(self, wanted: str) -> Iterable[tuple[int, float]]:
        """Places of titles whose beginning is that close, with one of its first two letters."""
        length = len(wanted)
        for letter in dict.fromkeys(wanted[:2]):
            start = bisect_left(self._forms, letter)
            stop = bisect_left(self._forms, letter + _LAST)
            begins = [form[:length] for form in self._forms[start:stop]]
            for at, similarity in _within(wanted, begins, SIMILAR / BEGINNING):
                yield start + at, BEGINNING * similarity

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


def _within(wanted: str, texts: list[str], least: float) -> Iterable[tuple[int, float]]:
    """Numbers of the texts that are at least so similar to what is wanted, and how similar."""
    if not texts:
        return
    alike = OSA.normalized_similarity
    [row] = process.cdist([wanted], texts, scorer=alike, score_cutoff=least)
    for at in np.flatnonzero(row):
        yield int(at), float(row[at])


def _resembles(similarity: float) -> _Hit:
    return _Hit(RESEMBLES, 0.89 * similarity)


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
        BEGINNING * OSA.normalized_similarity(wanted, form[: len(wanted)]),
        BEGINNING * fuzz.partial_ratio(wanted, form) / 100 if len(form) > len(wanted) > 5 else 0.0,
        0.93 * fuzz.token_sort_ratio(wanted, form) / 100,
    )
