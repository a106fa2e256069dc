"""Running any pipeline to its end, and telling in one line why it failed."""

import logging
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from zenml.client import Client
from zenml.enums import ExecutionStatus
from zenml.models import PipelineRunResponse
from zenml.orchestrators.local.local_orchestrator import LocalOrchestrator
from zenml.utils.exception_utils import collect_exception_information

from cinq.data.checksums import file_hash
from cinq.data.declarations import Dataset
from cinq.data.fetch import at_hand
from cinq.errors import CinqError
from cinq.settings import Settings
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


def execute(
    pipeline: Any, settings: Settings, dataset: Dataset, **parameters: Any
) -> PipelineRunResponse:
    """Run a pipeline on a data set, under a name of its own, and tell the seconds of its steps.

    ZenML's store must be open (`pipelines.store.open_store`).

    Parameters
    ----------
    pipeline
        A ZenML pipeline that begins with the step `load`.
    settings
        Applied to the environment already (`cinq.environment.apply_environment`).
    dataset
        What it works on; its tag is put on the run.
    parameters
        Of the pipeline, without ``dataset``, ``checksum`` and ``fetch``, which are given here.

    Raises
    ------
    StepFailed
        If a step failed; the run is red then.
    """
    given = {"dataset": dataset, "checksum": _checksum(dataset, settings), "fetch": settings.fetch}
    return run_to_end(pipeline, settings, dataset.name, given | parameters)


def run_to_end(
    pipeline: Any, settings: Settings, dataset: str, parameters: dict[str, Any]
) -> PipelineRunResponse:
    """Run any pipeline as `execute` does.

    Parameters
    ----------
    dataset
        Name of what it works on; put on the run as a tag.
    parameters
        All of the pipeline's.

    Raises
    ------
    StepFailed
        If a step failed; the run is red then.
    """
    clear_scratch(settings)  # what an interrupted run left
    name = f"{pipeline.name}-{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:4]}"
    configured = pipeline.with_options(run_name=name, tags=[f"data:{dataset}"])
    run = _run(configured, name, parameters)
    _tell_steps(run)
    return run


def _run(configured: Any, name: str, parameters: dict[str, Any]) -> PipelineRunResponse:
    with _logged_errors() as logged:
        try:
            run = configured(**parameters)
        except RuntimeError as error:
            failure = _failure(name, logged)
            if failure is None:
                raise
            raise failure from error
    if run is None or run.status != ExecutionStatus.COMPLETED:
        raise _failure(name, logged) or StepFailed(f"run {name} did not complete")
    return run


def _failure(name: str, logged: Sequence[BaseException]) -> StepFailed | None:
    """What the failed step of a run said; ZenML raises a text of its own.

    It keeps what the step's own code raised. What is raised around that, such as by storing what
    the step returned, it only logs.
    """
    for run in Client().list_pipeline_runs(name=name, hydrate=True).items:
        for step_name, step in run.steps.items():
            if step.status != ExecutionStatus.FAILED:
                continue
            said = step.exception_info
            if said is None and logged:
                said = collect_exception_information(logged[-1])
            if said is None:
                return StepFailed(f"step {step_name} failed without saying why")
            kind = str(said.source).rsplit(".", 1)[-1]
            ours = str(said.source).startswith("cinq.")
            text = " ".join(str(said.message or "").split())
            told = text if ours and text else f"{kind}: {text}"
            return StepFailed(f"step {step_name} failed: {told}", str(said.traceback or ""))
    return None


@contextmanager
def _logged_errors() -> Iterator[list[BaseException]]:
    """Collect the exceptions that ZenML's orchestrator logs inside the block."""
    logged: list[BaseException] = []

    def note(record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            logged.append(record.exc_info[1])
        return True

    orchestrator = logging.getLogger(LocalOrchestrator.__module__)
    orchestrator.addFilter(note)
    try:
        yield logged
    finally:
        orchestrator.removeFilter(note)


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
