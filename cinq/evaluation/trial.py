"""One trial of a search: its outcome, which is the best, and when to give one up."""

from collections.abc import Sequence
from statistics import median
from typing import Literal

from pydantic import BaseModel, ConfigDict

from cinq.evaluation.dimensions import Values
from cinq.evaluation.validation import Measure

State = Literal["complete", "pruned", "failed"]


class Trial(BaseModel):
    """One set of hyper-parameters and how good it is.

    Parameters
    ----------
    number
        From 1; 0 is what was configured when the study began.
    state
        ``pruned``: given up after a fold; ``failed``: the training came to no value.
    values
        What was tried.
    value
        Over all folds; None unless complete.
    folds
        The value over all folds so far, after each.
    started_at, seconds
        Seconds since 1970, and how long it took.
    reason
        Why it failed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    state: State
    values: Values
    value: float | None
    folds: tuple[float, ...]
    started_at: float
    seconds: float
    reason: str = ""


LEAST_COMPLETE = 5
"""Trials are given up only against so many complete ones."""


def best_of(trials: Sequence[Trial], measure: Measure) -> Trial | None:
    """The best complete trial; of equals the first; None if none is complete."""
    found: tuple[Trial, float] | None = None
    for trial in trials:
        if trial.value is not None and (found is None or measure.better(trial.value, found[1])):
            found = trial, trial.value
    return found[0] if found is not None else None


def worse_than_most(
    value: float, fold: int, ended: Sequence[Trial], measure: Measure, n_folds: int
) -> bool:
    """Whether to give a trial up: worse, after this fold, than the median of the complete ones.

    Values after the same fold are of the same people or ratings, so they compare. One fold alone
    says little: with three or more, none is given up after the first.

    Parameters
    ----------
    value
        Over all folds so far.
    fold
        The last one, from 0; after the very last nothing is left to be saved.
    ended
        The trials before.
    measure
        Which way is up.
    n_folds
        How many there are.
    """
    complete = [trial.folds[fold] for trial in ended if trial.state == "complete"]
    if len(complete) < LEAST_COMPLETE or not min(1, n_folds - 2) <= fold < n_folds - 1:
        return False
    return measure.better(median(complete), value)
