"""Running the prediction pipeline, from a release to the file."""

from pathlib import Path

from cinq.releases.release import Release
from cinq.serving.predictions import Predictions
from cinq.settings import Settings
from pipelines.execution import run_to_end
from pipelines.prediction import prediction_pipeline
from pipelines.store import open_store


def run_prediction(settings: Settings, release: Release, k: int, file: Path) -> Predictions:
    """Run the prediction pipeline to its end.

    Parameters
    ----------
    settings
        Applied to the environment already (`cinq.environment.apply_environment`).
    release
        Whose model ranks.
    k
        Films a user.
    file
        Absolute path of the Parquet file.

    Raises
    ------
    StepFailed
        If the file could not be made; an older one stands as it was.
    """
    open_store(settings.home)
    run = run_to_end(
        prediction_pipeline,
        settings,
        release.dataset,
        {"release": release.number, "k": k, "file": str(file)},
    )
    written = run.steps["predict"].outputs["predictions"][0].load()
    return Predictions.model_validate(written, from_attributes=True)
