"""What lists gain in variety and lose in accuracy, setting by setting, for one ranker."""

from collections.abc import Mapping, Sequence
from typing import Literal

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.data.progress import Progress, silent
from cinq.evaluation.cases import draw_cases
from cinq.evaluation.onboarding import Audience, CaseMetrics, judge_onboarding
from cinq.evaluation.protocol import (
    PROTOCOL,
    Comparison,
    Fold,
    Trained,
    joined_cases,
    joined_metrics,
    rotating_folds,
)
from cinq.hyperparameters import ListSettings
from cinq.models.exposure import exposure
from cinq.models.popularity import popularity_scores
from cinq.serving.lists import ListMaker
from cinq.settings import JudgingSettings

People = Literal["validation", "test"]


def list_curve(
    interactions: Interactions,
    catalogue: Catalogue,
    train: Trained,
    points: Mapping[str, ListSettings],
    people: People = "test",
    folds: Sequence[Fold] = (),
    judging: JudgingSettings = PROTOCOL,
    progress: Progress = silent,
) -> Comparison:
    """Judge lists of several settings, made of the same scores.

    Parameters
    ----------
    interactions
        All ratings; ``catalogue`` holds their films.
    train
        How the ranker is trained: once a fold, for all points.
    points
        Settings by name.
    people
        Who judges in each fold: ``validation`` to choose a point, ``test`` to
        tell how good it is.
    folds
        From `cinq.evaluation.protocol.rotating_folds`; ten of them if left out.
    judging
        Number of draws and so on.
    progress
        Is told which fold is at work.

    Returns
    -------
    Comparison
        Its metrics bear the names of the points.
    """
    folds = folds or rotating_folds(interactions)
    drawn = []
    metrics: dict[str, list[CaseMetrics]] = {name: [] for name in points}
    for place, fold in enumerate(folds):
        progress(f"lists of fold {place + 1} of {len(folds)}", place / len(folds))
        training = fold.training
        ranker = train(training, catalogue)
        shown = exposure(ranker, training, judging.n_favourites, seed=0)
        popularity = popularity_scores(training)
        cases = draw_cases(getattr(fold, people), judging)
        drawn.append(cases)
        for name, settings in points.items():
            maker = ListMaker.made(settings, shown, popularity, catalogue.genre_matrix)
            metrics[name].append(judge_onboarding(ranker, cases, catalogue, maker))
    joined = {name: joined_metrics(parts) for name, parts in metrics.items()}
    return Comparison(joined_cases(drawn), joined, Audience.of(interactions), judging)
