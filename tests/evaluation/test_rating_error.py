from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from cinq.data.catalogue import Catalogue
from cinq.data.people import Split, split_people
from cinq.data.prepared import Prepared
from cinq.evaluation.bias_only import fit_bias_only
from cinq.evaluation.rating_error import judge_ratings, predicted_ratings
from cinq.models.bundle import ModelBundle
from cinq.settings import JudgingSettings


@pytest.fixture(scope="module")
def split(prepared: Prepared, judging: JudgingSettings) -> Split:
    return split_people(prepared.interactions, judging)


def test_biases_are_those_of_surprise(split: Split) -> None:
    import pandas as pd
    from surprise import BaselineOnly, Dataset, Reader

    training = split.training
    frame = pd.DataFrame({"u": training.users, "i": training.films, "r": training.ratings})
    of_surprise = Dataset.load_from_df(frame, Reader(rating_scale=(0.5, 5))).build_full_trainset()
    reference = BaselineOnly(bsl_options={"method": "als"}, verbose=False).fit(of_surprise)
    users = [of_surprise.to_inner_uid(user) for user in range(training.n_users)]
    rated = np.unique(training.films)
    films = [of_surprise.to_inner_iid(film) for film in rated]
    ours = fit_bias_only(training)
    np.testing.assert_allclose(ours.user_bias, reference.bu[users], atol=1e-6)
    np.testing.assert_allclose(ours.film_bias[rated], reference.bi[films], atol=1e-6)


def test_biased_predictions_stay_on_the_scale(split: Split) -> None:
    high = replace(split.training, ratings=np.full_like(split.training.ratings, 5.0))
    predicted = fit_bias_only(high).predict(np.array([0], np.int32), np.array([0], np.int32))
    assert predicted <= 5.0


def test_a_model_that_learned_tastes_is_below_the_biases(
    split: Split, prepared: Prepared, bundle: ModelBundle
) -> None:
    found = judge_ratings(split, prepared.catalogue, bundle, bundle)
    assert found is not None
    assert found.n_ratings == len(split.held_out)
    assert found.challenger.rmse < 0.9 * found.bias_only.rmse
    assert found.challenger.mae < found.challenger.rmse
    assert found.champion == found.challenger


def test_nothing_held_out_gives_no_error(
    split: Split, prepared: Prepared, bundle: ModelBundle
) -> None:
    none = split.held_out.take(np.zeros(len(split.held_out), np.bool_))
    assert judge_ratings(replace(split, held_out=none), prepared.catalogue, bundle, None) is None


def test_people_a_champion_was_not_trained_on_are_folded_in(
    grown: Prepared, bundle: ModelBundle, judging: JudgingSettings
) -> None:
    split = split_people(grown.interactions, judging)
    held_out = split.held_out
    new = bundle.rater.user_rows(held_out.user_ids)[held_out.users] < 0
    assert new.any()
    predicted = predicted_ratings(bundle, split, grown.catalogue)
    left_out = bundle.rater.predict(np.full(len(held_out), -1), held_out.films)
    error = np.abs(predicted - held_out.ratings)[new].mean()
    assert error < np.abs(left_out - held_out.ratings)[new].mean()


def test_films_are_matched_by_id_when_the_catalogue_has_grown(
    prepared: Prepared, bundle: ModelBundle, judging: JudgingSettings
) -> None:
    first = replace(prepared.catalogue.films[0], film_id=1)
    larger = Catalogue((first, *prepared.catalogue.films))
    shifted = replace(
        prepared.interactions, films=prepared.interactions.films + 1, n_films=len(larger)
    )
    before = split_people(prepared.interactions, judging)
    after = split_people(shifted, judging)
    np.testing.assert_array_equal(
        predicted_ratings(bundle, after, larger),
        predicted_ratings(bundle, before, prepared.catalogue),
    )


def test_a_shuffled_model_hardly_gains_on_the_biases(
    split: Split, prepared: Prepared, train: Callable[..., ModelBundle]
) -> None:
    found = judge_ratings(split, prepared.catalogue, train(prepared, control="shuffled"), None)
    assert found is not None
    # Films keep their ratings; a model that learns how far to trust them gains a little by that.
    assert found.challenger.rmse > 0.97 * found.bias_only.rmse


@pytest.mark.parametrize(("rater", "other"), [("bayesian_mf", "rating_svd"), ("nmf", "svdpp")])
def test_models_of_different_classes_are_judged_on_the_same_ratings(
    grown: Prepared,
    prepared: Prepared,
    judging: JudgingSettings,
    train: Callable[..., ModelBundle],
    rater: str,
    other: str,
) -> None:
    split = split_people(grown.interactions, judging)
    challenger, champion = train(grown, rater=rater), train(prepared, rater=other)
    assert (challenger.info.rater, champion.info.rater) == (rater, other)
    found = judge_ratings(split, grown.catalogue, challenger, champion)
    back = judge_ratings(split, grown.catalogue, champion, challenger)
    assert found is not None
    assert back is not None
    assert found.champion == back.challenger != found.challenger
    assert found.challenger == back.champion
