"""The research protocol: rotating folds of people, to compare models with published figures.

The gate judges the one model that would be released. This protocol judges a *way of training*: it
trains anew for each of ten folds, so that every person is judged on once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.evaluation.cases import Cases, draw_cases
from cinq.evaluation.figures import Gain, OnboardingFigures
from cinq.evaluation.onboarding import (
    Audience,
    CaseMetrics,
    gain,
    judge_onboarding,
    summarise,
)
from cinq.metrics.rating import mae, rmse
from cinq.models.rater import Rater
from cinq.models.recommender import Recommender
from cinq.settings import JudgingSettings

N_FOLDS = 10
PROTOCOL = JudgingSettings(draws=3)
"""Five favourites of people with at least ten liked films, three draws each."""

Trained = Callable[[Interactions, Catalogue], Recommender]
"""Trains a model on the ratings of training people."""


@dataclass(frozen=True)
class Fold:
    """One rotation: who is trained on and who is judged on.

    The parts are cut anew whenever they are asked for, so that ten folds of a large data set do
    not take ten times its memory.

    Parameters
    ----------
    interactions
        All ratings.
    part
        Shape (n_users,): the part that each person belongs to.
    number, n_folds
        Which rotation of how many.
    """

    interactions: Interactions
    part: NDArray[np.int64]
    number: int
    n_folds: int

    @property
    def training(self) -> Interactions:
        """Ratings of everybody who is neither judged on nor set aside for validation."""
        others = (self.part != self.number) & (self.part != self._next)
        return self.interactions.of_users(others)

    @property
    def validation(self) -> Interactions:
        """Ratings of the part that is set aside: settings may be chosen on it."""
        return self.interactions.of_users(self.part == self._next)

    @property
    def test(self) -> Interactions:
        """Ratings of the part that is judged on."""
        return self.interactions.of_users(self.part == self.number)

    @property
    def _next(self) -> int:
        return (self.number + 1) % self.n_folds


def rotating_folds(interactions: Interactions, n_folds: int = N_FOLDS, seed: int = 0) -> list[Fold]:
    """Split people into `n_folds` parts; each is the test part once, the next one validation.

    Validation people are neither trained nor judged on in their turn: settings chosen on them
    never see a test person.

    Parameters
    ----------
    interactions
        All ratings.
    n_folds
        How many parts, at least 3.
    seed
        Of the assignment.
    """
    shuffled = np.random.default_rng(seed).permutation(interactions.n_users)
    part = np.empty(interactions.n_users, np.int64)
    part[shuffled] = np.arange(interactions.n_users) % n_folds
    return [Fold(interactions, part, fold, n_folds) for fold in range(n_folds)]


@dataclass(frozen=True)
class Comparison:
    """Per-case metrics of several ways of training, pooled over the folds.

    Parameters
    ----------
    cases
        Every fold's cases, one fold after another.
    metrics
        By name of the way of training; entries as the cases.
    audience
        Everybody: the novelty of a film is measured against all people.
    judging
        The protocol.
    """

    cases: Cases
    metrics: dict[str, CaseMetrics]
    audience: Audience
    judging: JudgingSettings

    def figures(self, name: str) -> OnboardingFigures:
        """Means over people with bootstrap intervals over people."""
        return summarise(self.metrics[name], self.cases, self.audience, self.judging)

    def over(self, name: str, other: str) -> Gain:
        """Paired differences between two ways of training."""
        return gain(self.metrics[name], self.metrics[other], self.cases, self.judging)


def compare(
    interactions: Interactions,
    catalogue: Catalogue,
    ways: dict[str, Trained],
    folds: list[Fold] | None = None,
    judging: JudgingSettings = PROTOCOL,
) -> Comparison:
    """Judge ways of training by onboarding on rotating folds of people.

    Parameters
    ----------
    interactions
        All ratings; ``catalogue`` holds their films, and all of them are ranked, unrated too.
    ways
        By name: how to train.
    folds
        From `rotating_folds`; ten of them if left out. Fewer give wider intervals.
    judging
        Number of draws and so on.

    Notes
    -----
    Cost: one training per way and fold.
    """
    folds = folds or rotating_folds(interactions)
    drawn = [draw_cases(fold.test, judging) for fold in folds]
    metrics = {
        name: joined_metrics(
            [
                judge_onboarding(train(fold.training, catalogue), cases, catalogue)
                for fold, cases in zip(folds, drawn, strict=True)
            ]
        )
        for name, train in ways.items()
    }
    return Comparison(joined_cases(drawn), metrics, Audience.of(interactions), judging)


def rating_error_in_folds(
    interactions: Interactions,
    catalogue: Catalogue,
    make: Callable[[], Rater],
    n_folds: int = 5,
    seed: int = 0,
) -> tuple[float, float]:
    """RMSE and MAE of a rating model, k-fold over ratings: means over the folds.

    Parameters
    ----------
    make
        Makes the unfitted model.
    n_folds
        How many parts the ratings are split into, each predicted once.
    seed
        Of the assignment and of the training.
    """
    part = np.random.default_rng(seed).permutation(len(interactions)) % n_folds
    errors = []
    for fold in range(n_folds):
        model = make().fit(interactions.take(part != fold), catalogue, seed)
        test = interactions.take(part == fold)
        rows = model.user_rows(interactions.user_ids)[test.users]
        predicted = model.predict(rows, test.films)
        errors.append((rmse(predicted, test.ratings), mae(predicted, test.ratings)))
    means = np.mean(errors, axis=0)
    return float(means[0]), float(means[1])


def joined_cases(parts: Sequence[Cases]) -> Cases:
    """The cases of several folds as one; people keep the order of the folds."""
    people_before = np.cumsum([0, *(cases.n_people for cases in parts)])[:-1]
    targets_before = np.cumsum([0, *(len(cases.targets) for cases in parts)])[:-1]
    return Cases(
        user_ids=np.concatenate([cases.user_ids for cases in parts]),
        people=np.concatenate(
            [cases.people + before for cases, before in zip(parts, people_before, strict=True)]
        ).astype(np.int32),
        favourites=np.concatenate([cases.favourites for cases in parts]),
        targets=np.concatenate([cases.targets for cases in parts]),
        bounds=np.concatenate(
            [
                np.zeros(1, np.int64),
                *(
                    cases.bounds[1:] + before
                    for cases, before in zip(parts, targets_before, strict=True)
                ),
            ]
        ),
    )


def joined_metrics(parts: Sequence[CaseMetrics]) -> CaseMetrics:
    """The metrics of several folds as one, in the order of the cases."""
    joined: dict[str, NDArray[np.float64]] = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(CaseMetrics)
    }
    return CaseMetrics(**joined)  # type: ignore[arg-type]  # lists are int32, the rest float64
