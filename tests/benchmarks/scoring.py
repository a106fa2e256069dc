"""Fold-in and top five of people at once, one core, beside the same scores by a matrix product."""

from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from cinq.models.factor_sums import said as told
from cinq.models.film_scores import padded, weighted_sums
from cinq.serving.topk import best_rows
from tests.benchmarks.floor import best_of

SIZES = ((9_742, 64), (62_423, 64))
BATCHES = (1, 16, 64, 256)
N_PICKS = 5


@dataclass(frozen=True)
class Scoring:
    """People a second, and how many the matrix product alone would score."""

    n_films: int
    n_factors: int
    batch: int
    people: float
    by_product: float


def measured_scoring() -> list[Scoring]:
    """Measure every size and batch, some seconds."""
    random = np.random.default_rng(0)
    found = []
    for n_films, n_factors in SIZES:
        said = random.standard_normal((n_films, n_factors)).astype(np.float32)
        answers = np.ascontiguousarray(said.T)
        laid_out = padded(answers)
        for batch in BATCHES:
            picks = random.integers(0, n_films, (batch, N_PICKS), np.int32)

            def fives(
                picks: np.ndarray = picks, said: np.ndarray = said, laid_out: np.ndarray = laid_out
            ) -> None:
                excluded = np.zeros(len(said), np.bool_)
                people = np.stack([told(said, favourites) for favourites in picks])
                of_all = weighted_sums(people, laid_out)[:, : len(said)]
                for favourites, scores in zip(picks, of_all, strict=True):
                    excluded[favourites] = True
                    best_rows(scores, excluded, 5)
                    excluded[favourites] = False

            people = said[picks].sum(axis=1)
            with threadpool_limits(1):
                ours = best_of(fives, 20)
                product = best_of(lambda p=people, a=answers: p @ a, 20)
            found.append(Scoring(n_films, n_factors, batch, batch / ours, batch / product))
    return found
