import numpy as np
import pytest

from cinq.data.people import split_people
from cinq.hyperparameters import BayesianSettings
from cinq.models.engine import chosen_rater
from cinq.models.family import build
from cinq.models.popularity import Popularity
from cinq.models.training import Provenance, train_bundle
from cinq.settings import JudgingSettings, TrainingSettings

JUDGING = JudgingSettings()
BRIEF = BayesianSettings(n_factors=3, n_chains=2, n_iterations=20, n_samples=8, rank=6)
PROVENANCE = Provenance(git_commit="abc", lock_hash="def", trained_at="2026-01-02T03:04:05+00:00")


@pytest.fixture(scope="module")
def training() -> TrainingSettings:
    return TrainingSettings(bayesian_mf=BRIEF)


@pytest.fixture(scope="module")
def bundle(prepared, training):
    return train_bundle(prepared, training, JUDGING, PROVENANCE)


def test_only_training_people_are_learned_from(prepared, training, bundle):
    part = split_people(prepared.interactions, JUDGING).training
    alone = build(training.ranker, training).fit(part, prepared.catalogue, training.seed)
    for name, array in alone.arrays().items():
        np.testing.assert_array_equal(bundle.ranker.arrays()[name], array)
    assert bundle.info.n_training_users == part.n_users < bundle.info.n_users
    assert bundle.info.n_training_ratings == len(part)


def test_every_user_of_the_data_set_is_known_and_has_seen_films(prepared, bundle):
    np.testing.assert_array_equal(bundle.rater.user_ids, prepared.interactions.user_ids)
    np.testing.assert_array_equal(bundle.seen.user_ids, prepared.interactions.user_ids)
    films, ratings = bundle.seen.of(107)
    mine = prepared.interactions.users == 7
    np.testing.assert_array_equal(films, prepared.interactions.films[mine])
    np.testing.assert_array_equal(ratings, prepared.interactions.ratings[mine])


def test_the_info_says_where_the_model_comes_from(bundle):
    info = bundle.info
    assert (info.name, info.ranker, info.dataset) == ("cinq", "hybrid", "toy")
    assert (info.git_commit, info.lock_hash) == ("abc", "def")
    assert info.trained_at == "2026-01-02T03:04:05+00:00"
    assert info.hyperparameters["spectral_svd.n_factors"] == 64
    assert info.hyperparameters["hybrid.content_weight"] == 0.3
    assert info.hyperparameters["content.genre_weight"] == 1
    assert info.rater == "bayesian_mf"
    assert info.hyperparameters["bayesian_mf.n_iterations"] == 20
    assert not any(name.startswith("rating_svd.") for name in info.hyperparameters)
    assert info.liked_from == 4.0


def test_the_same_data_and_seed_give_the_same_arrays(prepared, training, bundle):
    again = train_bundle(prepared, training, JUDGING, PROVENANCE)
    for model, other in ((bundle.ranker, again.ranker), (bundle.rater, again.rater)):
        for name, array in model.arrays().items():
            np.testing.assert_array_equal(other.arrays()[name], array)


def test_the_rater_suits_the_number_of_ratings_unless_one_is_set():
    auto = TrainingSettings(bayesian_max_ratings=1000)
    assert (chosen_rater(auto, 1000), chosen_rater(auto, 1001)) == ("bayesian_mf", "rating_svd")
    assert chosen_rater(TrainingSettings(rater="nmf"), 10**9) == "nmf"


def test_many_ratings_are_learned_by_descent_and_the_model_says_so(prepared, quick):
    settings = TrainingSettings(rating_svd=quick, bayesian_max_ratings=10)
    told: list[str] = []
    bundle = train_bundle(
        prepared, settings, JUDGING, PROVENANCE, lambda line, _: told.append(line)
    )
    assert (bundle.info.rater, bundle.rater.name) == ("rating_svd", "rating_svd")
    assert bundle.info.hyperparameters["rating_svd.n_epochs"] == 15
    assert any(line.startswith("fitting the rating SVD") for line in told)


def test_the_popularity_control_ranks_by_popularity(prepared):
    settings = TrainingSettings(bayesian_mf=BRIEF, control="popularity")
    bundle = train_bundle(prepared, settings, JUDGING, PROVENANCE)
    assert isinstance(bundle.ranker, Popularity)
    assert bundle.info.ranker == "popularity"


def test_the_shuffled_control_has_lost_every_taste(prepared, bundle, night):
    settings = TrainingSettings(bayesian_mf=BRIEF, control="shuffled")
    shuffled = train_bundle(prepared, settings, JUDGING, PROVENANCE)
    assert shuffled.info.control == "shuffled"
    np.testing.assert_array_equal(shuffled.popularity.scores, bundle.popularity.scores)
    np.testing.assert_array_equal(shuffled.seen.films, bundle.seen.films)

    def contrast(ranker) -> float:
        scores = ranker.score([ranker.profile(night[:5])])[0]
        return float((scores[5:10].mean() - scores[10:20].mean()) / scores[:20].std())

    assert contrast(shuffled.ranker) < 1 < contrast(bundle.ranker)


def test_progress_is_told_in_single_lines(prepared, training):
    told: list[tuple[str, float]] = []
    train_bundle(prepared, training, JUDGING, PROVENANCE, lambda *line: told.append(line))
    assert [fraction for _, fraction in told] == sorted(fraction for _, fraction in told)
    assert all("\n" not in message for message, _ in told)


def test_the_time_of_training_is_now_unless_told():
    assert Provenance().trained_at.endswith("+00:00")
