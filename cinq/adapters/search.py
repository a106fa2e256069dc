"""Searching hyper-parameters with Optuna: guided (TPE) or every point of a grid.

A trial's sampler is seeded by the study's seed and the trial's number, and learns from the trials
before it, which the study's file holds. So a search that was killed goes on as if it had not been.
"""

import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from cinq.adapters.lock import only_one
from cinq.adapters.study_file import (
    CONFIGURED,
    RECORD,
    folder_of,
    keep,
    result_of,
    study_in,
    told,
    trials_of,
)
from cinq.data.progress import Progress, silent
from cinq.errors import CinqError, ModelError
from cinq.evaluation.dimensions import Choice, Dimension, Real, Values, Whole, rounded
from cinq.evaluation.search_spaces import replaced, space_of
from cinq.evaluation.study import Plan, Record, SearchRequest, StudyResult
from cinq.evaluation.trial import State, Trial, best_of, worse_than_most
from cinq.evaluation.validation import Validation

if TYPE_CHECKING:
    from optuna import Study
    from optuna.distributions import BaseDistribution
    from optuna.samplers import BaseSampler


class TrialLog(Protocol):
    """Keeps trials somewhere else too."""

    def __call__(self, trial: Trial) -> None:
        """Keep a trial, unless it is kept already."""
        ...

    def forget(self) -> None:
        """Let the study's trials so far be no more its own."""
        ...


DIVERGED = (CinqError, ArithmeticError, ValueError, MemoryError)
"""What a training may raise for the hyper-parameters' sake; anything else ends the search."""


def search(
    plan: Plan,
    validation: Validation,
    home: Path,
    request: SearchRequest,
    *,
    progress: Progress = silent,
    log: TrialLog | None = None,
) -> StudyResult:
    """Go on with the plan's study until it has so many trials, or begin it.

    Parameters
    ----------
    plan
        What is searched.
    validation
        Measures; must be the one that the plan describes.
    home
        Where studies lie.
    request
        How many trials the study is to have, and whether to forget an earlier one of this plan.
    progress
        Is told of every trial.
    log
        Is given every trial that has ended, those of earlier processes included.

    Raises
    ------
    JobError
        If another process works on this study.
    ModelError
        If what is configured and every trial failed.
    """
    file = folder_of(home) / f"{plan.name}.db"
    lock = file.with_suffix(".lock")
    with only_one(lock, f"study {plan.name} is being searched", "give another --seed"):
        if request.fresh:
            file.unlink(missing_ok=True)
            if log is not None:
                log.forget()
        maximize = validation.measure.higher_is_better
        with study_in(file, plan.name, maximize=maximize) as study:
            study.set_user_attr(RECORD, Record.of(plan, validation).model_dump_json())
            try:
                _Search(study, plan, validation, progress, log).run(request.trials)
            except KeyboardInterrupt:
                kept = len(trials_of(study))
                progress(f"{kept} trials are kept: the same command goes on from there", 0.0)
                raise
            found = result_of(study)
    if found.best is None:
        reason = found.configured.reason
        raise ModelError(f"no trial of study {plan.name} came to a value: {reason}")
    return found


class _Search:
    """One process's work on a study."""

    def __init__(
        self,
        study: "Study",
        plan: Plan,
        validation: Validation,
        progress: Progress,
        log: TrialLog | None,
    ) -> None:
        self._study, self._plan, self._validation = study, plan, validation
        self._progress, self._log = progress, log
        self._space = space_of(plan.model)
        self._points = self._space.points(plan.tuning.seed) if plan.grid else []
        names = self._space.grid if plan.grid else self._space.dimensions
        self._distributions = {name: _distribution(self._space.dimensions[name]) for name in names}
        self._started = time.monotonic()
        self._ended: list[Trial] = []

    def run(self, n_trials: int | None) -> None:
        """Measure what is configured, then trials until there are so many."""
        self._end(self._configured())
        before = trials_of(self._study)
        for trial in before:
            self._end(trial)
        wanted = n_trials or len(self._points) or self._plan.tuning.trials
        total = min(wanted, len(self._points)) if self._plan.grid else wanted
        for number in range(len(before) + 1, total + 1):
            trial = self._trial(number)
            self._end(trial)
            self._tell(trial, total, number - len(before))

    def _configured(self) -> Trial:
        """What is configured, as trial 0, for comparison; the sampler learns from it too."""
        values: Values = {name: self._plan.configured[name] for name in self._distributions}
        if CONFIGURED in self._study.user_attrs:
            trial = Trial.model_validate_json(self._study.user_attrs[CONFIGURED])
        else:
            self._progress("measuring what is configured", 0.0)
            trial = self._measured(0, values, lambda *_: False)
            self._study.set_user_attr(CONFIGURED, trial.model_dump_json())
        fits = all(self._space.dimensions[name].holds(value) for name, value in values.items())
        if fits and trial.value is not None and not self._study.get_trials(deepcopy=False):
            self._study.add_trial(told(trial, self._distributions))
        return trial

    def _trial(self, number: int) -> Trial:
        """Measure a point of the grid, or what the sampler asks for, and keep the outcome."""
        if self._points:
            trial = self._measured(number, self._points[number - 1], self._hopeless)
            self._study.add_trial(told(trial, self._distributions))
            return trial
        self._study.sampler = _sampler(self._plan.tuning.seed, number)
        asked = self._study.ask(self._distributions)
        values: Values = {
            name: rounded(value) if isinstance(value, float) else value
            for name, value in asked.params.items()
        }

        def hopeless(fold: int, value: float) -> bool:
            asked.report(value, fold)
            return self._hopeless(fold, value)

        trial = self._measured(number, values, hopeless)
        keep(self._study, asked, trial)
        return trial

    def _hopeless(self, fold: int, value: float) -> bool:
        measure, n_folds = self._validation.measure, self._validation.n_folds
        return worse_than_most(value, fold, self._ended, measure, n_folds)

    def _measured(
        self, number: int, values: Values, hopeless: Callable[[int, float], bool]
    ) -> Trial:
        """Measure values fold after fold, until they are hopeless or fail."""
        started, clock = time.time(), time.monotonic()
        folds: list[float] = []
        state: State = "complete"
        reason = ""
        try:
            for fold, value in enumerate(self._values(values)):
                folds.append(value)
                if hopeless(fold, value):
                    state = "pruned"
                    break
        except DIVERGED as error:
            state, reason = "failed", " ".join(f"{type(error).__name__}: {error}".split())
        return Trial(
            number=number,
            state=state,
            values=values,
            value=folds[-1] if state == "complete" else None,
            folds=tuple(folds),
            started_at=started,
            seconds=time.monotonic() - clock,
            reason=reason,
        )

    def _values(self, values: Values) -> Iterator[float]:
        changed = replaced(self._plan.model, self._plan.training, values)
        for value in self._validation.values(changed):
            if not math.isfinite(value):
                raise ModelError(f"the {self._validation.measure.title} is no finite number")
            yield value

    def _end(self, trial: Trial) -> None:
        self._ended.append(trial)
        if self._log is not None:
            self._log(trial)

    def _tell(self, trial: Trial, total: int, done_here: int) -> None:
        """Trial i of N, the best so far, and the time left at the pace until now."""
        told = f"{trial.folds[-1]:.4f}" if trial.folds else "nothing"
        ended = "" if trial.state == "complete" else f", {trial.state}"
        left = (time.monotonic() - self._started) / done_here * (total - trial.number)
        title = self._validation.measure.title
        line = f"trial {trial.number} of {total}: {title} {told}{ended}"
        best = best_of(self._ended, self._validation.measure)
        if best is not None:
            name = f"trial {best.number}" if best.number else "as configured"
            line += f"; best {best.value:.4f} ({name})"
        self._progress(f"{line}; {left:.0f} s left", trial.number / total)


def _sampler(seed: int, number: int) -> "BaseSampler":
    """The sampler of one trial."""
    from optuna.samplers import TPESampler  # noqa: PLC0415 - half a second, only tuning needs it

    return TPESampler(seed=int(np.random.SeedSequence([seed, number]).generate_state(1)[0]))


def _distribution(dimension: Dimension) -> "BaseDistribution":
    from optuna.distributions import (  # noqa: PLC0415
        CategoricalDistribution,
        FloatDistribution,
        IntDistribution,
    )

    match dimension:
        case Whole(low, high, log):
            return IntDistribution(low, high, log=log)
        case Real(low, high, log):
            return FloatDistribution(low, high, log=log)
        case Choice(options):
            return CategoricalDistribution(options)
