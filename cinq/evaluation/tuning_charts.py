"""Figures of the tuning report; every function returns a ``plotly.graph_objects.Figure``."""

from itertools import accumulate
from typing import Any

from cinq.evaluation.charts import COLOURS
from cinq.evaluation.dimensions import Real, Whole
from cinq.evaluation.search_spaces import space_of
from cinq.evaluation.study import StudyResult
from cinq.evaluation.trial import Trial

TRIED, FOUND, BEFORE = COLOURS["champion"], COLOURS["this run"], COLOURS["popularity"]


def history(found: StudyResult) -> Any:
    """Every trial's value in order, the best so far, and what is configured."""
    import plotly.graph_objects as go  # noqa: PLC0415 - half a second, reports only

    figure = go.Figure()
    pruned = [trial for trial in found.trials if trial.state == "pruned" and trial.folds]
    _points(figure, "given up", pruned, [trial.folds[-1] for trial in pruned], BEFORE, "x")
    complete = _complete(found)
    values = [_value(trial) for trial in complete]
    _points(figure, "complete", complete, values, TRIED, "circle")
    if values:
        best = max if found.measured.higher_is_better else min
        figure.add_scatter(
            name="best so far",
            x=[trial.number for trial in complete],
            y=list(accumulate(values, best)),
            mode="lines+markers",
            line={"shape": "hv", "color": FOUND},
            marker={"size": 5, "color": FOUND},
        )
    if found.configured.value is not None:
        figure.add_hline(y=found.configured.value, line={"color": "#7d786d", "dash": "dot"})
        _points(
            figure, "as configured", [found.configured], [found.configured.value], FOUND, "star"
        )
    figure.update_xaxes(title="trial")
    figure.update_yaxes(title=found.measured.title, range=_range(found))
    return figure


def importance(found: StudyResult) -> Any:
    """Bars: how much each hyper-parameter has to do with a trial being good."""
    import plotly.graph_objects as go  # noqa: PLC0415 - half a second, reports only

    ranked = sorted(found.importance.items(), key=lambda entry: -entry[1])
    names, shares = [name for name, _ in ranked], [share for _, share in ranked]
    figure = go.Figure()
    figure.add_bar(x=names, y=shares, text=[f"{of:.0%}" for of in shares], marker_color=TRIED)
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    return figure


def slices(found: StudyResult, names: list[str]) -> Any:
    """One panel a hyper-parameter: what was tried across, the value up."""
    from plotly.subplots import make_subplots  # noqa: PLC0415 - half a second, reports only

    figure = make_subplots(rows=1, cols=len(names), subplot_titles=names, shared_yaxes=True)
    complete, best = _complete(found), found.best
    for column, name in enumerate(names, 1):
        for trials, colour, size in ((complete, TRIED, 8), ([best] if best else [], FOUND, 13)):
            figure.add_scatter(
                x=[trial.values[name] for trial in trials],
                y=[trial.value for trial in trials],
                mode="markers",
                marker={"size": size, "color": colour},
                showlegend=False,
                row=1,
                col=column,
            )
        dimension = space_of(found.plan.model).dimensions[name]
        if isinstance(dimension, Whole | Real) and dimension.log:
            figure.update_xaxes(type="log", nticks=4, row=1, col=column)
    return figure.update_yaxes(range=_range(found))


def parallel(found: StudyResult) -> Any:
    """One line a complete trial across an axis for each hyper-parameter and the value."""
    import plotly.graph_objects as go  # noqa: PLC0415 - half a second, reports only

    complete = _complete(found)
    numeric = [
        name
        for name in found.configured.values
        if all(isinstance(trial.values[name], int | float) for trial in complete)
    ]
    axes = [{"label": name, "values": [of.values[name] for of in complete]} for name in numeric]
    values = [_value(trial) for trial in complete]
    lines = {"color": values, "colorscale": "Viridis", "showscale": False}
    return go.Figure(
        go.Parcoords(
            line=lines,
            dimensions=[*axes, {"label": found.measured.title, "values": values}],
            domain={"x": [0.07, 0.93], "y": [0, 0.9]},  # its labels stand outside, over any margin
        )
    )


def _points(
    figure: Any, name: str, trials: list[Trial], values: list[float], colour: str, symbol: str
) -> None:
    figure.add_scatter(
        name=name,
        x=[trial.number for trial in trials],
        y=values,
        mode="markers",
        marker={"size": 9, "color": colour, "symbol": symbol},
    )


def _range(found: StudyResult) -> list[float] | None:
    """Ends of the axis of values: the worst fifth of the trials may fall off it, not the rest."""
    better = found.measured.higher_is_better
    values = sorted((_value(trial) for trial in _complete(found)), reverse=better)
    if not values:
        return None
    if values[0] == values[-1]:
        return [0.9 * values[0], 1.1 * values[0]]
    best, worst = values[0], values[max(1, len(values) * 4 // 5)]
    margin = 0.08 * (best - worst) or 0.08 * (values[0] - values[-1])
    return sorted((best + margin, worst - margin))


def _complete(found: StudyResult) -> list[Trial]:
    return [trial for trial in (found.configured, *found.trials) if trial.value is not None]


def _value(trial: Trial) -> float:
    assert trial.value is not None  # noqa: S101 - only complete trials are drawn
    return trial.value
