"""The same number of settings tried for every model before they are compared.

Trials are random points of the model's space (Bergstra and Bengio, Random search for
hyper-parameter optimization, 2012): they need no search of their own that suits one model better
than another. The first trial is the settings as they are, so that trying cannot lose them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.errors import ModelError
from cinq.evaluation.cases import Cases, draw_cases
from cinq.evaluation.onboarding import judge_onboarding
from cinq.evaluation.protocol import Fold
from cinq.evaluation.search_spaces import SPACES, replaced
from cinq.hyperparameters import Hyperparameters
from cinq.metrics.intervals import person_means
from cinq.metrics.rating import rmse
from cinq.models.family import FAMILY, build, build_rater
from cinq.settings import JudgingSettings

HELD_OUT = 0.1
"""Share of the training ratings on which trials of rating models are judged."""

Told = Callable[[int], None]
"""Called with the place of each trial before it is trained, from 0."""


@dataclass(frozen=True)
class Trials:
    """Where settings are tried: with the people of one fold, none of whom is judged on.

    Parameters
    ----------
    training
        What every trial of a ranker learns from.
    cases
        Of the validation people.
    catalogue
        The films to rank.
    n_trials
        How many settings are tried for each model.
    seed
        Of the drawn settings, of the held-out ratings and of the trainings.
    """

    training: Interactions
    cases: Cases
    catalogue: Catalogue
    n_trials: int
    seed: int

    @classmethod
    def on(
        cls, fold: Fold, catalogue: Catalogue, judging: JudgingSettings, n_trials: int, seed: int
    ) -> "Trials":
        """Trials on the validation people of this fold.

        Raises
        ------
        ModelError
            If none of them has enough liked films.
        """
        cases = draw_cases(fold.validation, judging)
        if not len(cases):
            raise ModelError("nobody is there to try settings on: compare without --tune")
        return cls(fold.training, cases, catalogue, n_trials, seed)

    def best(
        self, name: str, hyperparameters: Hyperparameters, tell: Told
    ) -> tuple[Hyperparameters, int]:
        """The best settings found for this model, and how many were tried.

        Rankers are judged by NDCG@10 on the validation people, rating models by RMSE on ratings
        held out of the training people's. A trial that diverges counts as tried. Where the model
        has nothing to be tuned, the settings as they are and 0.

        Raises
        ------
        ModelError
            What the last trial said, if all of them failed.
        """
        if name not in SPACES:
            return hyperparameters, 0
        loss = self._rating_loss if FAMILY[name].kind == "rater" else self._ranking_loss
        found: list[tuple[float, Hyperparameters]] = []
        said: ModelError | None = None
        for trial in range(self.n_trials):
            tell(trial)
            tried = self._settings(name, hyperparameters, trial)
            try:
                found.append((loss(name, tried), tried))
            except ModelError as error:
                said = error
        if not found and said is not None:
            raise said
        return min(found, key=lambda pair: pair[0])[1], self.n_trials

    def _settings(self, name: str, hyperparameters: Hyperparameters, trial: int) -> Hyperparameters:
        if trial == 0:
            return hyperparameters
        random = np.random.default_rng([self.seed, trial])
        return replaced(name, hyperparameters, SPACES[name].drawn(random))

    def _ranking_loss(self, name: str, tried: Hyperparameters) -> float:
        model = build(name, tried).fit(self.training, self.catalogue, self.seed)
        metrics = judge_onboarding(model, self.cases, self.catalogue)
        return -float(person_means(metrics.ndcg_at_10, self.cases.people).mean())

    def _rating_loss(self, name: str, tried: Hyperparameters) -> float:
        held_out = np.random.default_rng(self.seed).random(len(self.training)) < HELD_OUT
        test = self.training.take(held_out)
        model = build_rater(name, tried).fit(
            self.training.take(~held_out), self.catalogue, self.seed
        )
        users = model.user_rows(test.user_ids)[test.users]
        return rmse(model.predict(users, test.films), test.ratings)
