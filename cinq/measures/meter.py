"""Where measurements go."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

from cinq.measures.measure import Kind, Measure, check


class Meter(Protocol):
    """Where measurements go; may be used by several threads."""

    def count(self, measure: Measure, *labels: str, by: float = 1.0) -> None:
        """Add to a counter."""

    def set(self, measure: Measure, value: float, *labels: str) -> None:
        """Set a gauge."""

    def observe(self, measure: Measure, value: float, *labels: str) -> None:
        """Add an observation to a histogram."""


def begin(meter: Meter, measures: Iterable[Measure]) -> None:
    """Show every counter whose labels are known as 0; for a process that starts to measure.

    Parameters
    ----------
    measures
        All that this process measures.
    """
    for measure in measures:
        for labels in measure.begin:
            meter.count(measure, *labels, by=0)


class MemoryMeter:
    """Keeps what it is told in plain dictionaries: for tests, and where nobody scrapes.

    Attributes
    ----------
    values
        Of counters and gauges, by name and labels.
    observed
        Of histograms, likewise.
    """

    def __init__(self) -> None:
        self.values: dict[tuple[str, ...], float] = defaultdict(float)
        self.observed: dict[tuple[str, ...], list[float]] = defaultdict(list)

    def count(self, measure: Measure, *labels: str, by: float = 1.0) -> None:
        """Add to a counter."""
        self.values[_key(measure, "counter", labels)] += by

    def set(self, measure: Measure, value: float, *labels: str) -> None:
        """Set a gauge."""
        self.values[_key(measure, "gauge", labels)] = value

    def observe(self, measure: Measure, value: float, *labels: str) -> None:
        """Keep an observation."""
        self.observed[_key(measure, "histogram", labels)].append(value)


def _key(measure: Measure, kind: Kind, labels: tuple[str, ...]) -> tuple[str, ...]:
    check(measure, (kind,), labels)
    return (measure.name, *labels)
