"""What this machine could do at best: the bounds that loops are measured against."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

ROW = 104
"""float32 numbers in a row of factors, as the rating SVD lays out 100 of them."""


@dataclass(frozen=True)
class Floor:
    """Of one core: matrix products, 10⁹ operations a second, and rows read at random, 10⁹ bytes."""

    gigaflops: float
    gather_gigabytes: float


def best_of(work: Callable[[], object], n_times: int = 5) -> float:
    """Seconds of the quickest run after a first one."""
    work()
    found = []
    for _ in range(n_times):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return min(found)


def measured_floor() -> Floor:
    """Measure it, some seconds."""
    random = np.random.default_rng(0)
    left = random.standard_normal((1024, 1024)).astype(np.float32)
    rows = random.standard_normal((27_278, ROW)).astype(np.float32)
    places = random.integers(0, len(rows), 200_000)
    out = np.empty((len(places), ROW), np.float32)
    with threadpool_limits(1):
        product = best_of(lambda: left @ left)
        gather = best_of(lambda: np.take(rows, places, axis=0, out=out, mode="clip"))
    return Floor(2 * 1024**3 / product / 1e9, out.nbytes / gather / 1e9)
