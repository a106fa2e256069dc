"""What every run bears, by one word per thing on the ZenML run and in MLflow."""

from collections.abc import Mapping
from typing import Any

from cinq.data.manifest import Manifest
from cinq.evaluation.figures import Judgement, OnboardingFigures
from cinq.metrics.intervals import Interval
from cinq.models.bundle import ModelInfo
from cinq.models.training import Provenance


def figures_of_run(info: ModelInfo, manifest: Manifest, judgement: Judgement) -> dict[str, float]:
    """The numbers of a run: of the data, of the training, of the judging.

    ``training_seconds`` is what fitting took, also where the model came from the cache.
    """
    return {
        "n_users": manifest.n_users,
        "n_films": manifest.n_films,
        "n_ratings": manifest.n_ratings,
        "mean_rating": manifest.mean,
        **joined_figures(manifest),
        "training_seconds": info.training_seconds,
        **judgement.flat(),
    }


def joined_figures(manifest: Manifest) -> dict[str, float]:
    """How much of the data accounts of ours said."""
    joined = manifest.joined
    return {
        "joined_people": joined.n_people if joined else 0,
        "joined_opinions": joined.n_ratings if joined else 0,
    }


def compared_figures(judgement: Judgement) -> dict[str, float]:
    """Figures of every model that was judged, with the ends of their intervals.

    The challenger's bear plain names; the others' are led by ``champion.`` or ``popularity.``.
    """
    rating, found = judgement.rating, judgement.onboarding
    figures = judgement.flat()
    if rating is not None:
        figures["bias_only.rmse"] = rating.bias_only.rmse
        if rating.champion is not None:
            figures |= {"champion.rmse": rating.champion.rmse, "champion.mae": rating.champion.mae}
    if found is None:
        return figures
    figures |= _named("", found.challenger) | _named("popularity.", found.popularity)
    if found.champion is not None:
        figures |= _named("champion.", found.champion)
    return figures


def ends_of_intervals(judgement: Judgement) -> dict[str, float]:
    """The ends of the challenger's 95 % intervals, ``ndcg_at_10.low`` and so on."""
    found = judgement.onboarding
    if found is None:
        return {}
    named = _named("", found.challenger)
    return {name: value for name, value in named.items() if name.endswith((".low", ".high"))}


def tags_of_run(info: ModelInfo, provenance: Provenance, run: str) -> dict[str, str]:
    """The words of a run; ``git_commit`` and ``lock_hash`` are those of the code that runs now."""
    return {
        "dataset": info.dataset,
        "data_version": info.data_version,
        "git_commit": provenance.git_commit,
        "lock_hash": provenance.lock_hash,
        "seed": str(info.seed),
        "ranker": info.ranker,
        "control": info.control,
        "simulated": str(info.simulated).lower(),
        "pipeline_run": run,
    }


def parameters_of_run(info: ModelInfo, sections: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Hyper-parameters and other settings by dotted name."""
    given = {f"{part}.{name}": value for part, of in sections.items() for name, value in of.items()}
    return {"seed": info.seed, "control": info.control, **info.hyperparameters, **given}


def _named(prefix: str, figures: OnboardingFigures) -> dict[str, float]:
    named: dict[str, float] = {}
    for name in OnboardingFigures.model_fields:
        value = getattr(figures, name)
        if isinstance(value, Interval):
            named[f"{prefix}{name}"] = value.estimate
            named[f"{prefix}{name}.low"] = value.low
            named[f"{prefix}{name}.high"] = value.high
        else:
            named[f"{prefix}{name}"] = value
    return named
