"""Figures of a comparison; every function returns a ``plotly.graph_objects.Figure``."""

import math
from collections.abc import Sequence
from typing import Any, Literal

from cinq.evaluation.charts import whiskers
from cinq.evaluation.comparison_figures import ComparedModel, ComparisonFigures

COLOURS = {"ranker": "#2f7d9d", "rater": "#8a6d3b", "best": "#c2571a", "popularity": "#8c8577"}
KINDS = {
    "best": "best NDCG@10",
    "ranker": "made to rank",
    "rater": "made to predict ratings",
    "popularity": "popularity",
}
Other = Literal["best", "popularity"]
"""What differences are taken to."""

ROW = 26
"""Pixels of a row in figures that have one for every model."""


def accuracy_against_coverage(figures: ComparisonFigures) -> Any:
    """Coverage across, NDCG@10 up, a point for every model, with its rank beside it."""
    import plotly.graph_objects as go  # noqa: PLC0415 - half a second, reports only

    figure = go.Figure()
    for kind, models in _by_kind(figures).items():
        figure.add_scatter(
            name=KINDS[kind],
            x=[model.onboarding.coverage_at_5 for _, model in models],
            y=[model.ndcg_at_10 for _, model in models],
            error_y=whiskers([model.onboarding.ndcg_at_10 for _, model in models]),
            text=[str(rank) for rank, _ in models],
            customdata=[model.title for _, model in models],
            hovertemplate="%{text}. %{customdata}<br>coverage@5 %{x:.3f}, NDCG@10 %{y:.3f}",
            mode="markers+text",
            textposition="middle right",
            marker={"size": 11, "color": COLOURS[kind]},
        )
    figure.update_xaxes(title="coverage@5", rangemode="tozero")
    figure.update_yaxes(title="NDCG@10", rangemode="tozero")
    figure.update_layout(height=520)
    return figure


def differences(figures: ComparisonFigures, to: Other) -> Any:
    """Paired differences in NDCG@10 to the best model, or to popularity, with intervals."""
    import plotly.graph_objects as go  # noqa: PLC0415 - half a second, reports only

    figure = go.Figure()
    gains = [(model, getattr(model, f"over_{to}")) for model in reversed(figures.models)]
    shown = [(model, gain.ndcg_at_10) for model, gain in gains if gain is not None]
    figure.add_scatter(
        x=[interval.estimate for _, interval in shown],
        y=[model.title for model, _ in shown],
        error_x=whiskers([interval for _, interval in shown]),
        mode="markers",
        marker={"size": 10, "color": COLOURS["ranker"]},
        showlegend=False,
    )
    other = figures.best.title if to == "best" else "popularity"
    figure.add_vline(x=0, line={"color": "#7d786d", "dash": "dot"})
    figure.update_xaxes(title=f"NDCG@10 over {other}")
    figure.update_layout(height=90 + ROW * max(len(shown), 3))
    return figure


def times(figures: ComparisonFigures) -> Any:
    """Two panels of bars on logarithmic axes: seconds of a fit, milliseconds of a query."""
    from plotly.subplots import make_subplots  # noqa: PLC0415 - half a second, reports only

    models = figures.models[::-1]
    panels = {
        "fit, seconds": [model.cost.fit_seconds for model in models],
        "one query, milliseconds": [model.cost.query_ms for model in models],
    }
    figure = make_subplots(rows=1, cols=2, subplot_titles=list(panels), shared_yaxes=True)
    for column, values in enumerate(panels.values(), 1):
        figure.add_bar(
            x=values,
            y=[model.title for model in models],
            orientation="h",
            marker_color=COLOURS["ranker"],
            showlegend=False,
            row=1,
            col=column,
        )
        figure.update_xaxes(**_log_axis(values), row=1, col=column)
    figure.update_layout(height=110 + ROW * max(len(models), 3))
    return figure


def _by_kind(figures: ComparisonFigures) -> dict[str, Sequence[tuple[int, ComparedModel]]]:
    """Models with their rank, from 1, by the keys of `KINDS`; none empty."""
    found: dict[str, list[tuple[int, ComparedModel]]] = {kind: [] for kind in KINDS}
    for rank, model in enumerate(figures.models, 1):
        kind = "popularity" if model.name == "popularity" else model.kind
        found["best" if rank == 1 else kind].append((rank, model))
    return {kind: models for kind, models in found.items() if models}


def _log_axis(values: Sequence[float]) -> dict[str, Any]:
    """A logarithmic axis with labels at 1, 2 and 5 of each decade, or at 1 alone if many."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    steps = (1,) if high - low > 2 else (1, 2, 5)
    ticks = [step * 10.0**power for power in range(low, high + 1) for step in steps]
    return {"type": "log", "tickvals": ticks, "ticktext": [f"{tick:g}" for tick in ticks]}
