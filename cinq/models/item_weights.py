"""Weights from film to film: what liking one says about another, and models made of them.

The score of a film is the sum of the weights that lead to it from the favourites, so "because you
liked X" is exact. Only the strongest weights of each film are kept: memory grows with the number
of films, not with its square.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.models.recommender import Arrays, Profile, read_only, rows_of_picks


@dataclass(frozen=True)
class ItemWeights:
    """A sparse square matrix of weights; row i holds what a liked film i says about others.

    Parameters
    ----------
    weight_starts
        Shape (n_films + 1,), int64: film i has entries ``weight_starts[i]:weight_starts[i + 1]``.
    weight_films
        Shape (n_entries,), int32: the other film of each entry, ascending within a row.
    weights
        Shape (n_entries,), float32: the weight, signed, never 0.
    """

    weight_starts: NDArray[np.int64]
    weight_films: NDArray[np.int32]
    weights: NDArray[np.float32]

    @classmethod
    def strongest(cls, blocks: Iterable[NDArray[np.float64]], n_kept: int) -> Self:
        """Keep the weights of largest size in each row; of equal ones those of the lower films.

        Parameters
        ----------
        blocks
            Rows of the whole matrix in order, some at a time, each of shape (n_rows, n_films).
        n_kept
            How many weights a row keeps at most.
        """
        counts, films, weights = [np.zeros(1, np.int64)], [], []
        for block in blocks:
            chosen = strongest(block, n_kept)
            counts.append(chosen.sum(axis=1))
            films.append(np.nonzero(chosen)[1].astype(np.int32))
            weights.append(block[chosen].astype(np.float32))
        return cls(
            weight_starts=read_only(np.cumsum(np.concatenate(counts))),
            weight_films=read_only(np.concatenate(films)),
            weights=read_only(np.concatenate(weights)),
        )

    def fits(self, n_films: int) -> bool:
        """Whether the arrays fit each other and a catalogue of so many films."""
        return self.weight_starts.shape == (
            n_films + 1,
        ) and self.weight_films.shape == self.weights.shape == (int(self.weight_starts[-1]),)

    @property
    def n_films(self) -> int:
        """Number of films, those without a weight included."""
        return len(self.weight_starts) - 1

    def row(self, film: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Films that a film says something about, ascending, and the weights; both (n_said,)."""
        entries = slice(int(self.weight_starts[film]), int(self.weight_starts[film + 1]))
        return self.weight_films[entries], self.weights[entries]

    def speaks(self, films: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Whether each of these films says anything about others, shape as asked."""
        said: NDArray[np.bool_] = self.weight_starts[films + 1] > self.weight_starts[films]
        return said

    def sums(self, films: NDArray[np.int32]) -> NDArray[np.float32]:
        """Sum of the rows of these films, shape (n_films,), added up in the order given."""
        sums = np.zeros(self.n_films, np.float32)
        for film in films.tolist():
            others, weights = self.row(film)
            sums[others] += weights
        return sums

    def between(self, films: NDArray[np.int32], others: NDArray[np.int32]) -> NDArray[np.float32]:
        """Weights from `films` (n,) to `others` (m,), shape (m, n); 0 where none is kept."""
        weights = np.zeros((len(others), len(films)), np.float32)
        for place, film in enumerate(films.tolist()):
            said, row = self.row(film)
            entries = np.searchsorted(said, others)
            inside = np.flatnonzero(entries < len(said))
            found = inside[said[entries[inside]] == others[inside]]
            weights[found, place] = row[entries[found]]
        return weights


def strongest(block: NDArray[np.float64], n_kept: int) -> NDArray[np.bool_]:
    """Where the `n_kept` entries of largest size of each row stand; entries of 0 never do.

    Of equal entries at the border those further left stand. Shape as ``block``, (n_rows, n_films);
    cost: a partial sort of every row.
    """
    sizes = np.abs(block.astype(np.float32))
    if n_kept >= block.shape[1]:
        return sizes > 0
    border = np.partition(sizes, -n_kept, axis=1)[:, -n_kept, np.newaxis]
    above, level = sizes > border, sizes == border
    room = n_kept - above.sum(axis=1, keepdims=True)
    chosen: NDArray[np.bool_] = above | (level & (np.cumsum(level, axis=1) <= room))
    return chosen & (sizes > 0)


class ItemWeightRecommender:
    """What models of item weights share: all but how the weights are learned.

    A profile's vector holds 1 for a favourite that says anything about other films, else 0.
    """

    name: ClassVar[str]
    catalogue: Catalogue
    item_weights: ItemWeights
    popularity: NDArray[np.float32]

    def profile(self, picks: Sequence[int]) -> Profile:
        """The favourites; blank if none of them says anything about other films.

        Raises
        ------
        UnknownFilm
            Naming every id that the catalogue lacks.
        """
        return self.profile_of_rows(rows_of_picks(self.catalogue, picks))

    def profile_of_rows(self, rows: NDArray[np.int32]) -> Profile:
        """The same from catalogue rows."""
        return Profile(rows, self.item_weights.speaks(rows).astype(np.float32))

    def score(self, profiles: Sequence[Profile]) -> NDArray[np.float32]:
        """Sums over favourites, shape (n_profiles, n_films); popularity for blank profiles.

        Films that no favourite leads to score 0. Cost: the kept weights of the favourites.
        """
        scores = np.empty((len(profiles), len(self.popularity)), np.float32)
        for place, profile in enumerate(profiles):
            scores[place] = (
                self.popularity if profile.blank else self.item_weights.sums(profile.picks)
            )
        return scores

    def shares(self, profile: Profile, films: NDArray[np.int32]) -> NDArray[np.float32]:
        """Weight from each pick to each asked film, shape (n_asked, n_picks).

        Rows sum to the score up to float32 rounding. Blank profiles give shape (n_asked, 0).
        """
        if profile.blank:
            return np.empty((len(films), 0), np.float32)
        return self.item_weights.between(profile.picks, films)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The arrays of `ItemWeights`, and ``popularity`` ln(1 + likes), shape (n_films,)."""
        return {
            **{field.name: getattr(self.item_weights, field.name) for field in fields(ItemWeights)},
            "popularity": self.popularity,
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays, catalogue: Catalogue) -> Self:
        """The model that `arrays` came from; its settings are the defaults, and of no effect.

        Raises
        ------
        ValueError
            If the arrays do not fit each other.
        """
        model = cls()
        model.catalogue = catalogue
        model.item_weights = ItemWeights(
            **{field.name: read_only(arrays[field.name]) for field in fields(ItemWeights)}
        )
        model.popularity = read_only(arrays["popularity"])
        if not model.item_weights.fits(len(model.popularity)):
            raise ValueError(f"the arrays of {cls.name} do not fit each other")
        return model
