"""Titles by the letters they share with a query, three in a row at a time."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SATURATION, _LENGTH = 1.2, 0.75
_BITS = 21
"""A code point has at most so many bits: three of them make one whole number."""

_GAP = "\n"


class Trigrams:
    """Which of many texts hold which three letters; may be shared by threads.

    Parameters
    ----------
    texts
        The texts; a *place* is one's number among them.

    Notes
    -----
    Some 4 bytes for each letter, and for 62,000 titles half a second. A question reads the places
    of its own trigrams: a millisecond or two.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._text = _GAP + _GAP.join(texts) + _GAP
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        self._starts = np.cumsum(lengths + 1) - lengths
        of_letters = np.repeat(np.arange(len(texts), dtype=np.int64), lengths + 1)[:-2]
        codes = _codes(self._text[1:])
        whole = codes >= 0
        self._codes, ids = np.unique(codes[whole], return_inverse=True)
        pairs = np.unique(ids * max(1, len(texts)) + of_letters[whole])
        ids, self._places = np.divmod(pairs, max(1, len(texts)))
        self._places = self._places.astype(np.int32)
        self._bounds = np.searchsorted(ids, np.arange(len(self._codes) + 1))
        held = np.diff(self._bounds)
        self._rarity = np.log1p((len(texts) - held + 0.5) / (held + 0.5))
        longer = lengths / max(1.0, float(lengths.mean()) if len(texts) else 1.0)
        self._weights = 1 / (1 + _SATURATION * (1 - _LENGTH + _LENGTH * longer))

    def sharing(self, query: str, limit: int) -> NDArray[np.int64]:
        """Places of the texts that share most with the query, at most `limit`, ascending.

        Ranked by Okapi BM25 over trigrams, each counted once: rare ones say more than common
        ones, and short texts need not hold as many.
        """
        codes = np.unique(_codes(query))
        at = np.searchsorted(self._codes, codes)
        codes, at = codes[at < len(self._codes)], at[at < len(self._codes)]
        known = at[self._codes[at] == codes]
        if not len(known):
            return np.empty(0, np.int64)
        slices = [self._places[self._bounds[one] : self._bounds[one + 1]] for one in known]
        rarity = np.repeat(self._rarity[known], [*map(len, slices)])
        score = np.bincount(np.concatenate(slices), rarity, len(self._weights)) * self._weights
        sharing = np.flatnonzero(score)  # the rest is so many equal numbers: slow to part
        if len(sharing) <= limit:
            return sharing
        return np.sort(sharing[np.argpartition(score[sharing], -limit)[-limit:]])

    def holding(self, part: str) -> list[int]:
        """Places of the texts that hold a part as it stands, ascending."""
        found: list[int] = []
        at = self._text.find(part)
        while at >= 0:
            found.append(at)
            at = self._text.find(part, at + 1)
        places = np.searchsorted(self._starts, found, side="right") - 1
        return np.unique(places).tolist() if found else []


def _codes(text: str) -> NDArray[np.int64]:
    """The trigrams of a text as numbers; -1 where one would reach over the gap of two texts."""
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    if len(letters) < 3:
        return np.empty(0, np.int64)
    first, second, third = letters[:-2], letters[1:-1], letters[2:]
    gap = ord(_GAP)
    over = (first == gap) | (second == gap) | (third == gap)
    return np.where(over, -1, (first << 2 * _BITS) | (second << _BITS) | third)
