"""The proposals that Cinq serves."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cinq.models.bundle import ModelBundle
from cinq.serving.filters import FilmFilter
from cinq.serving.proposals.adaptive import Adaptive
from cinq.serving.proposals.crowd import Crowd


class Proposals:
    """The strategy that did best in ``docs/onboarding.md``, in film ids.

    It asks nothing of the ranker, and of films nothing but who liked them.

    Parameters
    ----------
    bundle
        What its data set's people rated tells what a newcomer may know.
    film_filter
        Masks over the same catalogue.
    """

    def __init__(self, bundle: ModelBundle, film_filter: FilmFilter) -> None:
        self._catalogue = bundle.catalogue
        self._filter = film_filter
        self._strategy = Adaptive(Crowd.of(bundle.seen, bundle.info.scale, len(bundle.catalogue)))

    def next_rows(self, chosen: Sequence[int], skipped: Sequence[int], k: int) -> NDArray[np.int32]:
        """Catalogue rows of films to offer, shape (≤ k,), without repeats; always the same.

        Neither chosen nor skipped films return.

        Raises
        ------
        UnknownFilm
            Naming every chosen film that the catalogue lacks; unknown skipped ones do no harm.
        """
        rows = np.unique(self._catalogue.rows(np.asarray(chosen, np.int64)))
        shown = np.unique(self._filter.known_rows(skipped))
        return self._strategy.next_rows(rows, shown, k)
