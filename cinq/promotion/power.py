"""How often the gate is right: its own decisions, over and over, on people drawn anew.

People are drawn with replacement from those of a real judgement, their paired differences moved
to a known truth, and every drawn world is decided on by `cinq.promotion.decision.decide` itself.
So the rates belong to the gate as it is, bootstrap and rules included, not to a formula for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cinq.data.progress import Progress, silent
from cinq.evaluation.figures import Gain, Judgement
from cinq.metrics.intervals import interval
from cinq.promotion.decision import decide
from cinq.settings import GateSettings


@dataclass(frozen=True)
class ReleaseRate:
    """How often a challenger of known quality was released.

    Parameters
    ----------
    mode
        How it was compared with the champion.
    n_people
        Judged people in every decision.
    truth
        True difference in NDCG@10 to the champion.
    n_decisions, n_released
        Counts.
    """

    mode: Literal["superior", "non_inferior"]
    n_people: int
    truth: float
    n_decisions: int
    n_released: int

    @property
    def rate(self) -> float:
        """Share of decisions that released, 0 to 1."""
        return self.n_released / self.n_decisions

    @property
    def interval(self) -> tuple[float, float]:
        """Ends of the 95 % interval of the rate (Wilson, 1927)."""
        n, z = self.n_decisions, 1.959964
        centre = (self.rate + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * np.sqrt(self.rate * (1 - self.rate) / n + (z / 2 / n) ** 2)
        return max(0.0, float(centre - half)), min(1.0, float(centre + half))


def release_rate(
    judgement: Judgement,
    differences: Sequence[NDArray[np.float64]],
    truth: float,
    n_people: int,
    mode: Literal["superior", "non_inferior"],
    gate: GateSettings,
    *,
    n_decisions: int = 1000,
    samples: int = 2000,
    seed: int = 0,
    progress: Progress = silent,
) -> ReleaseRate:
    """Decide again and again on a challenger that is better by `truth`.

    Parameters
    ----------
    judgement
        Kept in every rule but the third; it stands for everything that is not simulated.
    differences
        Per pair of models of equal quality: paired differences in NDCG@10 of the same people,
        shape (n_people,) each. The decisions take the pairs in turn.
    truth
        Added to the differences, whose own mean is taken away.
    n_people
        Drawn for every decision.
    mode, gate
        Asked of `decide`.
    n_decisions, samples
        Decisions, and bootstrap samples in each.
    seed
        Of the draws.

    Returns
    -------
    ReleaseRate
        Cost: n_decisions · samples · n_people draws, 15 ns each.
    """
    asked = gate.model_copy(update={"mode": mode})
    centred = [of_pair - of_pair.mean() + truth for of_pair in differences]
    random = np.random.default_rng(seed)
    released = 0
    for decision in range(n_decisions):
        progress(f"deciding on {n_people} people, {mode}, {truth:+.3f}", decision / n_decisions)
        drawn = random.choice(centred[decision % len(centred)], n_people)
        seen = _seen(judgement, drawn, samples, int(random.integers(2**31)))
        released += decide(seen, asked).released
    return ReleaseRate(mode, n_people, truth, n_decisions, released)


def _seen(judgement: Judgement, drawn: NDArray[np.float64], samples: int, seed: int) -> Judgement:
    """The judgement in which these are the paired differences to the champion."""
    found = judgement.onboarding
    if found is None or found.over_champion is None:
        raise ValueError("only a judgement against a champion can be simulated on")
    difference = interval(drawn, samples, judgement.confidence, seed)
    gain = Gain(hit_at_5=found.over_champion.hit_at_5, ndcg_at_10=difference)
    people = {"n_people": len(drawn), "over_champion": gain}
    return judgement.model_copy(
        update={"onboarding": found.model_copy(update=people), "recent": None}
    )
