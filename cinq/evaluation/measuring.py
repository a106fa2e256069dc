"""One model over all folds of a comparison: what it finds, and what it costs."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cinq.data.catalogue import Catalogue
from cinq.evaluation.comparison_figures import Cost
from cinq.evaluation.onboarding import CaseMetrics, judge_onboarding
from cinq.evaluation.peak_memory import PeakMemory
from cinq.evaluation.protocol import joined_metrics
from cinq.evaluation.query_time import query_milliseconds
from cinq.evaluation.rotation import Rotation
from cinq.models.recommender import Recommender

MEGABYTE = 1e6

Told = Callable[[int], None]
"""Called with the place of each fold before it is trained on, from 0."""


@dataclass(frozen=True)
class Measured:
    """What was measured of one model.

    Parameters
    ----------
    metrics
        Of the cases of all folds, one after another.
    cost
        Time and memory.
    """

    metrics: CaseMetrics
    cost: Cost


def measure(
    make: Callable[[], Recommender], rotation: Rotation, catalogue: Catalogue, seed: int, tell: Told
) -> Measured:
    """Train and judge a model anew in every fold.

    Nothing of the first fold's time or memory is counted: loops are compiled, libraries imported
    and caches filled there.

    Parameters
    ----------
    make
        Makes the unfitted model.
    rotation
        At least two folds.
    catalogue
        The films to rank.
    seed
        Of every training.
    tell
        Told which fold is at work.

    Raises
    ------
    Exception
        Whatever the model raises.
    """
    metrics, seconds, cpu_seconds, queries, risen = [], [], [], [], []
    n_bytes = 0
    for place, (fold, cases) in enumerate(zip(rotation.folds, rotation.cases, strict=True)):
        tell(place)
        training = fold.training
        with PeakMemory() as memory:
            started, cpu_started = time.perf_counter(), time.process_time()
            model = make().fit(training, catalogue, seed)
            taken, cpu_taken = time.perf_counter() - started, time.process_time() - cpu_started
        metrics.append(judge_onboarding(model, cases, catalogue))
        if place:
            seconds.append(taken)
            cpu_seconds.append(cpu_taken)
            risen.append(memory.risen)
            queries.append(query_milliseconds(model, cases.favourites))
        n_bytes = sum(array.nbytes for array in model.arrays().values())
    known = [height for height in risen if height is not None]
    cost = Cost(
        fit_seconds=float(np.median(seconds)),
        fit_cpu_seconds=float(np.median(cpu_seconds)),
        query_ms=float(np.median(queries)),
        arrays_mb=n_bytes / MEGABYTE,
        peak_mb=max(known) / MEGABYTE if known else None,
    )
    return Measured(joined_metrics(metrics), cost)
