"""The comparison as a self-contained HTML page."""

from cinq.evaluation import comparison_charts as charts
from cinq.evaluation import comparison_tables as tables
from cinq.evaluation.comparison_figures import ComparisonFigures
from cinq.evaluation.comparison_tables import TextTable
from cinq.evaluation.page import chart, heading, page, paragraph, table


def comparison_report(figures: ComparisonFigures) -> str:
    """A self-contained page, the best NDCG@10 first everywhere."""
    best = figures.best
    said = (
        f"{best.title} ranks best here: NDCG@10 {tables.shown(best.onboarding.ndcg_at_10)}, "
        f"Hit@5 {tables.shown(best.onboarding.hit_at_5)}."
    )
    body = [
        paragraph(tables.made_by(figures), "soft"),
        paragraph(said, "verdict"),
        *_missing(figures),
        *_accuracy(figures),
        *_variety(figures),
        *_ratings(figures),
        *_cost(figures),
        heading("Tuning effort", tables.effort(figures)),
        _html(tables.settings(figures)),
    ]
    return page(f"Which five next? {figures.dataset}", body)


def _accuracy(figures: ComparisonFigures) -> list[str]:
    return [
        heading("Five in, five out", tables.protocol(figures)),
        _html(tables.accuracy(figures)),
        heading("Differences, person by person", tables.PAIRS_EXPLAINED),
        *_forest(figures, "best"),
        *_forest(figures, "popularity"),
        _html(tables.paired(figures)),
    ]


def _forest(figures: ComparisonFigures, to: charts.Other) -> list[str]:
    if len(figures.models) < 2:
        return []
    figure = charts.differences(figures, to)
    name = figures.best.title if to == "best" else "popularity"
    return [chart(figure, f"Paired differences to {name}", int(figure.layout.height))]


def _variety(figures: ComparisonFigures) -> list[str]:
    figure = charts.accuracy_against_coverage(figures)
    return [
        heading("Accuracy against coverage", tables.COVERAGE_EXPLAINED),
        chart(figure, "NDCG@10 against coverage", int(figure.layout.height)),
        _html(tables.variety(figures)),
    ]


def _ratings(figures: ComparisonFigures) -> list[str]:
    found = tables.rating_error(figures)
    if not found.rows:
        return []
    return [heading("Predicted ratings", tables.rating_protocol(figures)), _html(found)]


def _cost(figures: ComparisonFigures) -> list[str]:
    figure = charts.times(figures)
    return [
        heading("Time and memory", tables.costs_explained(figures)),
        chart(figure, "Fit and query times", int(figure.layout.height)),
        _html(tables.cost(figures)),
    ]


def _missing(figures: ComparisonFigures) -> list[str]:
    if not figures.missing:
        return []
    return [heading("Without figures"), _html(tables.missing(figures))]


def _html(of: TextTable) -> str:
    return table(of.columns, of.rows)
