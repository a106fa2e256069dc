"""Where the hyper-parameters of each model are searched, by tuning and before comparing."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cinq.errors import SettingsError
from cinq.hyperparameters import Hyperparameters, Section

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


SPACES: dict[str, Space] = {
    "spectral_svd": Space(
        {
            "n_factors": Whole(16, 160, log=True),
            "user_exponent": Real(0.0, 1.0),
            "item_exponent": Real(0.0, 1.0),
            "spectrum_exponent": Real(0.2, 1.4),
            "popularity_in": Real(0.0, 0.9),
            "popularity_out": Real(-0.3, 0.3),
        },
        {
            "n_factors": (32, 64, 128),
            "user_exponent": (0.25, 0.5),
            "item_exponent": (0.2, 0.4, 0.6),
            "spectrum_exponent": (0.5, 0.75, 1.0),
            "popularity_in": (0.25, 0.45, 0.65),
        },
    ),
    "rating_svd": Space(
        {
            "n_factors": Whole(8, 256, log=True),
            "n_epochs": Whole(10, 150, log=True),
            "learning_rate": Real(0.002, 0.03, log=True),
            "regularization": Real(0.01, 0.3, log=True),
        },
        {
            "n_factors": (50, 100, 200),
            "n_epochs": (20, 50, 80),
            "learning_rate": (0.005, 0.01),
            "regularization": (0.02, 0.05, 0.1),
        },
    ),
}
"""By name in `cinq.models.family`. Popularity stands not here: it has nothing to be tuned."""


def space_of(model: str) -> Space:
    """The space of this model.

    Raises
    ------
    SettingsError
        If nothing of that model can be tuned, or there is no such model; those that can be tuned
        are named.
    """
    if model not in SPACES:
        raise SettingsError(
            f"{model[:60]!r} is not a model that can be tuned; those are {', '.join(SPACES)}"
        )
    return SPACES[model]


def section_of(model: str, hyperparameters: Hyperparameters) -> Section:
    """The model's section of all hyper-parameters."""
    section: Section = getattr(hyperparameters, model)
    return section


def replaced(model: str, hyperparameters: Hyperparameters, values: Values) -> Hyperparameters:
    """All hyper-parameters with these values in the model's section.

    Raises
    ------
    ValidationError
        If a value does not fit.
    """
    section = section_of(model, hyperparameters)
    changed = type(section).model_validate(section.model_dump() | values)
    return hyperparameters.model_copy(update={model: changed})


def rounded(value: float) -> float:
    """The number to `DIGITS` significant digits."""
    return float(f"{value:.{DIGITS}g}")


def _between(low: float, high: float, share: float) -> float:
    """The point that lies so far from `low` to `high`, by logarithm."""
    return math.exp(math.log(low) + share * (math.log(high) - math.log(low)))
