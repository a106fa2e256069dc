"""Runs in MLflow: experiments, figures, data; one word per figure, as on the ZenML run."""

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import mlflow
from mlflow import MlflowClient
from mlflow.data.code_dataset_source import CodeDatasetSource
from mlflow.data.meta_dataset import MetaDataset
from mlflow.types import ColSpec, DataType, Schema
from sqlalchemy.engine import make_url

from cinq import schema
from cinq.adapters.lock import one_at_a_time
from cinq.data.manifest import Manifest
from cinq.environment import framework_environment
from cinq.migrations.upgrade import ALEMBIC
from cinq.settings import Settings

Experiment = Literal["train", "evaluate", "optimize", "compare", "monitor"]


@dataclass(frozen=True)
class PastRun:
    """A finished run, for comparisons.

    Parameters
    ----------
    run_id
        MLflow's id.
    name
        The pipeline run's name.
    started_at
        Milliseconds since 1970.
    figures
        Metrics by name.
    tags
        Ours, without MLflow's own.
    """

    run_id: str
    name: str
    started_at: int
    figures: dict[str, float]
    tags: dict[str, str]

    def row(self) -> dict[str, Any]:
        """As `cinq.evaluation.report.judging_report` shows it."""
        started = datetime.fromtimestamp(self.started_at / 1000, UTC)
        return {"run": self.name, "time": started.isoformat(timespec="seconds"), **self.figures}


class Tracking:
    """The MLflow store of one home.

    Parameters
    ----------
    uri
        SQLAlchemy URL of the store.
    artefacts
        Folder for artefacts and models, one subfolder an experiment.
    """

    def __init__(self, uri: str, artefacts: Path) -> None:
        self.uri = uri
        self.artefacts = artefacts

    @classmethod
    def of(cls, settings: Settings) -> "Tracking":
        """The store that belongs to these settings."""
        uri = framework_environment(settings)["MLFLOW_TRACKING_URI"]
        return cls(uri, settings.home / "mlflow")

    def experiment_id(self, experiment: Experiment) -> str:
        """Id of the experiment, which is made if it is missing, and the store with it.

        The first call on a new store takes seconds: MLflow migrates an empty database step by
        step. Callers of other threads and processes wait for it.
        """
        with one_at_a_time(self.artefacts / "store.lock"), ALEMBIC:
            self._clear_unfinished()
            client = MlflowClient(tracking_uri=self.uri, registry_uri=self.uri)
            found = client.get_experiment_by_name(experiment)
            (self.artefacts / "made").touch()
            if found is not None:
                return str(found.experiment_id)
            place = (self.artefacts / experiment).absolute().as_uri()
            return str(client.create_experiment(experiment, artifact_location=place))

    def _clear_unfinished(self) -> None:
        """Remove an SQLite store whose making was interrupted: it could never be opened."""
        url = make_url(self.uri)
        if (self.artefacts / "made").is_file() or url.get_backend_name() != "sqlite":
            return
        if url.database and not _has_runs(Path(url.database)):
            Path(url.database).unlink(missing_ok=True)

    @contextmanager
    def run(self, experiment: Experiment, name: str, tags: Mapping[str, str]) -> Iterator[str]:
        """Open a run; an exception inside marks it failed. Yields its id."""
        experiment_id = self.experiment_id(experiment)
        mlflow.set_tracking_uri(self.uri)
        mlflow.set_registry_uri(self.uri)
        with mlflow.start_run(
            experiment_id=experiment_id, run_name=name, tags=dict(tags), log_system_metrics=False
        ) as run:
            yield str(run.info.run_id)

    def log(
        self,
        figures: Mapping[str, float],
        parameters: Mapping[str, Any],
        manifest: Manifest | None = None,
        pages: Mapping[str, str] | None = None,
    ) -> None:
        """Put figures, parameters, the data set and HTML pages on the open run.

        Parameters
        ----------
        figures
            Metrics by name.
        parameters
            Settings by dotted name.
        manifest
            The data that was used; logged as MLflow's data set with our version as digest.
        pages
            HTML by file name.
        """
        mlflow.log_metrics(dict(figures))
        mlflow.log_params(dict(parameters))
        if manifest is not None:
            mlflow.log_input(_mlflow_dataset(manifest), context="training")
        if pages:
            with tempfile.TemporaryDirectory() as folder:
                for file, html in pages.items():
                    (Path(folder) / file).write_text(html, encoding="utf-8")
                mlflow.log_artifacts(folder)

    def figures(self, run_id: str) -> dict[str, float]:
        """Metrics of a run by name."""
        client = MlflowClient(tracking_uri=self.uri, registry_uri=self.uri)
        return {name: float(of) for name, of in client.get_run(run_id).data.metrics.items()}

    def history(self, experiment: Experiment, dataset: str, limit: int) -> list[PastRun]:
        """The last finished runs on a data set, newest first."""
        experiment_id = self.experiment_id(experiment)
        client = MlflowClient(tracking_uri=self.uri, registry_uri=self.uri)
        runs = client.search_runs(
            [experiment_id],
            filter_string=f"attributes.status = 'FINISHED' and tags.dataset = '{dataset}'",
            order_by=["attributes.start_time DESC"],
            max_results=limit,
        )
        return [
            PastRun(
                run_id=str(run.info.run_id),
                name=str(run.info.run_name),
                started_at=int(run.info.start_time),
                figures={name: float(value) for name, value in run.data.metrics.items()},
                tags={k: v for k, v in run.data.tags.items() if not k.startswith("mlflow.")},
            )
            for run in runs
        ]


def _has_runs(file: Path) -> bool:
    """Whether an SQLite store holds a run; one that was never finished holds none."""
    if not file.is_file():
        return False
    with closing(sqlite3.connect(file)) as connection:
        try:
            return connection.execute("SELECT 1 FROM runs LIMIT 1").fetchone() is not None
        except sqlite3.OperationalError:  # the table was not made yet
            return False


def _mlflow_dataset(manifest: Manifest) -> Any:
    """MLflow's description of a prepared data set: its name, source and version, not its rows."""
    columns = [
        ColSpec(DataType.long, schema.USER_ID),
        ColSpec(DataType.long, schema.FILM_ID),
        ColSpec(DataType.float, schema.RATING),
        ColSpec(DataType.long, schema.TIMESTAMP),
    ]
    return MetaDataset(
        CodeDatasetSource({"source": manifest.source, "version": manifest.version}),
        name=manifest.dataset,
        digest=manifest.version[:36],
        schema=Schema(columns),
    )
