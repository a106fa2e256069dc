"""Running the tuning pipeline, from settings to what the study found."""

from cinq.data.declarations import Dataset
from cinq.evaluation.study import SearchRequest, StudyResult
from cinq.settings import Settings
from pipelines.execution import execute
from pipelines.store import open_store
from pipelines.tuning import tuning_pipeline


def run_tuning(settings: Settings, dataset: Dataset, request: SearchRequest) -> StudyResult:
    """Run the tuning pipeline to its end.

    Parameters
    ----------
    settings
        Applied to the environment already (`cinq.environment.apply_environment`).
    dataset
        What to train on.
    request
        Which model, and how it is searched.

    Raises
    ------
    StepFailed
        If a step failed, as when another process works on the same study.
    """
    open_store(settings.home)
    run = execute(
        tuning_pipeline,
        settings,
        dataset,
        request=request,
        training=settings.training,
        judging=settings.judging,
        tuning=settings.tuning,
    )
    found = run.steps["tune"].outputs["study"][0].load()
    return StudyResult.model_validate(found, from_attributes=True)
