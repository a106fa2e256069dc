"""Differences between arms, with the subject as the unit.

A metric is a ratio of sums over subjects, R = Σy / Σx: of films liked to films shown, or, with
x = 1, a share of subjects. A subject's films hang together, so they are never counted one by one.
By the delta method (Deng, Knoblich and Lu, Applying the delta method in metric analytics, 2018),
with n subjects and z_i = y_i - R x_i,

    Var(R) = s²(z) / (n x̄²),  s²(z) = Σ z_i² / (n - 1),

Σ z_i being 0. Arms are independent: Var(R_B - R_A) = Var(R_A) + Var(R_B), and the difference over
its root is compared with the normal distribution.
"""

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from cinq.metrics.intervals import Interval

POWER = 0.8
"""How often an experiment of the size that is told as needed finds an effect that is there."""

_NORMAL = NormalDist()


class Mean(BaseModel):
    """A metric of one arm.

    Parameters
    ----------
    value
        Σy / Σx.
    deviation
        Of one subject, s(z) / x̄: the metric's standard error times √n.
    n
        Subjects.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float
    deviation: float
    n: int

    @property
    def error(self) -> float:
        """Standard error."""
        return self.deviation / math.sqrt(self.n)

    def interval(self, confidence: float) -> Interval:
        """Interval of the metric, held between 0 and 1, as both metrics are."""
        half = _quantile(confidence) * self.error
        return Interval(
            estimate=self.value, low=max(self.value - half, 0.0), high=min(self.value + half, 1.0)
        )


class Difference(BaseModel):
    """What an arm has over the control.

    Parameters
    ----------
    interval
        Of the difference.
    p
        Two-sided: how often as large a difference comes up where there is none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    interval: Interval
    p: float

    @property
    def told_apart(self) -> bool:
        """Whether 0 lies outside the interval."""
        return not self.interval.low <= 0 <= self.interval.high


def mean_of(y: NDArray[np.floating], x: NDArray[np.floating] | None = None) -> Mean | None:
    """The metric of one arm; None with fewer than two subjects, or if nothing was shown.

    Parameters
    ----------
    y
        Shape (n,): what is counted, a number for each subject.
    x
        Shape (n,): out of how many; None: 1 for everybody.
    """
    n = len(y)
    shown = np.ones(n) if x is None else np.asarray(x, np.float64)
    if n < 2 or shown.sum() <= 0:
        return None
    value = float(y.sum() / shown.sum())
    residual = y - value * shown
    deviation = math.sqrt(float(residual @ residual) / (n - 1)) / float(shown.mean())
    return Mean(value=value, deviation=deviation, n=n)


def difference(arm: Mean, control: Mean, confidence: float) -> Difference:
    """What an arm has over the control, with an interval that holds the truth so often."""
    gain = arm.value - control.value
    error = math.hypot(arm.error, control.error)
    half = _quantile(confidence) * error
    p = 2 * _NORMAL.cdf(-abs(gain) / error) if error > 0 else float(gain == 0)
    return Difference(interval=Interval(estimate=gain, low=gain - half, high=gain + half), p=p)


def subjects_needed(
    arm: Mean, control: Mean, shares: tuple[float, float], effect: float, confidence: float
) -> int:
    """How many subjects an experiment needs to find an effect in `POWER` of the cases.

    (z_confidence + z_power)² (d_arm² / share_arm + d_control² / share_control) / effect², where d
    is the deviation of one subject.

    Parameters
    ----------
    shares
        The arm's and the control's part of all subjects of the experiment, 0 to 1.
    effect
        True difference, above 0.

    Returns
    -------
    int
        Of the whole experiment, all arms together.
    """
    noise = arm.deviation**2 / shares[0] + control.deviation**2 / shares[1]
    return math.ceil((_quantile(confidence) + _NORMAL.inv_cdf(POWER)) ** 2 * noise / effect**2)


def _quantile(confidence: float) -> float:
    return _NORMAL.inv_cdf((1 + confidence) / 2)
