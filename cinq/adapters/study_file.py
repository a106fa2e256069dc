"""A study in a file: Optuna's storage, one SQLite database each, under ``CINQ_HOME/tuning``."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cinq.errors import SettingsError
from cinq.evaluation.study import Record, StudyResult
from cinq.evaluation.trial import Trial

if TYPE_CHECKING:
    from optuna import Study
    from optuna.distributions import BaseDistribution
    from optuna.storages import RDBStorage
    from optuna.trial import FrozenTrial
    from optuna.trial import Trial as Asked

RECORD, CONFIGURED, OUTCOME = "record", "configured", "outcome"
"""What we keep on a study and on its trials, beside what Optuna keeps: JSON."""

LEAST_TRIALS = 10
"""Complete trials from which on it can be said which hyper-parameters matter."""


def folder_of(home: Path) -> Path:
    """Where the studies of a home lie."""
    return home / "tuning"


@contextmanager
def study_in(file: Path, name: str, *, maximize: bool) -> Iterator["Study"]:
    """Open the study in a file, or begin it there; nobody else may work on it meanwhile.

    A trial that a killed process left without an outcome is marked as failed: Optuna learns
    nothing from it. One with an outcome is told it.
    """
    import optuna  # noqa: PLC0415 - half a second, and only tuning needs it
    from optuna.trial import TrialState  # noqa: PLC0415

    file.parent.mkdir(parents=True, exist_ok=True)
    with _storage_in(file) as storage:
        study = optuna.create_study(
            study_name=name,
            storage=storage,
            direction="maximize" if maximize else "minimize",
            load_if_exists=True,
        )
        for left in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            if OUTCOME in left.user_attrs:
                tell(study, left.number, Trial.model_validate_json(left.user_attrs[OUTCOME]))
            else:
                study.tell(left.number, state=TrialState.FAIL)
        yield study


@contextmanager
def _storage_in(file: Path) -> Iterator["RDBStorage"]:
    import optuna  # noqa: PLC0415

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    storage = optuna.storages.RDBStorage(
        f"sqlite:///{file}", engine_kwargs={"creator": lambda: _connected(file)}
    )
    try:
        yield storage
    finally:
        storage.remove_session()
        storage.engine.dispose()


def _connected(file: Path) -> sqlite3.Connection:
    """Without waiting for the disk, which would take longer than small trials do.

    What a killed process wrote is kept all the same; only a power cut may cost the study.
    """
    connection = sqlite3.connect(file, timeout=60, check_same_thread=False)
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def keep(study: "Study", asked: "Asked", outcome: Trial) -> None:
    """Keep the outcome of a trial that was asked for, and tell it to Optuna."""
    asked.set_user_attr(OUTCOME, outcome.model_dump_json())
    tell(study, asked.number, outcome)


def tell(study: "Study", number: int, outcome: Trial) -> None:
    """Tell Optuna how its trial of this number ended.

    A failed trial is told as one given up at once: the sampler is to keep away from there.
    """
    from optuna.trial import TrialState  # noqa: PLC0415

    state = TrialState.COMPLETE if outcome.state == "complete" else TrialState.PRUNED
    study.tell(number, outcome.value, state=state)


def told(outcome: Trial, distributions: "Mapping[str, BaseDistribution]") -> "FrozenTrial":
    """A trial that Optuna did not ask for, in its terms; it counts as one of ours from number 1."""
    from optuna.trial import TrialState, create_trial  # noqa: PLC0415

    return create_trial(
        state=TrialState.COMPLETE if outcome.state == "complete" else TrialState.PRUNED,
        value=outcome.value,
        params=dict(outcome.values),
        distributions=dict(distributions),
        intermediate_values=dict(enumerate(outcome.folds)),
        user_attrs={OUTCOME: outcome.model_dump_json()} if outcome.number else {},
    )


def trials_of(study: "Study") -> list[Trial]:
    """The trials that came to an end, in order; our numbers have no gaps."""
    return [
        Trial.model_validate_json(trial.user_attrs[OUTCOME])
        for trial in study.get_trials(deepcopy=False)
        if OUTCOME in trial.user_attrs
    ]


def result_of(study: "Study") -> StudyResult:
    """All that was found so far.

    Raises
    ------
    KeyError
        If the study was killed before what is configured was measured.
    """
    record = Record.model_validate_json(study.user_attrs[RECORD])
    return StudyResult(
        name=study.study_name,
        plan=record.plan,
        measure=record.measure,
        judged_on=record.judged_on,
        configured=Trial.model_validate_json(study.user_attrs[CONFIGURED]),
        trials=tuple(trials_of(study)),
        importance=_importance(study),
    )


def newest_study(home: Path, model: str, dataset: str = "") -> StudyResult:
    """The study of a model that was worked on last.

    Parameters
    ----------
    home
        Whose studies.
    model
        Name in the family.
    dataset
        Only studies on this data set, a name or a YAML file; of any, if left out.

    Raises
    ------
    SettingsError
        If there is none.
    """
    files = sorted(folder_of(home).glob(f"{model}-*.db"), key=lambda file: -file.stat().st_mtime)
    for file in files:
        found = _found_in(file)
        if (
            found
            and found.plan.model == model
            and dataset in ("", found.plan.dataset, found.plan.asked)
        ):
            return found
    where = f" on {dataset}" if dataset else ""
    raise SettingsError(f"{model} was never tuned{where}: run `cinq tune {model}` first")


def _found_in(file: Path) -> StudyResult | None:
    """What a study found, read beside whoever works on it; None before there is anything."""
    import optuna  # noqa: PLC0415

    with _storage_in(file) as storage:
        if file.stem not in optuna.get_all_study_names(storage):
            return None
        study = optuna.load_study(study_name=file.stem, storage=storage)
        return result_of(study) if CONFIGURED in study.user_attrs else None


def _importance(study: "Study") -> dict[str, float]:
    """PED-ANOVA over the complete trials; empty if they are few, or all alike."""
    from optuna import create_study  # noqa: PLC0415
    from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances  # noqa: PLC0415
    from optuna.trial import TrialState  # noqa: PLC0415

    complete = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    if len(complete) < LEAST_TRIALS or len({trial.value for trial in complete}) == 1:
        return {}
    alone = create_study(direction=study.direction)
    alone.add_trials(complete)
    return get_param_importances(alone, evaluator=PedAnovaImportanceEvaluator())
