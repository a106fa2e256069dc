"""Show and keep what a comparison found."""

from typing import Annotated

from zenml import step
from zenml.types import HTMLString

from cinq.data.manifest import Manifest
from cinq.evaluation.comparison_figures import ComparisonFigures
from cinq.evaluation.comparison_report import comparison_report
from steps.comparison_records import record_comparison
from steps.folders import Folder


@step(enable_cache=False)
def report_comparison(
    prepared: Folder, comparison: ComparisonFigures
) -> Annotated[HTMLString, "comparison_report"]:
    """Make the report, and a run in MLflow for every model."""
    report = comparison_report(comparison)
    record_comparison(Manifest.read(prepared.path), comparison, report)
    return HTMLString(report)
