"""What every recommender promises, whatever it is inside."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cinq import wire
from cinq.data.interactions import Scale
from cinq.errors import UnknownFilm
from cinq.hyperparameters import (
    AdjustedCosineSettings,
    AsymmetricSettings,
    BayesianSettings,
    EASESettings,
    IALSSettings,
    MultVAESettings,
    NMFSettings,
    PearsonSettings,
    PureSVDSettings,
    RatingSettings,
    SpectralSettings,
    SVDppSettings,
)
from cinq.models.bayesian_mf import BayesianMF
from cinq.models.content import Content
from cinq.models.damped_mean import DampedMean
from cinq.models.ease import EASE
from cinq.models.family import CLASSES
from cinq.models.hybrid import Hybrid, HybridKNN
from cinq.models.ials import IALS
from cinq.models.item_knn import ItemKNN
from cinq.models.mult_vae import MultVAE, why_absent
from cinq.models.nmf import NMF
from cinq.models.popularity import Popularity
from cinq.models.pure_svd import PureSVD
from cinq.models.rating_svd import RatingSVD
from cinq.models.recommender import Recommender
from cinq.models.spectral_svd import SpectralSVD
from cinq.models.svdpp import SVDpp
from cinq.models.training import Provenance, train_bundle
from cinq.serving.engine import Engine
from cinq.serving.reasons import because
from cinq.serving.topk import best_rows
from cinq.settings import JudgingSettings, TrainingSettings
from tests.models.small_tables import rated

BLANK_MODELS = ("popularity",)
SUMS = (
    "knn_cosine",
    "knn_adjusted_cosine",
    "knn_pearson",
    "knn_asymmetric",
    "ease",
    "pure_svd",
    "ials",
    "spectral_svd",
    "content",
    "hybrid",
    "hybrid_knn",
)
QUICK = RatingSettings(n_factors=6, n_epochs=15, learning_rate=0.02, regularization=0.05)

UNFITTED: dict[str, Callable[[], Recommender]] = {
    "popularity": Popularity,
    "damped_mean": DampedMean,
    "knn_cosine": ItemKNN,
    "knn_adjusted_cosine": lambda: ItemKNN(AdjustedCosineSettings(shrinkage=5)),
    "knn_pearson": lambda: ItemKNN(PearsonSettings(shrinkage=5)),
    "knn_asymmetric": lambda: ItemKNN(AsymmetricSettings(n_neighbours=15)),
    "ease": lambda: EASE(EASESettings(regularization=10)),
    "pure_svd": lambda: PureSVD(PureSVDSettings(n_factors=7)),
    "ials": lambda: IALS(IALSSettings(n_factors=7, n_epochs=4)),
    "spectral_svd": lambda: SpectralSVD(SpectralSettings(n_factors=7)),
    "content": Content,
    "hybrid": lambda: Hybrid(main=SpectralSVD(SpectralSettings(n_factors=7))),
    "hybrid_knn": HybridKNN,
    "rating_svd": lambda: RatingSVD(QUICK),
    "bayesian_mf": lambda: BayesianMF(
        BayesianSettings(n_factors=3, n_chains=2, n_iterations=20, n_samples=8, rank=6)
    ),
    "svdpp": lambda: SVDpp(SVDppSettings(n_factors=4, n_epochs=10)),
    "nmf": lambda: NMF(NMFSettings(n_factors=4)),
}

if not why_absent():  # trained with PyTorch, an extra
    UNFITTED["mult_vae"] = lambda: MultVAE(
        MultVAESettings(n_hidden=12, n_factors=4, n_epochs=3, batch_size=20)
    )


@pytest.fixture(scope="module", params=UNFITTED)
def make(request: pytest.FixtureRequest) -> Callable[[], Recommender]:
    return UNFITTED[request.param]


@pytest.fixture(scope="module")
def model(make, world) -> Recommender:
    return make().fit(world.interactions, world.catalogue, seed=1)


def test_fit_returns_the_model_under_its_name(make, world):
    fresh = make()
    assert fresh.fit(world.interactions, world.catalogue, seed=1) is fresh
    assert CLASSES[fresh.name] is type(fresh)


def test_scores_are_float32_one_row_a_profile_one_column_a_film(model, world):
    scores = model.score([model.profile([100, 101]), model.profile([200]), model.profile([])])
    assert scores.shape == (3, len(world.catalogue))
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()


def test_nobody_asked_gives_no_row(model, world):
    assert model.score([]).shape == (0, len(world.catalogue))


def test_order_of_picks_is_of_no_matter(model):
    one, other = model.profile([100, 205, 300]), model.profile([300, 100, 205])
    np.testing.assert_array_equal(one.picks, other.picks)
    np.testing.assert_array_equal(one.vector, other.vector)
    np.testing.assert_array_equal(model.score([one]), model.score([other]))


def test_a_film_picked_twice_counts_once(model):
    once, twice = model.profile([100, 205]), model.profile([100, 205, 100])
    np.testing.assert_array_equal(once.picks, twice.picks)
    np.testing.assert_array_equal(once.vector, twice.vector)


def test_picks_are_ascending_catalogue_rows(model, world):
    profile = model.profile([300, 100, 205])
    assert profile.picks.dtype == np.int32
    assert world.catalogue.film_ids[profile.picks].tolist() == [100, 205, 300]


def test_every_unknown_film_is_named_in_the_error(model):
    with pytest.raises(UnknownFilm) as caught:
        model.profile([100, 7, 999, -1])
    assert caught.value.film_ids == [-1, 7, 999]


def test_an_empty_profile_gets_the_popularity_list(model, world):
    popularity = Popularity().fit(world.interactions, world.catalogue, seed=1)
    blank = model.profile([])
    assert blank.blank
    np.testing.assert_array_equal(model.score([blank])[0], popularity.scores)


def test_a_profile_with_a_liked_film_is_not_blank(model):
    assert model.profile([100]).blank == (model.name in BLANK_MODELS)


def test_arrays_bring_the_same_model_back_bit_for_bit(model, world):
    again = type(model).from_arrays(model.arrays(), world.catalogue)
    profiles = [model.profile(picks) for picks in ([100, 101], [205], [])]
    for profile, picks in zip(profiles, ([100, 101], [205], []), strict=True):
        np.testing.assert_array_equal(again.profile(picks).vector, profile.vector)
    np.testing.assert_array_equal(again.score(profiles), model.score(profiles))
    assert again.arrays().keys() == model.arrays().keys()
    for name, array in model.arrays().items():
        assert np.shares_memory(again.arrays()[name], array) or array.size == 0
        assert again.arrays()[name].dtype == array.dtype


FITTING = ("item_in", "item_out", "weight_starts", "weight_films")


def test_arrays_that_do_not_fit_each_other_are_refused(model, world):
    for name in FITTING:
        if name in (arrays := model.arrays()):
            with pytest.raises(ValueError, match="do not fit"):
                type(model).from_arrays({**arrays, name: arrays[name][:-1]}, world.catalogue)


def test_learned_arrays_cannot_be_written(model):
    for array in model.arrays().values():
        assert not array.flags.writeable


def test_the_same_seed_gives_the_same_arrays(make, model, world):
    again = make().fit(world.interactions, world.catalogue, seed=1)
    for name, array in model.arrays().items():
        np.testing.assert_array_equal(again.arrays()[name], array)


def test_any_whole_number_is_a_seed(make, world):
    make().fit(world.interactions, world.catalogue, seed=-3)
    make().fit(world.interactions, world.catalogue, seed=2**40)


def test_fitting_leaves_the_data_as_it_was(make, world):
    before = world.interactions.ratings.copy(), world.interactions.films.copy()
    make().fit(world.interactions, world.catalogue, seed=1)
    np.testing.assert_array_equal(world.interactions.ratings, before[0])
    np.testing.assert_array_equal(world.interactions.films, before[1])
    assert world.interactions.user_ids.flags.writeable


FILM_IDS = st.sampled_from([*range(100, 110), *range(200, 210), 300, 301])


@settings(deadline=None, max_examples=30)
@given(people=st.lists(st.lists(FILM_IDS, max_size=8), min_size=1, max_size=11))
@pytest.mark.parametrize("name", UNFITTED)
def test_scores_do_not_depend_on_the_company_in_a_batch(fitted, name, people):
    model = fitted[name]
    profiles = [model.profile(picks) for picks in people]
    together = model.score(profiles)
    for place, profile in enumerate(profiles):
        np.testing.assert_array_equal(model.score([profile])[0], together[place])


@settings(deadline=None, max_examples=30)
@given(picks=st.lists(FILM_IDS, max_size=8))
@pytest.mark.parametrize("name", UNFITTED)
def test_shares_add_up_to_the_score_where_there_are_any(fitted, name, picks):
    model = fitted[name]
    profile = model.profile(picks)
    films = np.array([0, 3, 15, 20], np.int32)
    shares = model.shares(profile, films)
    assert shares.dtype == np.float32
    if name in SUMS and not profile.blank:
        assert shares.shape == (4, len(profile.picks))
        scores = model.score([profile])[0, films]
        np.testing.assert_allclose(shares.sum(axis=1), scores, rtol=1e-4, atol=1e-6)
    else:
        assert shares.shape == (4, 0)


@pytest.fixture(scope="module")
def fitted(world) -> dict[str, Recommender]:
    return {
        name: make().fit(world.interactions, world.catalogue, seed=1)
        for name, make in UNFITTED.items()
    }


@settings(deadline=None, max_examples=30)
@given(picks=st.sets(FILM_IDS, min_size=1, max_size=6))
@pytest.mark.parametrize("name", SUMS)
def test_without_the_film_named_first_the_score_falls_most(fitted, name, picks):
    model = fitted[name]
    profile = model.profile(list(picks))
    assume(not profile.blank)
    scores = model.score([profile])[0]
    excluded = np.isin(np.arange(len(scores)), profile.picks)
    best = best_rows(scores, excluded, 1)
    reasons = because(model.catalogue, profile.picks, model.shares(profile, best)[0])
    without = {}
    for pick in picks:
        rest = model.profile(list(picks - {pick}))
        # what a blank profile scores is popularity; as a sum over nothing it is 0
        without[pick] = 0.0 if rest.blank else float(model.score([rest])[0, best[0]])
    rounding = 1e-5 * (abs(float(scores[best[0]])) + max(abs(reason.share) for reason in reasons))
    assert without[reasons[0].film_id] <= min(without.values()) + rounding


@pytest.fixture(scope="module")
def engines(fitted, prepared, quick) -> dict[str, Engine]:
    """Engines that answer with each model; fitted to everybody, so that rows agree."""
    training = TrainingSettings(ranker="popularity", rating_svd=quick)
    bundle = train_bundle(prepared, training, JudgingSettings(), Provenance())
    return {name: Engine(replace(bundle, ranker=model)) for name, model in fitted.items()}


@settings(deadline=None, max_examples=15)
@given(picks=st.lists(FILM_IDS, min_size=1, max_size=8, unique=True), data=st.data())
@pytest.mark.parametrize("name", UNFITTED)
def test_answers_hold_no_pick_and_do_not_hang_on_their_order(engines, name, picks, data):
    answer = engines[name].recommend_one(wire.RecommendRequest(favourites=picks, k=10))
    assert len(answer.films) == 10
    assert not {film.film_id for film in answer.films} & set(picks)
    shuffled = data.draw(st.permutations(picks))
    again = engines[name].recommend_one(wire.RecommendRequest(favourites=shuffled, k=10))
    assert again.films == answer.films


def test_ratings_of_any_scale_will_do(make, world):
    ratings = (world.interactions.ratings - 0.5) / 4.5 * 100
    percent = replace(world.interactions, ratings=ratings, scale=Scale(0.0, 100.0, 75.0))
    model = make().fit(percent, world.catalogue, seed=1)
    scores = model.score([model.profile([100, 101]), model.profile([])])
    assert np.isfinite(scores).all()
    assert np.ptp(scores[0]) > 0


def test_people_who_like_nothing_will_do(make, world):
    ratings = world.interactions.ratings % 3 + 0.5
    grumpy = replace(world.interactions, ratings=ratings)
    assert not grumpy.liked.any()
    model = make().fit(grumpy, world.catalogue, seed=1)
    assert np.isfinite(model.score([model.profile([100, 205]), model.profile([])])).all()


def test_two_films_will_do(make):
    interactions, catalogue = rated([[5, 4], [5, 1], [2, 5]])
    model = make().fit(interactions, catalogue, seed=1)
    scores = model.score([model.profile([10]), model.profile([10, 20]), model.profile([])])
    assert scores.shape == (3, 2)
    assert np.isfinite(scores).all()
