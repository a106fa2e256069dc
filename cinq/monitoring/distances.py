"""How far apart two distributions over the same bins are."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PSEUDO = 0.5
"""Requests added to every bin, so that an empty one is rare and not impossible."""


def shares(counts: Floats) -> Floats:
    """Share of each bin, shape as `counts`, (…, n_bins), with `PSEUDO` added to each."""
    padded = counts + PSEUDO
    found: Floats = padded / padded.sum(axis=-1, keepdims=True)
    return found


def psi(p: Floats, q: Floats) -> Floats:
    """Population stability index, Σ (p - q) ln(p / q) over the last axis; shares above 0.

    Where nothing has changed it is not 0: with n and m requests in b bins its mean is about
    (b - 1)(1/n + 1/m) (Yurdakul and Naranjo, Statistical properties of the population stability
    index, 2020), more where requests hang together.

    >>> round(float(psi(np.array([0.5, 0.5]), np.array([0.25, 0.75]))), 4)
    0.2747
    """
    found: Floats = ((p - q) * np.log(p / q)).sum(axis=-1)
    return found


def jensen_shannon(p: Floats, q: Floats) -> Floats:
    """Jensen-Shannon distance in base 2 over the last axis: 0 where equal, 1 where disjoint."""
    middle = (p + q) / 2
    halves = (p * np.log2(p / middle) + q * np.log2(q / middle)).sum(axis=-1) / 2
    found: Floats = np.sqrt(np.maximum(halves, 0.0))
    return found
