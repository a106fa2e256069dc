from pathlib import Path

import numpy as np
import pytest

from cinq.data.declarations import declaration
from cinq.data.prepare import prepare
from cinq.data.prepared import Prepared, load_prepared
from cinq.evaluation.protocol import compare, rating_error_in_folds, rotating_folds
from cinq.hyperparameters import RatingSettings
from cinq.models.popularity import Popularity
from cinq.models.rating_svd import RatingSVD
from cinq.models.spectral_svd import SpectralSVD


def test_everybody_is_judged_on_once_and_never_trained_on_then(prepared: Prepared) -> None:
    folds = rotating_folds(prepared.interactions)
    tested = np.concatenate([fold.test.user_ids for fold in folds])
    assert sorted(tested.tolist()) == prepared.interactions.user_ids.tolist()
    for fold in folds:
        assert not np.isin(fold.test.user_ids, fold.training.user_ids).any()
        assert fold.training.n_users == 0.8 * prepared.interactions.n_users


def test_folds_are_pooled_over_all_people(prepared: Prepared) -> None:
    folds = rotating_folds(prepared.interactions, n_folds=4)
    found = compare(
        prepared.interactions,
        prepared.catalogue,
        {
            "popularity": lambda ratings, films: Popularity().fit(ratings, films, 0),
            "spectral": lambda ratings, films: SpectralSVD().fit(ratings, films, 0),
        },
        folds,
    )
    assert len(found.cases) == 3 * found.cases.n_people
    assert len(found.cases.bounds) == len(found.cases) + 1
    assert found.over("spectral", "popularity").ndcg_at_10.low > 0
    assert found.figures("spectral").hit_at_5.estimate > 0.9


def test_rating_error_in_folds_beats_guessing(prepared: Prepared) -> None:
    rmse, mae = rating_error_in_folds(
        prepared.interactions,
        prepared.catalogue,
        lambda: RatingSVD(RatingSettings(n_factors=8, n_epochs=30, learning_rate=0.02)),
        n_folds=3,
    )
    assert mae < rmse < prepared.manifest.standard_deviation


def test_two_folds_of_movielens_come_near_the_published_figures(
    movielens_archive: Path, tmp_path: Path
) -> None:
    """The short form of tests/benchmarks/test_protocol_figures.py, with wider bounds."""
    prepare(declaration("ml-latest-small"), movielens_archive, tmp_path / "data")
    data = load_prepared(tmp_path / "data")
    found = compare(
        data.interactions,
        data.catalogue,
        {
            "popularity": lambda ratings, films: Popularity().fit(ratings, films, 0),
            "spectral": lambda ratings, films: SpectralSVD().fit(ratings, films, 0),
        },
        rotating_folds(data.interactions)[:2],
    )
    popularity, spectral = found.figures("popularity"), found.figures("spectral")
    assert popularity.hit_at_5.estimate == pytest.approx(0.761, abs=0.08)
    assert popularity.ndcg_at_10.estimate == pytest.approx(0.353, abs=0.08)
    assert spectral.hit_at_5.estimate > 0.78
    assert spectral.ndcg_at_10.estimate > 0.40
    assert found.over("spectral", "popularity").ndcg_at_10.low > 0
