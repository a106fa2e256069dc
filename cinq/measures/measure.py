"""One metric: its name, kind, labels and meaning.

Labels are few and bounded: never a user, a film, an address or a path as it was asked.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["counter", "gauge", "histogram"]
Across = Literal["livemax", "livemostrecent", "mostrecent"]


@dataclass(frozen=True)
class Measure:
    """One metric.

    Parameters
    ----------
    name
        As Prometheus knows it; of a counter with its ``_total``.
    kind
        Counters only grow; gauges are set; histograms count observations by size.
    says
        One line on what it is, with its unit.
    labels
        Names of its labels, in the order in which their values are given.
    across
        What a gauge says when several workers set it: the highest or the newest of the running
        ones, or the newest of all (where a label names the worker).
    buckets
        Upper bounds of a histogram.
    begin
        Values of a counter's labels that stand at 0 from the start, so that a first increase is
        seen as one; where others can occur, those of which it is known that they will.
    """

    name: str
    kind: Kind
    says: str
    labels: tuple[str, ...] = ()
    across: Across = "livemostrecent"
    buckets: tuple[float, ...] = ()
    begin: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Sample:
    """What a measure stands at, where it is not counted but computed when somebody asks.

    Parameters
    ----------
    measure
        A counter or a gauge.
    value
        In the unit that the measure's name ends with.
    labels
        In the order of the measure's.
    """

    measure: Measure
    value: float
    labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check(self.measure, ("counter", "gauge"), self.labels)


def check(measure: Measure, kinds: tuple[Kind, ...], labels: tuple[str, ...]) -> None:
    """Make sure that a measure is used as what it is.

    Raises
    ------
    ValueError
        If it is of another kind, or a label is missing: a mistake in the code.
    """
    if measure.kind not in kinds or len(labels) != len(measure.labels):
        raise ValueError(f"{measure.name} is a {measure.kind} with labels {measure.labels}")
