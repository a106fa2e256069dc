"""The comparison pipeline: load → prepare → compare → report."""

from zenml import pipeline

from cinq.data.declarations import Dataset
from cinq.evaluation.comparison_figures import ComparisonPlan
from cinq.hyperparameters import Hyperparameters
from cinq.settings import FetchSettings, JudgingSettings
from steps.compare import compare
from steps.load import load
from steps.prepare import prepare
from steps.report_comparison import report_comparison


@pipeline(name="comparison")
def comparison_pipeline(
    dataset: Dataset,
    checksum: str,
    fetch: FetchSettings,
    plan: ComparisonPlan,
    hyperparameters: Hyperparameters,
    judging: JudgingSettings,
) -> None:
    """Judge models of the family on the same people and draws; releases nothing.

    Parameters
    ----------
    dataset, checksum
        What to compare on, and the SHA-256 of its file where that is at hand.
    fetch, judging
        Sections of the settings.
    plan
        Which models, how many folds and draws.
    hyperparameters
        Of every model.
    """
    archive = load(dataset, checksum, fetch)
    prepared, _ = prepare(dataset, archive)
    comparison = compare(prepared, plan, hyperparameters, judging)
    report_comparison(prepared, comparison)
