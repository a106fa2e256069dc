"""Where the time of a list goes: processor time of each stage, in this process."""

import time
from collections.abc import Callable, Mapping

import numpy as np

from cinq import wire
from cinq.models.bundle import ModelBundle
from cinq.models.recommender import rows_of_picks
from cinq.serving.engine import Engine
from cinq.serving.filters import FilmFilter
from cinq.serving.lists import ListMaker

TOGETHER = 64
ROUNDS = 30


def stages(bundle: ModelBundle) -> Mapping[str, float]:
    """Microseconds of processor time a profile, by stage, the best of many rounds."""
    engine, ranker, rater = Engine(bundle), bundle.ranker, bundle.rater
    films, lists = FilmFilter(bundle.catalogue), ListMaker.of(bundle)
    random = np.random.default_rng(3)
    ids = bundle.catalogue.film_ids
    bodies = [random.choice(ids, 5, replace=False).tolist() for _ in range(TOGETHER)]
    texts = [wire.RecommendRequest(favourites=body).model_dump_json() for body in bodies]
    asked = [(wire.RecommendRequest(favourites=body), "") for body in bodies]
    rows = [rows_of_picks(bundle.catalogue, body) for body in bodies]
    profiles = [ranker.profile_of_rows(row) for row in rows]
    masks = [films.excluded(row) for row in rows]
    scores = ranker.score(profiles)
    chosen = [lists.rows(*each, 5) for each in zip(scores, masks, strict=True)]

    def rated() -> None:
        for row, of_list in zip(rows, chosen, strict=True):
            rater.predicted(rater.profile_of_rows(row), of_list)

    work: Mapping[str, Callable[[], object]] = {
        "reading": lambda: [wire.RecommendRequest.model_validate_json(text) for text in texts],
        "profile": lambda: [ranker.profile_of_rows(row) for row in rows],
        "scores": lambda: ranker.score(profiles),
        "list": lambda: [lists.rows(*each, 5) for each in zip(scores, masks, strict=True)],
        "reasons": lambda: [ranker.shares(*each) for each in zip(profiles, chosen, strict=True)],
        "ratings": rated,
        "all, as JSON, in a batch": lambda: list(engine.written(asked)),
        "all, as JSON, one by one": lambda: [engine.written_one(*each) for each in asked],
    }
    return {name: _best(each) / TOGETHER * 1e6 for name, each in work.items()}


def _best(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        started = time.thread_time()
        work()
        taken.append(time.thread_time() - started)
    return min(taken)
