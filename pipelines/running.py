"""Running a pipeline, and telling in one line why it failed."""

import logging
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from zenml.client import Client
from zenml.enums import ExecutionStatus
from zenml.models import PipelineRunResponse

from cinq.adapters.lock import only_training
from cinq.adapters.tracking import Tracking
from cinq.data.checksums import file_hash
from cinq.data.declarations import Dataset
from cinq.data.fetch import at_hand
from cinq.errors import CinqError
from cinq.settings import Settings
from pipelines.store import open_store
from pipelines.training import training_pipeline
from steps.outcome import Outcome
from steps.surroundings import clear_scratch

_LOGGER = logging.getLogger("cinq.pipelines")


class StepFailed(CinqError):
    """A step of a pipeline failed.

    Parameters
    ----------
    message
        The step, and what it said.
    trace
        Its traceback.
    """

    def __init__(self, message: str, trace: str = "") -> None:
        super().__init__(message)
        self.trace = trace


def run_training(settings: Settings, dataset: Dataset, actor: str, reason: str) -> Outcome:
    """Run the training pipeline to its end.

    Parameters
    ----------
    settings
        Applied to the environment already (`cinq.environment.apply_environment`).
    dataset
        What to train on.
    actor, reason
        Who or what asks, and why.

    Raises
    ------
    JobError
        If a training is running in this home.
    StepFailed
        If a step failed; the run is red then and nothing was released.
    """
    with only_training(settings.home), ThreadPoolExecutor(1) as aside:
        open_store(settings.home)
        clear_scratch(settings)  # what an interrupted run left
        # opening MLflow's store is mostly waiting, for the disk or for `made_ahead`
        aside.submit(Tracking.of(settings).experiment_id, "evaluate")
        name = f"training-{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:4]}"
        configured = training_pipeline.with_options(run_name=name, tags=[f"data:{dataset.name}"])
        parameters = {
            "dataset": dataset,
            "checksum": _checksum(dataset, settings),
            "fetch": settings.fetch,
            "training": settings.training,
            "judging": settings.judging,
            "gate": settings.gate,
            "actor": actor,
            "reason": reason,
        }
        run = _run(configured, name, parameters)
        _tell_steps(run)
        outcome = run.steps["release"].outputs["outcome"][0].load()
    return Outcome.model_validate(outcome, from_attributes=True)


def _run(configured: Any, name: str, parameters: dict[str, Any]) -> PipelineRunResponse:
    try:
        run = configured(**parameters)
    except RuntimeError as error:
        failure = _failure(name)
        if failure is None:
            raise
        raise failure from error
    if run is None or run.status != ExecutionStatus.COMPLETED:
        raise _failure(name) or StepFailed(f"run {name} did not complete")
    return run


def _failure(name: str) -> StepFailed | None:
    """What the failed step of a run said; ZenML keeps it, but raises a text of its own."""
    found = Client().list_pipeline_runs(name=name, hydrate=True).items
    for run in found:
        for step_name, step in run.steps.items():
            if step.status == ExecutionStatus.FAILED and step.exception_info is not None:
                said = step.exception_info
                kind = str(said.source).rsplit(".", 1)[-1]
                ours = str(said.source).startswith("cinq.")
                text = " ".join(str(said.message or "").split())
                told = text if ours and text else f"{kind}: {text}"
                return StepFailed(f"step {step_name} failed: {told}", str(said.traceback or ""))
    return None


def _tell_steps(run: PipelineRunResponse) -> None:
    """One line with the seconds of every step, or that it came from the cache."""
    told = []
    for name, step in run.steps.items():
        if step.status == ExecutionStatus.CACHED:
            told.append(f"{name} unchanged")
        elif step.start_time is not None and step.end_time is not None:
            told.append(f"{name} {(step.end_time - step.start_time).total_seconds():.1f} s")
    _LOGGER.info("%s", ", ".join(told))


def _checksum(dataset: Dataset, settings: Settings) -> str:
    """SHA-256 of what the data set's files hold now; empty where nothing is at hand."""
    if dataset.sha256 is not None:
        return dataset.sha256
    files: list[Path | None] = [at_hand(dataset, settings), dataset.path, dataset.films_path]
    return "-".join(file_hash(file) for file in files if file is not None and file.is_file())
