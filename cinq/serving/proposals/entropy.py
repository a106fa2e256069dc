"""Log-popularity times entropy: films that many know and few agree on.

Rashid and others, Getting to know you: learning new user preferences in recommender systems, 2002.
"""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cinq.serving.proposals.crowd import Crowd
from cinq.serving.proposals.strategy import in_order


class LogPopularityEntropy:
    """ln(1 + ratings) · entropy of the ratings in five parts of the scale, whoever chooses.

    The entropy is that of ratings, as in the paper: where most people have rated few films, the
    entropy of liked, not liked and unknown is popularity once more.

    Parameters
    ----------
    crowd
        Whose ratings are counted.
    """

    name: ClassVar[str] = "log-popularity x entropy"

    def __init__(self, crowd: Crowd) -> None:
        n_rated = crowd.rated.sum(axis=0)
        share = crowd.rated / np.maximum(n_rated, 1)
        entropy = -(share * np.log2(np.where(share > 0, share, 1.0))).sum(axis=0)
        self._order = np.lexsort((-n_rated, -np.log1p(n_rated) * entropy)).astype(np.int32)

    def next_rows(
        self, chosen: NDArray[np.int32], skipped: NDArray[np.int32], k: int
    ) -> NDArray[np.int32]:
        """The k films left of the highest product."""
        return in_order(self._order, chosen, skipped, k)
