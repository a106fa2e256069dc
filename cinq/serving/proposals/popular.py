"""Popularity: the films that most people like, whoever chooses."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cinq.serving.proposals.crowd import Crowd
from cinq.serving.proposals.strategy import in_order


class Popular:
    """Almost everybody finds five films soon, and they are the same five for many.

    Parameters
    ----------
    crowd
        Whose likes are counted.
    """

    name: ClassVar[str] = "popularity"

    def __init__(self, crowd: Crowd) -> None:
        self._order = crowd.by_likes()

    def next_rows(
        self, chosen: NDArray[np.int32], skipped: NDArray[np.int32], k: int
    ) -> NDArray[np.int32]:
        """The k most liked films left."""
        return in_order(self._order, chosen, skipped, k)
