"""Judge models of the family side by side."""

from typing import Annotated

from zenml import step

from cinq.data.prepared import load_prepared
from cinq.evaluation.comparison import compare_models
from cinq.evaluation.comparison_figures import ComparisonFigures, ComparisonPlan
from cinq.hyperparameters import Hyperparameters
from cinq.settings import JudgingSettings
from steps.folders import Folder
from steps.progress import say
from steps.surroundings import note, provenance


@step(enable_cache=False)
def compare(
    prepared: Folder,
    plan: ComparisonPlan,
    hyperparameters: Hyperparameters,
    judging: JudgingSettings,
) -> Annotated[ComparisonFigures, "comparison"]:
    """Every model on the same people and draws; fails if no model could be compared."""
    data = load_prepared(prepared.path)
    figures = compare_models(data, plan, hyperparameters, judging, provenance(), say)
    note({f"{model.name}.ndcg_at_10": model.ndcg_at_10 for model in figures.models})
    note({f"{model.name}.state": model.state for model in figures.missing})
    return figures
