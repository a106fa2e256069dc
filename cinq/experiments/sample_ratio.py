"""Sample-ratio check: whether the arms hold as many subjects as their weights say.

If not, something loses subjects of one arm (its model fails, its answers are not counted, its
people are logged twice), and no comparison of the arms can be believed (Fabijan and others,
Diagnosing sample ratio mismatch in online controlled experiments, 2019).

Pearson's chi-square: with n subjects and weights w of sum W, expected e_i = n w_i / W,

    X² = Σ (o_i - e_i)² / e_i,  p = P(χ²_{m-1} ≥ X²)  for m arms.
"""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict
from scipy.special import chdtrc

LEVEL = 0.01
"""Alarm below this p. The usual .001 would catch a 55/45 split of 2,000 subjects meant as 50/50 in
88 % of experiments, .01 does in 97 %; one sound experiment in a hundred is alarmed at each look."""

TOO_FEW = 5.0
"""With fewer subjects expected in an arm the chi-square distribution does not hold."""


class SampleRatio(BaseModel):
    """The check's finding.

    Parameters
    ----------
    observed, expected
        Subjects by arm.
    p
        How often sound arms are this uneven, 0 to 1; None with too few subjects to tell.
    alarm
        Whether p is below `LEVEL`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    observed: dict[str, int]
    expected: dict[str, float]
    p: float | None
    alarm: bool


def sample_ratio(observed: Mapping[str, int], weights: Mapping[str, int]) -> SampleRatio:
    """Check how many subjects the arms hold.

    Parameters
    ----------
    observed
        Subjects by arm; an arm that is missing has none.
    weights
        As declared, for every arm.
    """
    counts = {arm: observed.get(arm, 0) for arm in weights}
    n, total = sum(counts.values()), sum(weights.values())
    expected = {arm: n * weight / total for arm, weight in weights.items()}
    p = None
    if min(expected.values()) >= TOO_FEW:
        distance = sum((counts[arm] - e) ** 2 / e for arm, e in expected.items())
        p = float(chdtrc(len(weights) - 1, distance))
    return SampleRatio(observed=counts, expected=expected, p=p, alarm=p is not None and p < LEVEL)
