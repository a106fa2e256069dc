"""How far predicted ratings are from given ones, in units of the rating scale."""

import numpy as np
from numpy.typing import NDArray

from cinq.metrics.shapes import same_length


def rmse(predicted: NDArray[np.floating], actual: NDArray[np.floating]) -> float:
    """Root of the mean squared error of two arrays (n_ratings,); large errors weigh more.

    Raises
    ------
    ValueError
        If the arrays are empty or of different length.
    """
    return float(np.sqrt(np.mean(np.square(_errors(predicted, actual)))))


def mae(predicted: NDArray[np.floating], actual: NDArray[np.floating]) -> float:
    """Mean absolute error of two arrays (n_ratings,).

    Raises
    ------
    ValueError
        If the arrays are empty or of different length.
    """
    return float(np.mean(np.abs(_errors(predicted, actual))))


def _errors(predicted: NDArray[np.floating], actual: NDArray[np.floating]) -> NDArray[np.float64]:
    same_length(predicted, actual)
    return predicted.astype(np.float64) - actual
