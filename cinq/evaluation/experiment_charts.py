"""Figures of an experiment; every function returns a ``plotly.graph_objects.Figure``."""

from typing import Any

from cinq.evaluation.charts import whiskers
from cinq.experiments.declaration import Metric
from cinq.experiments.findings import METRICS, ExperimentFindings

ARM, CONTROL = "#2f7d9d", "#8c8577"

ROW = 34
"""Pixels of an arm."""


def differences(found: ExperimentFindings) -> Any:
    """What each arm has over the control, a panel for each metric, 0 marked."""
    from plotly.subplots import make_subplots  # noqa: PLC0415 - half a second, reports only

    figure = make_subplots(rows=1, cols=len(METRICS), subplot_titles=METRICS, shared_yaxes=True)
    arms = [arm for arm in reversed(found.arms) if not arm.is_control]
    for column, metric in enumerate(METRICS, 1):
        shown = [arm for arm in arms if metric in arm.compared]
        gains = [arm.compared[metric].difference.interval for arm in shown]
        figure.add_scatter(
            x=[gain.estimate for gain in gains],
            y=[arm.name for arm in shown],
            error_x=whiskers(gains),
            mode="markers",
            marker={"size": 10, "color": ARM},
            showlegend=False,
            row=1,
            col=column,
        )
        figure.add_vline(x=0, line={"color": "#7d786d", "dash": "dot"}, row=1, col=column)
        figure.update_xaxes(title=f"over {found.control}", row=1, col=column)
    figure.update_layout(height=120 + ROW * max(len(arms), 2))
    return figure


def values(found: ExperimentFindings, metric: Metric) -> Any:
    """One metric of every arm, with its interval."""
    import plotly.graph_objects as go  # noqa: PLC0415 - half a second, reports only

    measured = [(arm, arm.metrics[metric]) for arm in found.arms]
    shown = [(arm, interval) for arm, interval in measured if interval is not None]
    figure = go.Figure()
    figure.add_bar(
        x=[arm.name for arm, _ in shown],
        y=[interval.estimate for _, interval in shown],
        error_y=whiskers([interval for _, interval in shown]),
        marker_color=[CONTROL if arm.is_control else ARM for arm, _ in shown],
        showlegend=False,
    )
    figure.update_yaxes(title=metric, rangemode="tozero")
    figure.update_layout(height=300)
    return figure
