"""A panel of a dashboard: what it asks Prometheus, and how the answer is drawn."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["timeseries", "stat", "bargauge"]
"""Curves; one number, the newest; one bar for each series, the newest."""

Unit = Literal["reqps", "percentunit", "s", "short", "none", "bytes"]
"""Grafana's names: per second, share of 1, seconds, a count, a plain number, bytes."""


@dataclass(frozen=True)
class Query:
    """One expression, and what its series are called (``{{label}}`` is filled in)."""

    expr: str
    legend: str = ""


@dataclass(frozen=True)
class Panel:
    """One panel.

    Parameters
    ----------
    title
        A few words.
    says
        What it means, in one line.
    queries
        At least one.
    unit
        Of all its values.
    kind
        How it is drawn.
    width, height
        In cells of Grafana's grid, which is 24 wide.
    top
        Where the axis ends; left open, the values decide. It begins at 0 unless values are below.
    named
        Of a ``stat``: what a series is called is shown, not its value, which is always the same.
    """

    title: str
    says: str
    queries: tuple[Query, ...]
    unit: Unit = "short"
    kind: Kind = "timeseries"
    width: int = 12
    height: int = 8
    top: float | None = None
    named: bool = False


@dataclass(frozen=True)
class Dashboard:
    """Panels, in the order in which they are read.

    Parameters
    ----------
    name
        Of its file, and in its address.
    title
        Shown after ``Cinq:``.
    since
        What it shows when it is opened, such as ``now-1h``.
    """

    name: str
    title: str
    since: str
    panels: tuple[Panel, ...]
