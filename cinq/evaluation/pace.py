"""How one model of a comparison tells where it stands."""

import time

from cinq.data.progress import Progress

SECONDS = 10.0
"""Folds are told at most this often."""


class Pace:
    """Tells of one model: when it begins, every few seconds in which fold it is, and its end.

    Parameters
    ----------
    progress
        Told one line, and the part of the whole comparison that is done.
    title
        The model's.
    place, n_models
        Which model of how many, from 0.
    n_folds
        How often it will be trained.
    """

    def __init__(
        self, progress: Progress, title: str, place: int, n_models: int, n_folds: int
    ) -> None:
        self._progress, self._title, self._n_folds = progress, title, n_folds
        self._done, self._share = place / n_models, 1 / n_models
        self._started = self._last = time.monotonic()
        progress(f"{title}: model {place + 1} of {n_models}, {n_folds} folds", self._done)

    def trial(self, place: int) -> None:
        """A trial begins."""
        self.tell(f"settings {place + 1}", 0.0)

    def fold(self, place: int) -> None:
        """A fold begins."""
        self.tell(f"fold {place + 1} of {self._n_folds}", place / self._n_folds)

    def tell(self, what: str, part: float) -> None:
        """Something begins, when this part of the model's work is done."""
        if time.monotonic() - self._last > SECONDS:
            self._last = time.monotonic()
            self._progress(f"{self._title}: {what}", self._done + part * self._share)

    def end(self, ndcg_at_10: float) -> None:
        """The model is done."""
        told = f"NDCG@10 {ndcg_at_10:.3f}, {time.monotonic() - self._started:.1f} s"
        self._progress(f"{self._title}: {told}", self._done + self._share)
