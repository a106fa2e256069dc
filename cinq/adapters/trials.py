"""Trials of tuning as MLflow runs in the experiment `optimize`: one run a trial."""

from collections.abc import Mapping

from mlflow import MlflowClient
from mlflow.entities import Metric, Param, Run, RunTag

from cinq.adapters.tracking import Tracking
from cinq.evaluation.study import Plan
from cinq.evaluation.trial import Trial
from cinq.models.training import Provenance

ENDED = {"complete": "FINISHED", "pruned": "KILLED", "failed": "FAILED"}
"""MLflow's word for each state."""

MOST_TEXT = 5000
"""Characters of a tag."""


def tags_of_study(plan: Plan, provenance: Provenance) -> dict[str, str]:
    """What every run of a study bears."""
    return {
        "study": plan.name,
        "model": plan.model,
        "search": "grid" if plan.grid else "guided",
        "dataset": plan.dataset,
        "data_version": plan.data_version,
        "git_commit": provenance.git_commit,
        "lock_hash": provenance.lock_hash,
        "seed": str(plan.tuning.seed),
    }


class TrialLog:
    """Writes each trial of a study to MLflow once, whatever process it ran in.

    Parameters
    ----------
    runs
        The store.
    measure
        Name of the figure.
    tags
        As `tags_of_study` gives them.
    """

    def __init__(self, runs: Tracking, measure: str, tags: Mapping[str, str]) -> None:
        self._experiment = runs.experiment_id("optimize")
        self._client = MlflowClient(tracking_uri=runs.uri, registry_uri=runs.uri)
        self._measure, self._tags = measure, dict(tags)
        self._logged = self._logged_before()

    def __call__(self, trial: Trial) -> None:
        """Write the trial, unless it stands there."""
        if trial.number in self._logged:
            return
        started = int(trial.started_at * 1000)
        ended = started + int(trial.seconds * 1000)
        name = f"{self._tags['study']} {trial.number or 'as configured'}"
        run = self._client.create_run(self._experiment, started, self._tags, name)
        folds = [
            Metric(f"{self._measure}_so_far", value, ended, fold)
            for fold, value in enumerate(trial.folds, 1)
        ]
        value = [] if trial.value is None else [Metric(self._measure, trial.value, ended, 0)]
        told = {"state": trial.state, "reason": trial.reason[:MOST_TEXT]}
        self._client.log_batch(
            run.info.run_id,
            metrics=[*folds, *value, Metric("seconds", trial.seconds, ended, 0)],
            params=[Param(name, str(of)) for name, of in trial.values.items()],
            tags=[RunTag(name, text) for name, text in told.items() if text],
        )
        # last: a run without a number was not written to its end, and is written again
        self._client.set_tag(run.info.run_id, "trial", str(trial.number))
        self._client.set_terminated(run.info.run_id, ENDED[trial.state], ended)
        self._logged.add(trial.number)

    def forget(self) -> None:
        """Mark the study's earlier runs as of a study that was begun afresh."""
        for run in self._runs():
            self._client.set_tag(run.info.run_id, "study", f"{self._tags['study']} (forgotten)")
        self._logged = set()

    def _logged_before(self) -> set[int]:
        tags = [run.data.tags for run in self._runs()]
        return {int(tag["trial"]) for tag in tags if "trial" in tag}

    def _runs(self) -> list[Run]:
        found: list[Run] = []
        token: str | None = None
        while token != "":
            page = self._client.search_runs(
                [self._experiment],
                f"tags.study = '{self._tags['study']}'",
                max_results=1000,
                page_token=token,
            )
            found += list(page)
            token = page.token or ""
        return found
