"""How long one person waits."""

import time

import numpy as np
from numpy.typing import NDArray

from cinq.models.recommender import Recommender
from cinq.serving.lists import ListMaker
from cinq.serving.topk import best_rows

N_QUERIES = 100
N_WARM_UP = 5


def query_milliseconds(
    model: Recommender, favourites: NDArray[np.int32], lists: ListMaker | None = None
) -> float:
    """Median milliseconds of a lone fold-in, scoring and list of five on this machine.

    Parameters
    ----------
    model
        The ranker.
    favourites
        Shape (n_people, n_favourites), at least one row: catalogue rows, asked in turn.
    lists
        Makes the list; left out, it is the five highest scores.
    """
    best = best_rows if lists is None else lists.rows
    ids = model.catalogue.film_ids
    excluded = np.zeros(len(ids), np.bool_)
    taken = []
    for query in range(N_WARM_UP + N_QUERIES):
        row = favourites[query % len(favourites)]
        asked = ids[row].tolist()
        started = time.perf_counter_ns()
        scores = model.score([model.profile(asked)])[0]
        excluded[row] = True
        best(scores, excluded, 5)
        excluded[row] = False
        taken.append(time.perf_counter_ns() - started)
    return float(np.median(taken[N_WARM_UP:])) / 1e6
