"""How good hyper-parameters are, measured on people and ratings that the gate never looks at.

People who judge are left out altogether. Rankers are measured by onboarding: first trained on the
training people and judged on the validation people; then, so that small data says more than its
few validation people can, parts of the training people of the same size take their turn. Rating
models are measured on tenths of the training people's ratings without the newest ones, which the
gate measures on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.data.people import JUDGING, VALIDATION, assign, newest_mask, split_people
from cinq.data.prepared import Prepared
from cinq.errors import DataError
from cinq.evaluation.cases import Cases, draw_cases
from cinq.evaluation.onboarding import judge_onboarding
from cinq.hyperparameters import Hyperparameters
from cinq.metrics.intervals import person_means
from cinq.models.family import build, build_rater, member
from cinq.settings import JudgingSettings, TuningSettings

N_RATING_PARTS = 10
"""Parts that ratings are split into: each is predicted from the others."""


@dataclass(frozen=True)
class Measure:
    """What is measured.

    Parameters
    ----------
    name
        As runs bear it.
    title
        As people read it.
    higher_is_better
        Which way is up.
    """

    name: str
    title: str
    higher_is_better: bool

    def better(self, value: float, other: float) -> bool:
        """Whether the first is better than the second."""
        return value > other if self.higher_is_better else value < other


NDCG = Measure("ndcg_at_10", "NDCG@10", higher_is_better=True)
RMSE = Measure("rmse", "RMSE", higher_is_better=False)


class Validation(Protocol):
    """Measures hyper-parameters of one model, always on the same people and ratings."""

    measure: Measure
    n_folds: int
    judged_on: str
    """Whom or what it measures on, for people to read."""

    def values(self, hyperparameters: Hyperparameters) -> Iterator[float]:
        """Train and judge fold after fold; the value over all folds so far, after each.

        Raises
        ------
        ModelError
            If the training diverges.
        """
        ...


@dataclass(frozen=True)
class _PeopleFold:
    training: Interactions
    cases: Cases


class OnboardingValidation:
    """NDCG@10 of people who were not trained on; see the module.

    Parameters
    ----------
    model
        Name in the family.
    prepared
        The data set.
    judging
        Who never takes part, and how cases are drawn.
    tuning
        ``folds``, ``draws`` and ``max_people``.
    seed
        Of every training.

    Raises
    ------
    DataError
        If nobody is there to be judged on, or fewer than ``judging.min_people``.
    """

    measure = NDCG

    def __init__(
        self,
        model: str,
        prepared: Prepared,
        judging: JudgingSettings,
        tuning: TuningSettings,
        seed: int,
    ) -> None:
        self._model, self._seed = model, seed
        self._catalogue: Catalogue = prepared.catalogue
        parts = _people_parts(prepared.interactions.user_ids, judging)
        known = prepared.interactions.of_users(parts >= 0)
        parts = parts[parts >= 0]
        older = known.take(~newest_mask(known, judging.newest_share, judging.split_key))
        n_folds = min(tuning.folds, int(parts.max(initial=-1)) + 1)
        drawn = judging.model_copy(
            update={
                "draws": tuning.draws,
                "max_people": max(1, tuning.max_people // max(1, n_folds)),
            }
        )
        folds = [
            _PeopleFold(
                older.of_users(parts != fold), draw_cases(known.of_users(parts == fold), drawn)
            )
            for fold in range(n_folds)
        ]
        self._folds = [fold for fold in folds if len(fold.cases) and len(fold.training)]
        if not self._folds:
            raise DataError(
                f"nobody to tune on: it takes people with {judging.min_liked} liked films beside "
                "those who judge; give more data or a larger judging.validation_share"
            )
        self.n_folds = len(self._folds)
        n_people = sum(fold.cases.n_people for fold in self._folds)
        if n_people < judging.min_people:
            raise DataError(
                f"{n_people} people with {judging.min_liked} liked films are there to tune on, and "
                f"it takes {judging.min_people}: lower judging.min_liked or judging.min_people "
                "with --set"
            )
        self.judged_on = f"{n_people:,} people in {self.n_folds} folds, {tuning.draws} draws each"

    def values(self, hyperparameters: Hyperparameters) -> Iterator[float]:
        """Mean over people, each the mean over their draws; cost: one training a fold."""
        found: list[NDArray[np.float64]] = []
        for fold in self._folds:
            model = build(self._model, hyperparameters)
            model.fit(fold.training, self._catalogue, self._seed)
            metrics = judge_onboarding(model, fold.cases, self._catalogue)
            found.append(person_means(metrics.ndcg_at_10, fold.cases.people))
            yield float(np.concatenate(found).mean())


class RatingValidation:
    """RMSE on held-out ratings of training people; see the module. Parameters and errors alike."""

    measure = RMSE

    def __init__(
        self,
        model: str,
        prepared: Prepared,
        judging: JudgingSettings,
        tuning: TuningSettings,
        seed: int,
    ) -> None:
        self._model, self._seed = model, seed
        self._catalogue: Catalogue = prepared.catalogue
        self._ratings = split_people(prepared.interactions, judging).training
        n_ratings = len(self._ratings)
        if n_ratings < 2 * N_RATING_PARTS:
            raise DataError(f"{n_ratings} ratings of training people are too few to tune on")
        order = np.random.default_rng(judging.seed % 2**32).permutation(n_ratings)
        self._parts = order % N_RATING_PARTS
        self.n_folds = min(tuning.folds, N_RATING_PARTS)
        n_judged = int((self._parts < self.n_folds).sum())
        self.judged_on = f"{n_judged:,} ratings in {self.n_folds} folds"

    def values(self, hyperparameters: Hyperparameters) -> Iterator[float]:
        """Root of the mean over ratings; cost: one training a fold."""
        squared, count = 0.0, 0
        for fold in range(self.n_folds):
            rater = build_rater(self._model, hyperparameters)
            rater.fit(self._ratings.take(self._parts != fold), self._catalogue, self._seed)
            judged = self._ratings.take(self._parts == fold)
            users = rater.user_rows(judged.user_ids)[judged.users]
            errors = rater.predict(users, judged.films).astype(np.float64) - judged.ratings
            squared += float(np.square(errors).sum())
            count += len(judged)
            yield float(np.sqrt(squared / count))


def validation_of(
    model: str,
    prepared: Prepared,
    judging: JudgingSettings,
    tuning: TuningSettings,
    seed: int,
) -> Validation:
    """The validation that suits the model: rating error for raters, onboarding for the others.

    Raises
    ------
    ModelError
        If there is no such model, or it cannot be had here.
    DataError
        If there is too little data.
    """
    made = RatingValidation if member(model).kind == "rater" else OnboardingValidation
    validation: Validation = made(model, prepared, judging, tuning, seed)
    return validation


def _people_parts(user_ids: NDArray[np.int64], judging: JudgingSettings) -> NDArray[np.int64]:
    """Part of each person: -1 who judges, 0 who validates, others in parts of about that size."""
    assigned = assign(user_ids, judging)
    parts = np.full(len(user_ids), -1, np.int64)
    validating = assigned == VALIDATION
    training = ~validating & (assigned != JUDGING)
    n_training, n_validating = int(training.sum()), int(validating.sum())
    n_parts = max(1, round(n_training / max(1, n_validating)))
    order = np.random.default_rng(judging.seed % 2**32).permutation(n_training)
    parts[training] = 1 + order % n_parts
    parts[validating] = 0
    return parts
