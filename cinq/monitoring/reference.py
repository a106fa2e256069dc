"""What the champion was trained and judged on, as the requests that these people would make.

Everybody who likes five films asks several times with five of them, drawn at random. Of those who
were trained on, only the favourites tell something, and the person's own like is taken off the
count of each film; those who were not are also answered by the model, as the service would.
"""

import numpy as np
from numpy.typing import NDArray

from cinq import wire
from cinq.data.people import TRAINING, assign, split_name
from cinq.errors import CinqError
from cinq.models.bundle import ModelBundle
from cinq.monitoring.requests import LIST, NOBODY, POPULARITY, Requests
from cinq.serving.filters import FilmFilter
from cinq.serving.finding import Finder
from cinq.serving.lists import ListMaker
from cinq.settings import JudgingSettings

MOST_PEOPLE = 4_000
MOST_LISTED = 1_000
"""Of more people whom the model has never seen so many are answered."""

DRAWS = 8


def likes_of(bundle: ModelBundle) -> NDArray[np.int64]:
    """How many training people like each film, shape (n_films,)."""
    return np.rint(np.expm1(bundle.popularity.scores.astype(np.float64))).astype(np.int64)


def simulated(bundle: ModelBundle, judging: JudgingSettings, seed: int) -> Requests:
    """Requests of the people of the champion's data set; cost: some 8,000 lists at most.

    Where the champion's people were split otherwise than `judging` says, nobody is known to be
    unseen, and there are no lists.
    """
    seen, n_favourites = bundle.seen, judging.n_favourites
    random = np.random.default_rng([seed, 1])
    liked = seen.ratings >= bundle.info.liked_from
    counts = np.add.reduceat(liked, seen.indptr[:-1]) if len(seen.films) else np.empty(0)
    able = random.permutation(np.flatnonzero(counts >= n_favourites))[:MOST_PEOPLE]
    known_split = bundle.info.split == split_name(judging)
    trained = assign(seen.user_ids[able], judging) == TRAINING
    if not known_split:
        trained[:] = True
    favourites = np.empty((len(able) * DRAWS, n_favourites), np.int32)
    for place, person in enumerate(able.tolist()):
        rated = slice(int(seen.indptr[person]), int(seen.indptr[person + 1]))
        films = seen.films[rated][liked[rated]]
        order = np.argsort(random.random((DRAWS, len(films))), axis=1)[:, :n_favourites]
        favourites[place * DRAWS : (place + 1) * DRAWS] = films[order]
    people = np.repeat(seen.user_ids[able], DRAWS)
    own = np.repeat(trained, DRAWS).astype(np.int64)[:, None]
    likes = np.maximum(likes_of(bundle)[favourites] - own, 0)
    n = len(favourites)
    requests = Requests(
        people=people,
        bounds=np.arange(n + 1, dtype=np.int64) * n_favourites,
        favourites=favourites.ravel(),
        likes=likes.ravel(),
        shown=np.full((n, LIST), NOBODY, np.int32),
        score=np.full(n, np.nan),
        cold=np.zeros(n, np.bool_),
    )
    unseen = np.flatnonzero(~np.repeat(trained, DRAWS))[: MOST_LISTED * DRAWS]
    answer(bundle, requests, unseen)
    return requests


def answer(bundle: ModelBundle, requests: Requests, rows: NDArray[np.int64]) -> None:
    """Fill in what the model gives these requests, as it is served; all favourites must be known.

    Raises
    ------
    CinqError
        What the model says of a request that it cannot answer.
    """
    finder = Finder(bundle, FilmFilter(bundle.catalogue), ListMaker.of(bundle))
    film_ids, bounds = bundle.catalogue.film_ids, requests.bounds
    asked = [
        wire.RecommendRequest.model_construct(
            favourites=film_ids[requests.favourites[bounds[row] : bounds[row + 1]]].tolist(),
            k=LIST,
            exclude=[],
            genres=[],
            years=None,
            diversity=None,
        )
        for row in rows
    ]
    found_all = (found for part in finder.find_all(asked) for found in part)
    for row, found in zip(rows.tolist(), found_all, strict=True):
        if isinstance(found, CinqError):
            raise found
        requests.shown[row, : len(found.rows)] = found.rows
        if found.source == POPULARITY:
            requests.cold[row] = len(found.picks) > 0
        else:
            requests.score[row] = found.scores.mean() / max(1, len(found.picks))
