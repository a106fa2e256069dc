"""The comparison as a page of the documentation: Markdown, and pictures as SVG."""

from cinq.evaluation import comparison_charts as charts
from cinq.evaluation import comparison_tables as tables
from cinq.evaluation.comparison_figures import ComparisonFigures
from cinq.evaluation.comparison_tables import TextTable
from cinq.pictures import still


def site_page(figures: ComparisonFigures, command: str, name: str) -> tuple[str, dict[str, str]]:
    """The page's text, and its pictures by file name (to stand in ``images/`` beside it).

    Parameters
    ----------
    figures
        What was found.
    command
        That which makes the page again.
    name
        Pictures are called ``<name>-….svg``.
    """
    pictures = {
        f"{name}-coverage.svg": charts.accuracy_against_coverage(figures),
        f"{name}-times.svg": charts.times(figures),
    }
    if len(figures.models) > 1:
        pictures |= {
            f"{name}-over-best.svg": charts.differences(figures, "best"),
            f"{name}-over-popularity.svg": charts.differences(figures, "popularity"),
        }
    parts = [
        "# Models compared",
        f"Made by one command; do not edit by hand. {tables.made_by(figures)}.",
        f"```bash\n{command}\n```",
        *_missing(figures),
        "## Five in, five out",
        tables.protocol(figures),
        _markdown(tables.accuracy(figures)),
        *_differences(figures, name),
        "## Accuracy against coverage",
        tables.COVERAGE_EXPLAINED,
        f"![NDCG@10 against coverage](images/{name}-coverage.svg)",
        _markdown(tables.variety(figures)),
        *_ratings(figures),
        "## Time and memory",
        tables.costs_explained(figures),
        f"![Fit and query times](images/{name}-times.svg)",
        _markdown(tables.cost(figures)),
        "## Tuning effort",
        tables.effort(figures),
        _markdown(tables.settings(figures)),
    ]
    text = "\n\n".join(parts) + "\n"
    return text, {file: still(figure) for file, figure in pictures.items()}


def _differences(figures: ComparisonFigures, name: str) -> list[str]:
    if len(figures.models) < 2:
        return []
    return [
        "## Differences, person by person",
        tables.PAIRS_EXPLAINED,
        f"![Paired differences to the best model](images/{name}-over-best.svg)",
        f"![Paired differences to popularity](images/{name}-over-popularity.svg)",
        _markdown(tables.paired(figures)),
    ]


def _ratings(figures: ComparisonFigures) -> list[str]:
    found = tables.rating_error(figures)
    if not found.rows:
        return []
    return ["## Predicted ratings", tables.rating_protocol(figures), _markdown(found)]


def _missing(figures: ComparisonFigures) -> list[str]:
    found = tables.missing(figures)
    return ["Without figures:", _markdown(found)] if found.rows else []


def _markdown(of: TextTable) -> str:
    lines = [of.columns, ["---"] * len(of.columns), *of.rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    """One line; a bar or a tag in a model's message must not become part of the page."""
    return " ".join(text.split(" ")).replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
