"""The curve of lists, on a world of three tastes."""

import pytest

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.data.prepared import Prepared
from cinq.evaluation.list_curve import list_curve
from cinq.evaluation.protocol import Comparison, compare, rotating_folds
from cinq.hyperparameters import ListSettings, SpectralSettings
from cinq.models import exposure
from cinq.models.spectral_svd import SpectralSVD
from cinq.serving import lists

POINTS = {
    "by score": ListSettings(),
    "exploring": ListSettings(exploration=0.4),
    "unpopular": ListSettings(popularity_dial=1),
}


def train(ratings: Interactions, films: Catalogue) -> SpectralSVD:
    return SpectralSVD(SpectralSettings(n_factors=8)).fit(ratings, films, 0)


@pytest.fixture(scope="module")
def curve(prepared: Prepared) -> Comparison:
    """Lists out of the best 20 films: as many of a taste as there are tells nothing."""
    folds = rotating_folds(prepared.interactions, 3)[:1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exposure, "CANDIDATES", 20)
        patch.setattr(lists, "CANDIDATES", 20)
        return list_curve(prepared.interactions, prepared.catalogue, train, POINTS, folds=folds)


def test_lists_in_order_of_score_are_what_the_protocol_judges(
    curve: Comparison, prepared: Prepared
) -> None:
    folds = rotating_folds(prepared.interactions, 3)[:1]
    plain = compare(prepared.interactions, prepared.catalogue, {"it": train}, folds)
    assert curve.figures("by score") == plain.figures("it")


def test_exploration_shows_more_of_the_catalogue_and_bolder_films(curve: Comparison) -> None:
    plain, exploring = curve.figures("by score"), curve.figures("exploring")
    assert exploring.coverage_at_5 > plain.coverage_at_5
    assert exploring.novelty.low > plain.novelty.high


def test_the_popularity_dial_costs_accuracy_and_gains_novelty(curve: Comparison) -> None:
    assert curve.over("unpopular", "by score").ndcg_at_10.high < 0
    assert curve.figures("unpopular").novelty.low > curve.figures("by score").novelty.high


def test_validation_people_are_others_than_those_of_the_test(prepared: Prepared) -> None:
    points = {"by score": ListSettings()}
    data, films = prepared.interactions, prepared.catalogue
    folds = rotating_folds(data, 3)[:1]
    validation = list_curve(data, films, train, points, "validation", folds).cases
    test = list_curve(data, films, train, points, "test", folds).cases
    assert validation.n_people == test.n_people == 200
    assert not set(validation.user_ids.tolist()) & set(test.user_ids.tolist())
