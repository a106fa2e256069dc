"""What fits models: this machine, or another engine that gives the same artefacts."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from cinq.models.family import build, build_rater, member
from cinq.models.rater import Rater
from cinq.models.recommender import Recommender
from cinq.settings import AUTO, TrainingSettings

ModelT = TypeVar("ModelT", bound=Recommender)


@dataclass(frozen=True)
class Chosen(Generic[ModelT]):
    """An unfitted model.

    Parameters
    ----------
    title
        As progress lines name it.
    model
        The model.
    sections
        Of the settings, all that it is made of.
    """

    title: str
    model: ModelT
    sections: tuple[str, ...]


class Engine(Protocol):
    """Makes the models of a training, to be fitted where the engine works."""

    def ranker(self, training: TrainingSettings) -> Chosen[Recommender]:
        """What answers favourites.

        Raises
        ------
        ModelError
            If the engine has no such model.
        """
        ...

    def rater(self, training: TrainingSettings, n_ratings: int) -> Chosen[Rater]:
        """What predicts ratings, learned from so many; raises as `ranker`."""
        ...


class LocalEngine:
    """What this process does itself: every model of the family."""

    def ranker(self, training: TrainingSettings) -> Chosen[Recommender]:
        """The ranker of this name."""
        name = training.ranker
        chosen = member(name)
        return Chosen(chosen.title, build(name, training), chosen.sections or (name,))

    def rater(self, training: TrainingSettings, n_ratings: int) -> Chosen[Rater]:
        """The rater of this name, or `chosen_rater`."""
        name = chosen_rater(training, n_ratings)
        chosen = member(name)
        return Chosen(chosen.title, build_rater(name, training), chosen.sections or (name,))


LOCAL = LocalEngine()
"""This machine."""


def chosen_rater(training: TrainingSettings, n_ratings: int) -> str:
    """Which rating model to train on so many ratings: the one set, or for ``auto`` by their number.

    Sampling costs some 30 times what the rating SVD's descent costs, on every rating.
    """
    if training.rater != AUTO:
        return training.rater
    return "bayesian_mf" if n_ratings <= training.bayesian_max_ratings else "rating_svd"
