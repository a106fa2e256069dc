"""What tuning measures on: never the people who judge, never the newest ratings."""

from dataclasses import replace

import numpy as np
import pytest

from cinq.data.people import JUDGING, VALIDATION, assign, split_people
from cinq.data.prepared import Prepared
from cinq.errors import DataError, ModelError
from cinq.evaluation.cases import draw_cases
from cinq.evaluation.onboarding import judge_onboarding
from cinq.evaluation.validation import NDCG, RMSE, validation_of
from cinq.metrics.intervals import person_means
from cinq.models.spectral_svd import SpectralSVD
from cinq.settings import JudgingSettings, TuningSettings
from tests.evaluation.conftest import TRAINING

TUNING = TuningSettings(folds=2, draws=2)
MODELS = ("spectral_svd", "rating_svd")


def values(model: str, prepared: Prepared, judging: JudgingSettings) -> list[float]:
    return list(validation_of(model, prepared, judging, TUNING, 1).values(TRAINING))


def test_rankers_are_measured_by_onboarding_and_raters_by_rating_error(
    prepared: Prepared, judging: JudgingSettings
) -> None:
    assert validation_of("spectral_svd", prepared, judging, TUNING, 1).measure == NDCG
    assert validation_of("rating_svd", prepared, judging, TUNING, 1).measure == RMSE
    assert NDCG.better(0.5, 0.4)
    assert RMSE.better(0.8, 0.9)


def test_a_handful_of_people_is_nobody_to_tune_on(
    prepared: Prepared, judging: JudgingSettings
) -> None:
    many = judging.model_copy(update={"min_people": 100_000})
    with pytest.raises(DataError, match="it takes 100000"):
        validation_of("spectral_svd", prepared, many, TUNING, 1)


@pytest.mark.parametrize("model", MODELS)
def test_people_who_judge_are_of_no_effect(
    model: str, prepared: Prepared, judging: JudgingSettings
) -> None:
    interactions = prepared.interactions
    judges = assign(interactions.user_ids, judging) == JUDGING
    others_ratings = interactions.ratings.copy()
    others_ratings[judges[interactions.users]] = 0.5
    changed = replace(prepared, interactions=replace(interactions, ratings=others_ratings))

    assert judges.any()
    assert values(model, prepared, judging) == values(model, changed, judging)


def test_the_newest_ratings_of_training_people_are_of_no_effect_on_the_rating_error(
    prepared: Prepared, judging: JudgingSettings
) -> None:
    split = split_people(prepared.interactions, judging)
    part = prepared.interactions
    held_out = set(zip(split.held_out.users.tolist(), split.held_out.films.tolist(), strict=True))
    ids = {int(user_id): place for place, user_id in enumerate(split.held_out.user_ids)}
    newest = np.array(
        [
            (ids.get(int(part.user_ids[user]), -1), int(film)) in held_out
            for user, film in zip(part.users, part.films, strict=True)
        ]
    )
    ratings = np.where(newest, np.float32(0.5), part.ratings)
    changed = replace(prepared, interactions=replace(part, ratings=ratings))

    assert newest.any()
    assert values("rating_svd", prepared, judging) == values("rating_svd", changed, judging)


def test_the_first_fold_is_training_people_in_and_validation_people_judged(
    prepared: Prepared, judging: JudgingSettings
) -> None:
    interactions = prepared.interactions
    validating = interactions.of_users(assign(interactions.user_ids, judging) == VALIDATION)
    cases = draw_cases(validating, judging.model_copy(update={"draws": 2}))
    training = split_people(interactions, judging).training
    model = SpectralSVD(TRAINING.spectral_svd).fit(training, prepared.catalogue, 1)
    metrics = judge_onboarding(model, cases, prepared.catalogue)

    first = values("spectral_svd", prepared, judging)[0]

    assert first == pytest.approx(person_means(metrics.ndcg_at_10, cases.people).mean())


@pytest.mark.parametrize("model", MODELS)
def test_each_fold_gives_a_value_and_the_same_ones_again(
    model: str, prepared: Prepared, judging: JudgingSettings
) -> None:
    first = values(model, prepared, judging)

    assert len(first) == 2
    assert first == values(model, prepared, judging)


def test_a_model_that_learned_more_is_measured_better(
    prepared: Prepared, judging: JudgingSettings
) -> None:
    blind = TRAINING.model_copy(
        update={"spectral_svd": TRAINING.spectral_svd.model_copy(update={"n_factors": 1})}
    )
    validation = validation_of("spectral_svd", prepared, judging, TUNING, 1)

    assert list(validation.values(TRAINING))[-1] > list(validation.values(blind))[-1] + 0.05


@pytest.mark.parametrize("model", MODELS)
def test_too_little_data_is_said(model: str, prepared: Prepared, judging: JudgingSettings) -> None:
    nobody = np.zeros(prepared.interactions.n_users, np.bool_)
    empty = replace(prepared, interactions=prepared.interactions.of_users(nobody))

    with pytest.raises(DataError, match="tune on"):
        validation_of(model, empty, judging, TUNING, 1)


def test_an_unknown_model_is_named(prepared: Prepared, judging: JudgingSettings) -> None:
    with pytest.raises(ModelError, match="nothing_such"):
        validation_of("nothing_such", prepared, judging, TUNING, 1)
