"""Why a film is recommended: what each favourite adds to its score."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cinq import wire
from cinq.data.catalogue import Catalogue


def because(
    catalogue: Catalogue, picks: NDArray[np.int32], shares: NDArray[np.float32]
) -> list[wire.Reason]:
    """Every favourite with its share, the largest first; of equal shares the lower id first.

    Parameters
    ----------
    picks
        Shape (n_picks,), ascending: rows of the favourites.
    shares
        Shape (n_picks,): signed, adding up to the score; or empty, for a model whose score is no
        sum over favourites, which gives no reasons.
    """
    order: Sequence[int] = np.argsort(-shares, kind="stable").tolist()
    return [
        wire.Reason(
            film_id=catalogue.films[picks[place]].film_id,
            title=catalogue.films[picks[place]].title,
            share=float(shares[place]),
        )
        for place in order
    ]
