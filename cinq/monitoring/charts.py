"""Figures of the monitoring report; every function returns a ``plotly.graph_objects.Figure``."""

from collections.abc import Sequence
from html import escape
from typing import Any

from cinq.traffic.findings import Bounded, FeatureFinding, Level, Quality

COLOURS: dict[Level, str] = {"quiet": "#2f7d9d", "warn": "#d9952b", "act": "#c2571a"}
REFERENCE = "#b3ad9f"
ROW = 34
"""Pixels of a feature."""


def distances(features: Sequence[FeatureFinding]) -> Any:
    """Each feature's PSI over the PSI at which it is an alarm; 1 is marked."""
    import plotly.graph_objects as go  # noqa: PLC0415 - half a second, reports only

    shown = list(reversed(features))
    figure = go.Figure()
    figure.add_bar(
        orientation="h",
        x=[each.psi / each.warn_psi for each in shown],
        y=[each.title for each in shown],
        marker_color=[COLOURS[each.level] for each in shown],
        showlegend=False,
    )
    figure.add_vline(x=1, line={"color": "#7d786d", "dash": "dot"})
    figure.update_xaxes(title="PSI over its threshold", rangemode="tozero")
    figure.update_layout(height=110 + ROW * max(len(shown), 2))
    return figure


def bins(feature: FeatureFinding) -> Any:
    """The share of each bin, in the reference and in the window."""
    import plotly.graph_objects as go  # noqa: PLC0415 - half a second, reports only

    names = [escape(name) for name in feature.bins]
    figure = go.Figure()
    then, now = f"reference ({feature.compared_with})", "window"
    figure.add_bar(name=then, x=names, y=feature.reference, marker_color=REFERENCE)
    figure.add_bar(name=now, x=names, y=feature.current, marker_color=COLOURS[feature.level])
    figure.update_layout(barmode="group", bargap=0.25, height=300)
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    figure.update_xaxes(type="category")
    return figure


def qualities(shares: Sequence[Quality]) -> Any:
    """Every share with its interval, now and in the champion's first weeks."""
    import plotly.graph_objects as go  # noqa: PLC0415 - half a second, reports only

    figure = go.Figure()
    for when, colour in (("reference", REFERENCE), ("current", COLOURS["quiet"])):
        found = [(share.name, getattr(share, when)) for share in shares]
        told: list[tuple[str, Bounded]] = [(name, of) for name, of in found if of is not None]
        figure.add_bar(
            name="first weeks" if when == "reference" else "now",
            x=[name for name, _ in told],
            y=[of.mean for _, of in told],
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [of.upper - of.mean for _, of in told],
                "arrayminus": [of.mean - of.lower for _, of in told],
                "thickness": 1.5,
                "color": "#7d786d",
            },
            marker_color=colour,
        )
    figure.update_layout(barmode="group", bargap=0.4, height=300)
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    return figure
