"""From scores to a list: which films stand together, and in which order.

The best films for a person are much the same films for everybody, and much alike. So the first
places are dealt out one after another among the best `CANDIDATES` films. With r a film's place in
order of score among them (from 1), its worth is

    w = sqrt(3 / (r + 2)) · (1 - dial · fame)

The root falls as the share of hits does in practice; fame is the logarithm of how many people like
the film, over the largest. Where diversity is d, each place goes to the film with the highest

    (1 - d) · w - d · likeness

likeness being its mean cosine of genres with the films above it (maximal marginal relevance:
Carbonell and Goldstein, 1998, with the mean in place of the maximum). The last places of the first
five explore: there w is multiplied by (e / (e + exposure))^(1/4), exposure being the share of
training people with the film among their best (`cinq.models.exposure`). A film that seldom comes
up stands there instead of one that everybody gets, if it is nearly as good (as in inverse
propensity weighting). What the deal does not reach follows in order of score.

Nothing here is random: the same scores give the same list, and the first films of a longer list
are the shorter list.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cinq.hyperparameters import ListSettings
from cinq.models.bundle import ModelBundle
from cinq.models.compiled import Compiled
from cinq.models.exposure import CANDIDATES
from cinq.serving.topk import best_rows

N_FIRST = 5
"""The places of which a share explores; the page shows these."""

LEAST_EXPOSURE = 1e-4
"""Films that came up less often in training are all alike to exploration."""

Floats = NDArray[np.float32]


def _deal(
    worth: NDArray[np.float64],
    rarity: NDArray[np.float64],
    genres: NDArray[np.float64],
    diversity: float,
    exploring: int,
    n_first: int,
    n_places: int,
) -> NDArray[np.int32]:
    """The candidates of the first places, by their place in order of score."""
    n, n_genres = genres.shape
    order = np.empty(min(n, n_places), np.int32)
    given = np.zeros(n, np.bool_)
    above = np.zeros(n_genres)
    for place in range(len(order)):
        explores = n_first - exploring <= place < n_first
        best, highest = -1, 0.0
        for film in range(n):
            if given[film]:
                continue
            value = (1.0 - diversity) * worth[film]
            if explores:
                value *= rarity[film]
            if diversity > 0 and place > 0:
                likeness = 0.0
                for genre in range(n_genres):
                    likeness += genres[film, genre] * above[genre]
                value -= diversity * likeness / place
            if best < 0 or value > highest:
                best, highest = film, value
        order[place] = best
        given[best] = True
        above += genres[best]
    return order


deal = Compiled(
    "int32[::1](float64[::1], float64[::1], float64[:, ::1], float64, int64, int64, int64)", _deal
)


@dataclass(frozen=True)
class ListMaker:
    """Makes lists by settings and by what training found out about each film.

    Parameters
    ----------
    settings
        The model's own; a request may ask for another diversity.
    exposure
        Shape (n_films,): share of training people with the film among their best.
    fame
        Shape (n_films,), 0 to 1: how much liked a film is, damped.
    genres
        Shape (n_films, n_genres), float32: rows of length 1, or 0 where no genre is known.
    """

    settings: ListSettings
    exposure: Floats
    fame: Floats
    genres: Floats

    @classmethod
    def of(cls, bundle: ModelBundle) -> Self:
        """What a bundle serves."""
        return cls.made(
            bundle.info.lists,
            bundle.exposure,
            bundle.popularity.scores,
            bundle.catalogue.genre_matrix,
        )

    @classmethod
    def made(
        cls,
        settings: ListSettings,
        exposure: Floats,
        popularity: Floats,
        genre_matrix: NDArray[np.bool_],
    ) -> Self:
        """From popularity scores (n_films,) and genres as yes or no (n_films, n_genres)."""
        lengths = np.sqrt(np.maximum(genre_matrix.sum(axis=1, keepdims=True), 1))
        return cls(
            settings=settings,
            exposure=exposure,
            fame=(popularity / max(float(popularity.max(initial=0)), 1e-9)).astype(np.float32),
            genres=(genre_matrix / lengths).astype(np.float32),
        )

    def seen_through(self, places: NDArray[np.int32]) -> Self:
        """For films in another order.

        Parameters
        ----------
        places
            Shape (n_others,): the row here of each film there, -1 for films that are not here,
            which must be excluded from every list.
        """
        return replace(
            self,
            exposure=self.exposure[places],
            fame=self.fame[places],
            genres=self.genres[places],
        )

    def rows(
        self,
        scores: Floats,
        excluded: NDArray[np.bool_],
        k: int,
        diversity: float | None = None,
    ) -> NDArray[np.int32]:
        """Rows of a list, its first film first.

        Parameters
        ----------
        scores
            Shape (n_films,): of one person. NaN never wins.
        excluded
            Shape (n_films,): true where a row must not be returned.
        k
            How many rows to return at most.
        diversity
            0 to 1, in place of the model's own; 0 is the plain order of score, without exploration
            and popularity dial too. None: everything as the model has it.

        Returns
        -------
        Shape (≤ k,): fewer than k only if fewer remain. It begins with the list of any smaller k.
        """
        wanted = asked(self.settings, diversity)
        if wanted == ListSettings():
            return best_rows(scores, excluded, k)
        best = best_rows(scores, excluded, max(k, CANDIDATES))
        first = best[:CANDIDATES]
        order = deal(
            _worth(len(first)) * (1.0 - wanted.popularity_dial * self.fame[first]),
            _rarity(self.exposure[first]),
            self.genres[first].astype(np.float64),
            wanted.diversity,
            round(wanted.exploration * N_FIRST),
            N_FIRST,
            k,
        )
        return np.concatenate([first[order], best[CANDIDATES:]])[:k]


def asked(settings: ListSettings, diversity: float | None) -> ListSettings:
    """The settings of one request: its own diversity if it has one, and 0 switches all off."""
    if diversity is None:
        return settings
    if diversity == 0:
        return ListSettings()
    return settings.model_copy(update={"diversity": diversity})


def _worth(n: int) -> NDArray[np.float64]:
    return np.sqrt(3.0 / np.arange(3, n + 3))


def _rarity(exposure: Floats) -> NDArray[np.float64]:
    share = LEAST_EXPOSURE / (exposure.astype(np.float64) + LEAST_EXPOSURE)
    return np.sqrt(np.sqrt(share))
