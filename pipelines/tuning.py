"""The tuning pipeline: load → prepare → tune → report."""

from zenml import pipeline

from cinq.data.declarations import Dataset
from cinq.evaluation.study import SearchRequest
from cinq.settings import FetchSettings, JudgingSettings, TrainingSettings, TuningSettings
from steps.load import load
from steps.prepare import prepare
from steps.report_tuning import report_tuning
from steps.tune import tune


@pipeline(name="tuning")
def tuning_pipeline(
    dataset: Dataset,
    checksum: str,
    fetch: FetchSettings,
    request: SearchRequest,
    training: TrainingSettings,
    judging: JudgingSettings,
    tuning: TuningSettings,
) -> None:
    """Search hyper-parameters of a model; nothing is released, and nothing configured changes.

    Parameters
    ----------
    dataset, checksum
        What to train on, and the SHA-256 of its file where that is at hand.
    fetch, training, judging, tuning
        Sections of the settings.
    request
        Which model, and how it is searched.
    """
    archive = load(dataset, checksum, fetch)
    prepared, _ = prepare(dataset, archive)
    study = tune(prepared, request, training, judging, tuning)
    report_tuning(prepared, study)
