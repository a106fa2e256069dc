"""Fold-in and top five of people at once, one core, beside the same scores by a matrix product."""

from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from cinq.models.film_scores import weighted_sums
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
        for batch in BATCHES:
            picks = random.integers(0, n_films, (batch, N_PICKS))

            def fives(
                picks: np.ndarray = picks, said: np.ndarray = said, answers: np.ndarray = answers
            ) -> None:
                excluded = np.zeros(len(said), np.bool_)
                people = said[picks].sum(axis=1)
                for favourites, scores in zip(picks, weighted_sums(people, answers), strict=True):
                    excluded[favourites] = True
                    best_rows(scores, excluded, 5)
                    excluded[favourites] = False

            people = said[picks].sum(axis=1)
            with threadpool_limits(1):
                ours = best_of(fives, 20)
                product = best_of(lambda p=people, a=answers: p @ a, 20)
            found.append(Scoring(n_films, n_factors, batch, batch / ours, batch / product))
    return found
