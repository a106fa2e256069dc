"""From what each model did to figures that stand beside each other."""

from collections.abc import Mapping
from dataclasses import dataclass

from cinq.data.prepared import Prepared
from cinq.evaluation.cases import Cases
from cinq.evaluation.comparison_figures import ComparedModel, Value
from cinq.evaluation.figures import Gain, RatingError
from cinq.evaluation.measuring import Measured
from cinq.evaluation.onboarding import Audience, gain, summarise
from cinq.hyperparameters import Hyperparameters
from cinq.models.family import FAMILY
from cinq.settings import JudgingSettings

REFERENCE = "popularity"
"""Takes part in every comparison."""


@dataclass(frozen=True)
class Found:
    """A model's part of a comparison before it is set beside the others.

    Parameters
    ----------
    measured
        Its metrics, case by case, and its cost.
    rating
        None for models that predict no ratings.
    hyperparameters
        It was trained with its section of them.
    n_tried
        How many settings were tried before.
    """

    measured: Measured
    rating: RatingError | None
    hyperparameters: Hyperparameters
    n_tried: int


def side_by_side(
    found: Mapping[str, Found], prepared: Prepared, cases: Cases, judging: JudgingSettings
) -> tuple[ComparedModel, ...]:
    """Figures of every model with paired differences, best NDCG@10 first.

    Parameters
    ----------
    found
        By name, all on `cases`.
    prepared
        Novelty and popularity are measured against all its people.
    cases
        Of all folds.
    judging
        Of the bootstrap.
    """
    audience = Audience.of(prepared.interactions)
    figures = {
        name: summarise(of.measured.metrics, cases, audience, judging) for name, of in found.items()
    }
    order = sorted(figures, key=lambda name: -figures[name].ndcg_at_10.estimate)

    def over(name: str, other: str) -> Gain | None:
        if name == other or other not in found:
            return None
        return gain(found[name].measured.metrics, found[other].measured.metrics, cases, judging)

    return tuple(
        ComparedModel(
            name=name,
            title=FAMILY[name].title,
            kind=FAMILY[name].kind,
            hyperparameters=_values(name, found[name].hyperparameters),
            n_tried=found[name].n_tried,
            onboarding=figures[name],
            over_popularity=over(name, REFERENCE),
            over_best=over(name, order[0]),
            rating=found[name].rating,
            cost=found[name].measured.cost,
        )
        for name in order
    )


def _values(name: str, hyperparameters: Hyperparameters) -> dict[str, Value]:
    """A model's own section; what is no plain value is told as text."""
    section = getattr(hyperparameters, name, None)
    given = section.model_dump() if section is not None else {}
    return {
        key: value if isinstance(value, bool | int | float | str) else str(value)
        for key, value in given.items()
    }
