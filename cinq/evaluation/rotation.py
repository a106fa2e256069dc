"""Who a comparison trains on and judges on, fold by fold."""

import math
from dataclasses import dataclass

from cinq.data.prepared import Prepared
from cinq.errors import DataError, SettingsError
from cinq.evaluation.cases import Cases, draw_cases
from cinq.evaluation.comparison_figures import ComparisonPlan
from cinq.evaluation.protocol import Fold, rotating_folds
from cinq.settings import JudgingSettings

FOLDS_BY_RATINGS = ((1_000_000, 10), (10_000_000, 5))
"""Up to so many ratings so many folds; three beyond. Each fold is a training for each model."""


def folds_for(n_ratings: int) -> int:
    """How many folds a comparison makes unless told otherwise."""
    return next((folds for up_to, folds in FOLDS_BY_RATINGS if n_ratings <= up_to), 3)


@dataclass(frozen=True)
class Rotation:
    """The folds of a comparison in which somebody is judged, and their cases.

    Parameters
    ----------
    folds, cases
        As many of one as of the other.
    trial_fold
        On whose training and validation people settings may be tried; nobody judges who
        validates there. None if nothing is tried.
    n_folds
        Parts the people were split into.
    judging
        What the cases were drawn by.
    """

    folds: tuple[Fold, ...]
    cases: tuple[Cases, ...]
    trial_fold: Fold | None
    n_folds: int
    judging: JudgingSettings

    @property
    def n_people(self) -> int:
        """How many people are judged on."""
        return sum(cases.n_people for cases in self.cases)


def rotation_of(prepared: Prepared, plan: ComparisonPlan, judging: JudgingSettings) -> Rotation:
    """Split the people and draw their favourites.

    ``judging.max_people`` bounds the people of all folds together. Where settings are tried, they
    are tried on the validation people of the first fold, and the fold that would judge on these
    very people is left out.

    Raises
    ------
    DataError
        If fewer than ``judging.min_people`` have enough liked films.
    SettingsError
        If there are fewer than three folds.
    """
    n_folds = plan.n_folds or folds_for(len(prepared.interactions))
    if n_folds < 3:
        raise SettingsError(f"{n_folds} folds leave nobody to train on: take 3 or more")
    of_fold = math.ceil(judging.max_people / n_folds)
    drawn_by = judging.model_copy(update={"draws": plan.draws, "max_people": of_fold})
    folds = rotating_folds(prepared.interactions, n_folds, plan.seed)
    trial_fold = folds[0] if plan.n_trials else None
    if trial_fold is not None:
        del folds[1]
    drawn = [(fold, draw_cases(fold.test, drawn_by)) for fold in folds]
    judged = [(fold, cases) for fold, cases in drawn if cases.n_people]
    n_people = sum(cases.n_people for _, cases in judged)
    if n_people < judging.min_people or len(judged) < 2:
        raise DataError(
            f"{n_people} people of {prepared.manifest.dataset} have {judging.min_liked} liked "
            f"films, and a comparison takes {judging.min_people}: lower judging.min_liked or "
            "judging.min_people with --set"
        )
    return Rotation(
        folds=tuple(fold for fold, _ in judged),
        cases=tuple(cases for _, cases in judged),
        trial_fold=trial_fold,
        n_folds=n_folds,
        judging=drawn_by,
    )
