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

PLAIN = ListSettings()
"""The order of score alone."""

LEAST_EXPOSURE = 1e-4
"""Films that came up less often in training are all alike to exploration."""

Floats = NDArray[np.float32]


def _deal(  # noqa: C901 - a compiled loop: loops for vectors
    best: NDArray[np.int32],
    exposure: Floats,
    fame: Floats,
    genres: NDArray[np.bool_],
    popularity_dial: float,
    diversity: float,
    exploring: int,
    n_places: int,
) -> NDArray[np.int32]:
    """The films of the first places, out of the ``best`` in order of score."""
    n, n_genres = len(best), genres.shape[1]
    worth, rarity = np.empty(n), np.empty(n)
    directions = np.zeros((n, n_genres))
    for place in range(n):
        film = best[place]
        dimmed = np.float32(1.0) - np.float32(popularity_dial) * fame[film]
        worth[place] = np.sqrt(3.0 / (place + 3)) * dimmed
        share = LEAST_EXPOSURE / (np.float64(exposure[film]) + LEAST_EXPOSURE)
        rarity[place] = np.sqrt(np.sqrt(share))
        own = genres[film].sum()
        for genre in range(n_genres):
            if genres[film, genre]:
                directions[place, genre] = np.float32(1.0 / np.sqrt(own))
    order = np.empty(min(n, n_places), np.int32)
    given = np.zeros(n, np.bool_)
    above = np.zeros(n_genres)
    for place in range(len(order)):
        explores = N_FIRST - exploring <= place < N_FIRST
        chosen, highest = -1, 0.0
        for candidate in range(n):
            if given[candidate]:
                continue
            value = (1.0 - diversity) * worth[candidate]
            if explores:
                value *= rarity[candidate]
            if diversity > 0 and place > 0:
                likeness = 0.0
                for genre in range(n_genres):
                    likeness += directions[candidate, genre] * above[genre]
                value -= diversity * likeness / place
            if chosen < 0 or value > highest:
                chosen, highest = candidate, value
        order[place] = best[chosen]
        given[chosen] = True
        above += directions[chosen]
    return order


_VECTOR = "Array(float32, 1, 'C', readonly=True)"

deal = Compiled(
    f"int32[::1](Array(int32, 1, 'C', readonly=True), {_VECTOR}, {_VECTOR},"
    " Array(boolean, 2, 'C', readonly=True), float64, float64, int64, int64)",
    _deal,
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
        Shape (n_films, n_genres): which film is of which genre.
    """

    settings: ListSettings
    exposure: Floats
    fame: Floats
    genres: NDArray[np.bool_]

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
        return cls(
            settings=settings,
            exposure=exposure,
            fame=(popularity / max(float(popularity.max(initial=0)), 1e-9)).astype(np.float32),
            genres=genre_matrix,
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
        if wanted == PLAIN:
            return best_rows(scores, excluded, k)
        best = best_rows(scores, excluded, max(k, CANDIDATES))
        first = deal(
            best[:CANDIDATES],
            self.exposure,
            self.fame,
            self.genres,
            wanted.popularity_dial,
            wanted.diversity,
            round(wanted.exploration * N_FIRST),
            k,
        )
        return first if k <= CANDIDATES else np.concatenate([first, best[CANDIDATES:]])


def asked(settings: ListSettings, diversity: float | None) -> ListSettings:
    """The settings of one request: its own diversity if it has one, and 0 switches all off."""
    if diversity is None:
        return settings
    if diversity == 0:
        return PLAIN
    return settings.model_copy(update={"diversity": diversity})
