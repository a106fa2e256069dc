"""Models of the family side by side: the same people, the same draws, the same run."""

import logging
import os
import platform
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from cinq.data.prepared import Prepared
from cinq.data.progress import Progress, silent
from cinq.errors import CinqError, ModelError, SettingsError
from cinq.evaluation.comparison_figures import ComparisonFigures, ComparisonPlan, MissingModel
from cinq.evaluation.equal_effort import Trials
from cinq.evaluation.figures import RatingError
from cinq.evaluation.measuring import measure
from cinq.evaluation.pace import Pace
from cinq.evaluation.protocol import joined_cases, rating_error_in_folds
from cinq.evaluation.rotation import Rotation, rotation_of
from cinq.evaluation.side_by_side import REFERENCE, Found, side_by_side
from cinq.hyperparameters import Hyperparameters
from cinq.metrics.intervals import person_means
from cinq.models.family import FAMILY, build, build_rater
from cinq.models.training import Provenance
from cinq.settings import JudgingSettings

N_RATING_FOLDS = 5

_LOGGER = logging.getLogger("cinq.evaluation")


def chosen_models(names: Sequence[str]) -> tuple[str, ...]:
    """The models of these names with popularity, in the order of the family; all if none is named.

    Raises
    ------
    SettingsError
        If there is no such model; the known ones are named.
    """
    for name in names:
        if name not in FAMILY:
            known = ", ".join(FAMILY)
            raise SettingsError(f"no model is called {name[:60]!r}; known are {known}")
    asked = {*names, REFERENCE} if names else set(FAMILY)
    return tuple(name for name in FAMILY if name in asked)


def compare_models(
    prepared: Prepared,
    plan: ComparisonPlan,
    hyperparameters: Hyperparameters,
    judging: JudgingSettings,
    provenance: Provenance,
    progress: Progress = silent,
) -> ComparisonFigures:
    """Train and judge models by onboarding on rotating folds of people.

    A model that fails is listed with its reason and takes nothing from the others.

    Parameters
    ----------
    prepared
        The data set.
    plan
        Which models, how many folds and draws.
    hyperparameters
        Of every model.
    judging
        Number of favourites and so on; ``draws`` comes from the plan.
    provenance
        Kept in the figures.
    progress
        Told which model and which fold is at work, and what each model took.

    Raises
    ------
    DataError
        If too few people can be judged on.
    ModelError
        If none of the models that were asked for could be compared.
    SettingsError
        If a model is unknown.
    """
    started = time.perf_counter()
    chosen = chosen_models(plan.models)
    rotation = rotation_of(prepared, plan, judging)
    found: dict[str, Found] = {}
    missing: list[MissingModel] = []
    for place, name in enumerate(chosen):
        title = FAMILY[name].title
        if why := FAMILY[name].absent():
            missing.append(MissingModel(name=name, title=title, state="absent", reason=why))
            continue
        pace = Pace(progress, title, place, len(chosen), len(rotation.folds))
        try:
            found[name] = _one(name, prepared, plan, hyperparameters, rotation, pace)
        except Exception as error:  # one model must not cost the others' results
            told = " ".join(str(error).split())
            reason = told if isinstance(error, CinqError) else f"{type(error).__name__}: {told}"
            _LOGGER.warning("%s failed: %s", title, reason, exc_info=True)
            missing.append(MissingModel(name=name, title=title, state="failed", reason=reason))
    if not found.keys() & (set(plan.models) or found.keys()):
        reasons = "; ".join(f"{model.title}: {model.reason}" for model in missing)
        raise ModelError(f"no model could be compared ({reasons})")
    manifest = prepared.manifest
    return ComparisonFigures(
        dataset=manifest.dataset,
        data_version=manifest.version,
        simulated=manifest.simulated,
        licence=manifest.licence,
        n_films=manifest.n_films,
        n_ratings=manifest.n_ratings,
        genres_known=bool(prepared.catalogue.genres),
        git_commit=provenance.git_commit,
        lock_hash=provenance.lock_hash,
        compared_at=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(time.perf_counter() - started, 1),
        machine=_machine(),
        n_folds=rotation.n_folds,
        n_rating_folds=min(N_RATING_FOLDS, rotation.n_folds),
        draws=rotation.judging.draws,
        n_favourites=rotation.judging.n_favourites,
        min_liked=rotation.judging.min_liked,
        seed=plan.seed,
        confidence=rotation.judging.confidence,
        n_trials=plan.n_trials,
        n_people=rotation.n_people,
        n_cases=sum(map(len, rotation.cases)),
        models=side_by_side(found, prepared, joined_cases(rotation.cases), rotation.judging),
        missing=tuple(missing),
    )


def _one(
    name: str,
    prepared: Prepared,
    plan: ComparisonPlan,
    hyperparameters: Hyperparameters,
    rotation: Rotation,
    pace: Pace,
) -> Found:
    """Everything about one model."""
    n_tried = 0
    if rotation.trial_fold is not None:
        trials = Trials.on(
            rotation.trial_fold, prepared.catalogue, rotation.judging, plan.n_trials, plan.seed
        )
        hyperparameters, n_tried = trials.best(name, hyperparameters, pace.trial)
    measured = measure(
        lambda: build(name, hyperparameters), rotation, prepared.catalogue, plan.seed, pace.fold
    )
    rating = None
    if FAMILY[name].kind == "rater":
        pace.tell("rating error", 0.99)
        rmse, mae = rating_error_in_folds(
            prepared.interactions,
            prepared.catalogue,
            lambda: build_rater(name, hyperparameters),
            min(N_RATING_FOLDS, rotation.n_folds),
            plan.seed,
        )
        rating = RatingError(rmse=rmse, mae=mae)
    people = joined_cases(rotation.cases).people
    pace.end(float(person_means(measured.metrics.ndcg_at_10, people).mean()))
    return Found(measured, rating, hyperparameters, n_tried)


def _machine() -> str:
    cores = os.cpu_count() or 1
    system = f"{platform.system()} {platform.machine()}"
    return f"{cores} core{'s' * (cores > 1)}, {system}, Python {platform.python_version()}"
