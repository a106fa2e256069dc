"""Figures of the judging report; every function returns a ``plotly.graph_objects.Figure``."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from cinq.evaluation.figures import Group, Judgement, OnboardingFigures, Slice
from cinq.metrics.intervals import Interval

COLOURS = {
    "this run": "#c2571a",
    "champion": "#2f7d9d",
    "popularity": "#b3ad9f",
    "biases alone": "#b3ad9f",
}
ACCURACY = {
    "hit_at_5": "Hit@5",
    "ndcg_at_5": "NDCG@5",
    "ndcg_at_10": "NDCG@10",
    "recall_at_20": "Recall@20",
}
BEYOND = {
    "novelty": "novelty, bits",
    "intra_list_diversity": "diversity of a five",
    "popularity_share": "share of famous films",
}
OF_RUNS = {
    "ndcg_at_10": "NDCG@10",
    "hit_at_5": "Hit@5",
    "coverage_at_5": "coverage@5",
    "rmse": "RMSE",
}
Run = Mapping[str, Any]


def models_of(found: Slice) -> dict[str, OnboardingFigures]:
    """The judged models by the names that reports give them."""
    models = {"this run": found.challenger}
    if found.champion is not None:
        models["champion"] = found.champion
    return models | {"popularity": found.popularity}


def accuracy_bars(found: Slice) -> Any:
    """Bars with intervals: each model's accuracy."""
    import plotly.graph_objects as go  # noqa: PLC0415 - half a second, reports only

    figure = go.Figure()
    for name, figures in models_of(found).items():
        intervals = [getattr(figures, metric) for metric in ACCURACY]
        figure.add_bar(
            name=name,
            x=list(ACCURACY.values()),
            y=[interval.estimate for interval in intervals],
            error_y=whiskers(intervals),
            marker_color=COLOURS[name],
        )
    figure.update_layout(barmode="group", bargap=0.3)
    figure.update_yaxes(rangemode="tozero")
    return figure


def difference_forest(judgement: Judgement) -> Any:
    """Paired differences with intervals beside the line of no difference."""
    import plotly.graph_objects as go  # noqa: PLC0415 - half a second, reports only

    rows: list[tuple[str, Interval]] = []
    slices = {"all": judgement.onboarding, "recent": judgement.recent}
    for people, found in slices.items():
        if found is None:
            continue
        gains = {"champion": found.over_champion, "popularity": found.over_popularity}
        for other, gain in gains.items():
            if gain is not None:
                who = "" if people == "all" else ", recently active people"
                rows.append((f"NDCG@10 over {other}{who}", gain.ndcg_at_10))
                rows.append((f"Hit@5 over {other}{who}", gain.hit_at_5))
    rows.reverse()
    intervals = [interval for _, interval in rows]
    figure = go.Figure(
        go.Scatter(
            x=[interval.estimate for interval in intervals],
            y=[name for name, _ in rows],
            error_x=whiskers(intervals),
            mode="markers",
            marker={"size": 10, "color": COLOURS["this run"]},
            showlegend=False,
        )
    )
    figure.add_vline(x=0, line={"color": "#7d786d", "dash": "dot"})
    return figure


def group_gains(groups: Sequence[Group]) -> Any:
    """What each kind of people gains over popularity, with intervals, beside the line of none."""
    import plotly.graph_objects as go  # noqa: PLC0415 - half a second, reports only

    gains = [group.over_popularity for group in reversed(groups)]
    figure = go.Figure(
        go.Scatter(
            x=[interval.estimate for interval in gains],
            y=[f"who {group.name} ({group.n_people})" for group in reversed(groups)],
            error_x=whiskers(gains),
            mode="markers",
            marker={"size": 10, "color": COLOURS["this run"]},
            showlegend=False,
        )
    )
    figure.add_vline(x=0, line={"color": "#7d786d", "dash": "dot"})
    figure.update_xaxes(title="NDCG@10 over popularity")
    return figure


def accuracy_against_coverage(found: Slice, history: Sequence[Run]) -> Any:
    """Coverage across, NDCG@10 up: the models of this run and earlier runs, faint."""
    import plotly.graph_objects as go  # noqa: PLC0415 - half a second, reports only

    figure = go.Figure()
    earlier = [run for run in history if {"coverage_at_5", "ndcg_at_10"} <= run.keys()]
    if earlier:
        figure.add_scatter(
            name="earlier runs",
            x=[run["coverage_at_5"] for run in earlier],
            y=[run["ndcg_at_10"] for run in earlier],
            text=[_name(run) for run in earlier],
            mode="markers",
            marker={"size": 9, "color": "rgba(140,133,119,.55)", "symbol": "diamond"},
        )
    for name, figures in models_of(found).items():
        figure.add_scatter(
            name=name,
            x=[figures.coverage_at_5],
            y=[figures.ndcg_at_10.estimate],
            error_y=whiskers([figures.ndcg_at_10]),
            mode="markers",
            marker={"size": 13, "color": COLOURS[name]},
        )
    figure.update_xaxes(title="coverage@5", tickformat=".1%", rangemode="tozero")
    figure.update_yaxes(title="NDCG@10", rangemode="tozero")
    return figure


def rating_bars(judgement: Judgement) -> Any:
    """RMSE and MAE of each model."""
    import plotly.graph_objects as go  # noqa: PLC0415 - half a second, reports only

    figure, rating = go.Figure(), judgement.rating
    if rating is None:
        return figure
    errors = {
        "this run": rating.challenger,
        "champion": rating.champion,
        "biases alone": rating.bias_only,
    }
    for name, error in errors.items():
        if error is not None:
            values = [error.rmse, error.mae]
            figure.add_bar(
                name=name,
                x=["RMSE", "MAE"],
                y=values,
                text=[f"{value:.4f}" for value in values],
                marker_color=COLOURS[name],
            )
    figure.update_layout(barmode="group", bargap=0.4)
    return figure


def runs_side_by_side(runs: Sequence[Run]) -> Any:
    """One small panel per figure, one bar per run, the newest run last and in colour."""
    from plotly.subplots import make_subplots  # noqa: PLC0415 - half a second, reports only

    figure = make_subplots(rows=1, cols=len(OF_RUNS), subplot_titles=list(OF_RUNS.values()))
    names = [f"{place}. {_name(run)}" for place, run in enumerate(runs, 1)]
    colours = [COLOURS["popularity"]] * (len(runs) - 1) + [COLOURS["this run"]]
    for column, metric in enumerate(OF_RUNS, 1):
        values = [run.get(metric) for run in runs]
        figure.add_bar(
            x=names,
            y=values,
            text=["" if value is None else f"{value:.3f}" for value in values],
            marker_color=colours,
            showlegend=False,
            row=1,
            col=column,
        )
    figure.update_xaxes(tickangle=-35)
    return figure


def _name(run: Run) -> str:
    """Plotly reads some HTML in labels, so a run's name is escaped here too."""
    return escape(str(run.get("run", "")))


def whiskers(intervals: Sequence[Interval]) -> dict[str, Any]:
    """Plotly's error bars for these intervals, in their order."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [interval.high - interval.estimate for interval in intervals],
        "arrayminus": [interval.estimate - interval.low for interval in intervals],
        "thickness": 1.5,
        "color": "#7d786d",
    }
