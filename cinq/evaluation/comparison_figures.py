"""What a comparison of models found, as plain frozen values that go to JSON and back."""

from typing import Literal

from cinq.evaluation.figures import Gain, OnboardingFigures, Part, RatingError
from cinq.metrics.intervals import Interval

Value = bool | int | float | str


class ComparisonPlan(Part):
    """What shall be compared, and how long.

    Parameters
    ----------
    models
        Names of `cinq.models.family`; none: all of them.
    n_folds
        Parts the people are split into, at least 3; None: by the number of ratings
        (`cinq.evaluation.comparison.folds_for`).
    draws
        Drawings of five favourites a person.
    n_trials
        Settings tried for each model before; 0: the settings are taken as they are.
    seed
        Of folds, trials and trainings; the favourites are drawn by ``judging.seed``.
    """

    models: tuple[str, ...] = ()
    n_folds: int | None = None
    draws: int = 3
    n_trials: int = 0
    seed: int = 0


class Cost(Part):
    """What a model costs on the machine that compared.

    Parameters
    ----------
    fit_seconds
        Median over the folds but the first, in which loops are compiled and caches fill.
    fit_cpu_seconds
        The same in seconds of processors, all threads together: what else the machine does hardly
        changes it.
    query_ms
        Median milliseconds of a lone fold-in, scoring of all films and top five.
    arrays_mb
        All that was learned, in megabytes (10⁶ bytes).
    peak_mb
        How far the memory of the process (resident set) rose above its level before the fit, by
        the kernel's own high-water mark; the most of the folds but the first, megabytes. None
        where the system keeps no such mark.
    """

    fit_seconds: float
    fit_cpu_seconds: float
    query_ms: float
    arrays_mb: float
    peak_mb: float | None


class ComparedModel(Part):
    """One model's figures, on the same people and draws as all others.

    Parameters
    ----------
    name, title, kind
        As in `cinq.models.family`.
    hyperparameters
        Those it was trained with, by name.
    n_tried
        Settings that were tried for it on validation people of this data; 0 if none were.
    over_popularity, over_best
        Paired differences to popularity and to the best by NDCG@10; None for these themselves.
    rating
        Error of predicted ratings; None for models that predict none.
    """

    name: str
    title: str
    kind: Literal["ranker", "rater"]
    hyperparameters: dict[str, Value]
    n_tried: int
    onboarding: OnboardingFigures
    over_popularity: Gain | None
    over_best: Gain | None
    rating: RatingError | None
    cost: Cost

    @property
    def ndcg_at_10(self) -> float:
        """What the ranking of models goes by."""
        return self.onboarding.ndcg_at_10.estimate

    def flat(self) -> dict[str, float]:
        """Figures by the names that runs and MLflow know them by, ends of intervals included."""
        found: dict[str, float] = {}
        parts = {
            "": self.onboarding,
            "over_popularity.": self.over_popularity,
            "over_best.": self.over_best,
        }
        named = {
            f"{prefix}{name}": getattr(part, name)
            for prefix, part in parts.items()
            if part is not None
            for name in type(part).model_fields
        }
        named |= self.rating.model_dump() if self.rating is not None else {}
        named |= self.cost.model_dump()
        for name, value in named.items():
            if isinstance(value, Interval):
                found |= {
                    name: value.estimate,
                    f"{name}.low": value.low,
                    f"{name}.high": value.high,
                }
            elif value is not None:
                found[name] = value
        return found


class MissingModel(Part):
    """A model that was asked for and has no figures.

    Parameters
    ----------
    state
        ``absent``: it cannot be had here; ``failed``: it was tried.
    reason
        One sentence.
    """

    name: str
    title: str
    state: Literal["absent", "failed"]
    reason: str


class ComparisonFigures(Part):
    """A whole comparison.

    Parameters
    ----------
    dataset, data_version, simulated, licence, n_films, n_ratings
        Of the data.
    genres_known
        Whether it names genres; if not, the diversity of lists says nothing.
    git_commit, lock_hash
        Of the code and of its dependencies.
    compared_at
        ISO time, UTC.
    seconds
        How long it took.
    machine
        What it ran on.
    n_folds, draws, n_favourites, min_liked, seed, confidence
        The protocol.
    n_rating_folds
        Parts the ratings were split into for the rating error.
    n_trials
        Settings tried for each model that has a space to search; 0: none.
    n_people, n_cases
        How many were judged on, and in how many drawings.
    models
        Best NDCG@10 first.
    missing
        Those without figures, and why.
    """

    dataset: str
    data_version: str
    simulated: bool
    licence: str
    n_films: int
    n_ratings: int
    genres_known: bool
    git_commit: str
    lock_hash: str
    compared_at: str
    seconds: float
    machine: str
    n_folds: int
    n_rating_folds: int
    draws: int
    n_favourites: int
    min_liked: int
    seed: int
    confidence: float
    n_trials: int
    n_people: int
    n_cases: int
    models: tuple[ComparedModel, ...]
    missing: tuple[MissingModel, ...]

    @property
    def best(self) -> ComparedModel:
        """The one of highest NDCG@10."""
        return self.models[0]
