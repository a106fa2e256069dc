"""What a space of hyper-parameters is made of."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

Value = int | float | str | bool
Values = dict[str, Value]
"""Values of hyper-parameters by the name they bear in their model's section."""

DIGITS = 3
"""Significant digits of what is tried, so that what is measured is what gets written down."""


@dataclass(frozen=True)
class Whole:
    """A whole number from `low` to `high`, both included; `log`: small ones more densely."""

    low: int
    high: int
    log: bool = False

    def drawn(self, random: np.random.Generator) -> int:
        """One number by chance."""
        if not self.log:
            return int(random.integers(self.low, self.high + 1))
        return min(self.high, int(_between(self.low, self.high + 1, random.random())))

    def holds(self, value: Value) -> bool:
        """Whether it can be drawn."""
        return isinstance(value, int) and self.low <= value <= self.high


@dataclass(frozen=True)
class Real:
    """A number from `low` to `high`; `log`: evenly by its logarithm."""

    low: float
    high: float
    log: bool = False

    def drawn(self, random: np.random.Generator) -> float:
        """One number by chance, to `DIGITS` digits."""
        share = random.random()
        if self.log:
            return rounded(_between(self.low, self.high, share))
        return rounded(self.low + share * (self.high - self.low))

    def holds(self, value: Value) -> bool:
        """Whether it can be drawn."""
        return not isinstance(value, str) and self.low <= value <= self.high


@dataclass(frozen=True)
class Choice:
    """One of some values."""

    options: tuple[Value, ...]

    def drawn(self, random: np.random.Generator) -> Value:
        """One of them by chance."""
        return self.options[int(random.integers(len(self.options)))]

    def holds(self, value: Value) -> bool:
        """Whether it is one of them."""
        return value in self.options


Dimension = Whole | Real | Choice


@dataclass(frozen=True)
class Space:
    """What is searched for one model.

    Parameters
    ----------
    dimensions
        By hyper-parameter; those left out stay as they are set.
    grid
        Values by hyper-parameter for the search that tries every combination.
    """

    dimensions: Mapping[str, Dimension]
    grid: Mapping[str, tuple[Value, ...]]

    def drawn(self, random: np.random.Generator) -> Values:
        """One point of the space by chance: every dimension by itself."""
        return {name: of.drawn(random) for name, of in self.dimensions.items()}

    def points(self, seed: int) -> list[Values]:
        """Every point of the grid once, shuffled: a search cut short has seen all of its parts."""
        points = [
            dict(zip(self.grid, values, strict=True))
            for values in itertools.product(*self.grid.values())
        ]
        order = np.random.default_rng(seed).permutation(len(points))
        return [points[place] for place in order]


def rounded(value: float) -> float:
    """The number to `DIGITS` significant digits."""
    return float(f"{value:.{DIGITS}g}")


def _between(low: float, high: float, share: float) -> float:
    """The point that lies so far from `low` to `high`, by logarithm."""
    return math.exp(math.log(low) + share * (math.log(high) - math.log(low)))
