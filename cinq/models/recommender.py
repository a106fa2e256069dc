"""The contract that every model keeps, so that one replaces another without touching the data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.models.compiled import Compiled

Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True)
class Profile:
    """A person as a model sees them, folded in from favourites.

    Parameters
    ----------
    picks
        Shape (n_picks,), int32: catalogue rows of the favourites, ascending, without repeats.
    vector
        Shape (n_factors,), float32: the person in the model's own space.
    """

    picks: NDArray[np.int32]
    vector: NDArray[np.float32]

    @cached_property
    def blank(self) -> bool:
        """Whether the model can make nothing of this person; the popularity list answers then.

        So it is without favourites, and where nobody in the training data liked any of them.
        """
        vector = self.vector
        return not (len(vector) and vector[0]) and not vector.any()  # the first alone tells most


def _locate(film_ids: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int32]:
    """Places of the wanted ids among all, ascending, each once; none if one is not there."""
    rows = np.empty(len(wanted), np.int32)
    count = 0
    for film_id in wanted:
        row = np.searchsorted(film_ids, film_id)
        if row == len(film_ids) or film_ids[row] != film_id:
            return rows[:0]
        place = count
        while place > 0 and rows[place - 1] > row:
            place -= 1
        if place > 0 and rows[place - 1] == row:
            continue
        for other in range(count, place, -1):
            rows[other] = rows[other - 1]
        rows[place] = row
        count += 1
    return rows[:count]


_IDS = "Array(int64, 1, 'C', readonly=True)"

locate = Compiled(f"int32[::1]({_IDS}, {_IDS})", _locate)


def rows_of_picks(catalogue: Catalogue, picks: Sequence[int]) -> NDArray[np.int32]:
    """Catalogue rows of film ids, ascending; a film that stands twice counts once.

    Raises
    ------
    UnknownFilm
        Naming every id that the catalogue lacks.
    """
    wanted = np.array(picks, np.int64)
    rows = locate(catalogue.film_ids, wanted)
    return rows if len(rows) or not len(wanted) else catalogue.rows(wanted)


def read_only(array: NDArray[np.generic]) -> NDArray[Any]:
    """The same memory as a plain, C-contiguous, read-only array; copied only if it must be.

    Learned and memory-mapped arrays so have one type, and one compiled kernel serves both.
    """
    view = np.ascontiguousarray(array).view(np.ndarray).reshape(array.shape)
    view.flags.writeable = False
    return view


class Recommender(Protocol):
    """A model that scores every film for a person from a few favourites."""

    name: ClassVar[str]
    catalogue: Catalogue

    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Learn from ratings; the same inputs and seed give the same arrays. Returns self."""
        ...

    def profile(self, picks: Sequence[int]) -> Profile:
        """Fold in an unseen person from film ids, without retraining; their order is of no matter.

        Raises
        ------
        UnknownFilm
            Naming every id that the catalogue lacks.
        """
        ...

    def profile_of_rows(self, rows: NDArray[np.int32]) -> Profile:
        """The same from catalogue rows, ascending and without repeats (`rows_of_picks`)."""
        ...

    def score(self, profiles: Sequence[Profile]) -> NDArray[np.float32]:
        """Score of every film, shape (n_profiles, n_films); higher is better, picks included.

        A profile's scores do not depend, down to the last bit, on what it is scored with. Blank
        profiles get the popularity scores.
        """
        ...

    def shares(self, profile: Profile, films: NDArray[np.int32]) -> NDArray[np.float32]:
        """How much each pick adds to a film's score, shape (n_asked, n_picks), signed.

        Rows sum to the score of the film where the model is a sum over favourites; blank
        profiles, and models for which no such sum exists, get shape (n_asked, 0).
        """
        ...

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All that was learned, by name; ready to be saved and memory-mapped."""
        ...

    @classmethod
    def from_arrays(cls, arrays: Arrays, catalogue: Catalogue) -> Self:
        """The model that `arrays` came from, bit for bit, without copying."""
        ...
