"""Adaptive proposals: likely picks that say much, given what was chosen and skipped so far.

Every person of the crowd is a guess at who is choosing (as the people of a node are in Golbandi,
Koren and Lempel, Adaptive bootstrapping of recommender systems using decision trees, 2011). After
the choices C and the skips S the guess u weighs

    w_u ∝ Π_(i in C) (1 if u likes i, else c) · Π_(i in S) (s if u likes i, else 1)

a naive Bayes posterior, tempered. A film is liked with the chance p_j, the weight of those who
like it; picking it tells its surprise h_j = -log2(share of all people who like it) bits. A screen
is filled one film after another, each time with the highest

    h_j^g · Σ_(u likes j) w_u (1 - d)^(films on the screen that u likes)

so that films for other guesses follow when a guess has been served. The exponent g falls with
every screen that was skipped: who finds little is offered surer films.
"""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cinq.serving.proposals.crowd import Crowd
from cinq.serving.proposals.strategy import not_offered
from cinq.serving.topk import best_rows

NOT_LIKED = 0.32
"""c: what is left of a guess who does not like a chosen film."""

SKIPPED = 0.84
"""s: what is left of a guess who likes a skipped film; near 1, as most skips are films unseen."""

CURIOSITY = 2.0
"""g, before anything is skipped."""

PATIENCE = 0.8
"""What is left of g after each skipped screen."""

SERVED = 0.5
"""d: how much less a guess counts for each film on the screen that they like."""

LEAST_BITS = 0.05
"""h of films that everybody likes."""

POOL = 200
"""How many of the best films a screen is made from."""


class Adaptive:
    """Expected information of a pick, over guesses at who is choosing.

    Its constants were chosen on validation people (docs/onboarding.md).

    Parameters
    ----------
    crowd
        The guesses. Without a single like there are none, and the films come by popularity.
    """

    name: ClassVar[str] = "adaptive"

    def __init__(self, crowd: Crowd) -> None:
        self._films, self._people = crowd.liked_films, crowd.liked_people
        self._starts = np.searchsorted(self._films, np.arange(crowd.n_films + 1))
        self._n_members = crowd.n_members
        self._by_likes = crowd.by_likes()
        share = np.maximum(crowd.likes, 1) / max(crowd.n_people, 1)
        self._bits = np.maximum(-np.log2(share), LEAST_BITS)

    def next_rows(
        self, chosen: NDArray[np.int32], skipped: NDArray[np.int32], k: int
    ) -> NDArray[np.int32]:
        """Films of the highest expected information, for different guesses; then popular ones.

        Cost: one pass over the likes of the crowd, and k over those of `POOL` films.
        """
        mask = not_offered(len(self._bits), chosen, skipped)
        weights = self._weights(chosen, skipped)
        chances = np.bincount(self._films, weights[self._people], len(self._bits))
        worth = self._bits ** (CURIOSITY * PATIENCE ** (len(skipped) / k))
        candidates = best_rows(
            (chances * worth).astype(np.float32), mask | (chances <= 0), max(POOL, 2 * k)
        )
        first = candidates[self._screen(candidates, weights, worth[candidates], k)]
        mask[first] = True
        rest = self._by_likes[~mask[self._by_likes]]
        return np.concatenate([first, rest[: k - len(first)]])

    def _weights(
        self, chosen: NDArray[np.int32], skipped: NDArray[np.int32]
    ) -> NDArray[np.float64]:
        """w, shape (n_members,), the highest 1."""
        likes_chosen, likes_skipped = self._n_liked(chosen), self._n_liked(skipped)
        logs = likes_skipped * np.log(SKIPPED) - likes_chosen * np.log(NOT_LIKED)
        return np.asarray(np.exp(logs - logs.max(initial=-np.inf)))

    def _n_liked(self, rows: NDArray[np.int32]) -> NDArray[np.int64]:
        """How many of these films each guess likes, shape (n_members,)."""
        people = [self._people[self._starts[row] : self._starts[row + 1]] for row in rows.tolist()]
        together = np.concatenate([np.empty(0, np.int32), *people])
        return np.bincount(together, minlength=self._n_members)

    def _screen(
        self,
        candidates: NDArray[np.int32],
        weights: NDArray[np.float64],
        worth: NDArray[np.float64],
        k: int,
    ) -> list[int]:
        """Places of k candidates, chosen one after another, each for those served least."""
        likes = np.zeros((len(candidates), self._n_members), np.float32)
        for place, row in enumerate(candidates.tolist()):
            likes[place, self._people[self._starts[row] : self._starts[row + 1]]] = 1.0
        left = weights.astype(np.float32)
        free = np.ones(len(candidates), np.bool_)
        screen: list[int] = []
        for _ in range(min(k, len(candidates))):
            values = np.where(free, (likes @ left) * worth, -1.0)
            best = int(np.argmax(values))
            screen.append(best)
            free[best] = False
            left *= 1 - SERVED * likes[best]
        return screen
