from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cinq.data.catalogue import Catalogue
from cinq.hyperparameters import ContentSettings, HybridSettings, SpectralSettings
from cinq.models.content import Content
from cinq.models.hybrid import Hybrid, HybridKNN
from cinq.models.item_knn import ItemKNN
from cinq.models.spectral_svd import SpectralSVD

FEW = SpectralSettings(n_factors=5)


def fitted(world, weight: float = 0.3, kind: type[Hybrid] = Hybrid) -> Hybrid:
    main = ItemKNN() if kind is HybridKNN else SpectralSVD(FEW)
    model = kind(HybridSettings(content_weight=weight), main, Content())
    return model.fit(world.interactions, world.catalogue, seed=2)


@pytest.fixture(scope="module", params=[Hybrid, HybridKNN])
def model(request, world) -> Hybrid:
    return fitted(world, kind=request.param)


def test_the_score_is_the_weighted_sum_of_the_components(model, night):
    picks = night[:4]
    parts = [of.score([of.profile(picks)])[0] for of in model.components]
    expected = model.weights[0] * parts[0] + model.weights[1] * parts[1]
    np.testing.assert_allclose(model.score([model.profile(picks)])[0], expected, rtol=1e-6)


def test_shares_are_the_weighted_sums_of_the_components_shares(model, night, day, world):
    picks, films = (night[0], day[0]), world.catalogue.rows([night[4], day[4]])
    parts = [of.shares(of.profile(picks), films) for of in model.components]
    expected = model.weights[0] * parts[0] + model.weights[1] * parts[1]
    shares = model.shares(model.profile(picks), films)
    np.testing.assert_allclose(shares, expected, rtol=1e-6)
    assert shares[0, 0] > shares[0, 1]
    assert shares[1, 1] > shares[1, 0]


def test_constants_make_the_components_equally_wide(world):
    model = fitted(world, weight=1)
    people = world.interactions.n_users
    liked = world.interactions.take(world.interactions.liked)
    draw = np.random.default_rng(0)
    widths = np.zeros((people, 2))
    for person in range(people):
        films = liked.films[liked.users == person]
        picks = world.catalogue.film_ids[draw.permutation(films)[:5]].tolist()
        for place, of in enumerate(model.components):
            widths[person, place] = (model.weights[place] * of.score([of.profile(picks)])).std()
    np.testing.assert_allclose(widths.mean(axis=0), 1, rtol=0.1)


def test_without_weight_the_content_is_of_no_effect(world, night):
    model = fitted(world, weight=0)
    alone = SpectralSVD(FEW).fit(world.interactions, world.catalogue, seed=2)
    scores = model.score([model.profile(night[:3])])[0]
    expected = model.weights[0] * alone.score([alone.profile(night[:3])])[0]
    np.testing.assert_array_equal(scores, expected)


def test_a_favourite_that_nobody_liked_speaks_through_its_content(world, day, night):
    model = fitted(world)
    profile = model.profile([301])
    assert not profile.blank
    scores = model.score([profile])[0]
    expected = model.weights[1] * model.content.score([model.content.profile([301])])[0]
    np.testing.assert_array_equal(scores, expected)
    rows = world.catalogue.rows([day[0], night[0]])
    assert scores[rows[0]] > scores[rows[1]]
    np.testing.assert_allclose(model.shares(profile, rows)[:, 0], scores[rows], rtol=1e-6)


def test_where_nothing_is_said_of_films_the_main_model_ranks_alone(world, night):
    bare = [replace(film, title="", year=None, genres=()) for film in world.catalogue.films]
    catalogue = Catalogue(tuple(bare))
    model = Hybrid(None, SpectralSVD(FEW)).fit(world.interactions, catalogue, seed=2)
    assert model.weights[1] == 0
    alone = SpectralSVD(FEW).fit(world.interactions, catalogue, seed=2)
    expected = alone.score([alone.profile(night[:3])])[0]
    scores = model.score([model.profile(night[:3])])[0]
    np.testing.assert_array_equal(np.argsort(-scores, kind="stable"), np.argsort(-expected))


def test_with_nobody_to_learn_from_everybody_gets_the_popularity_list(world):
    nothing = world.interactions.take(np.zeros(len(world.interactions), np.bool_))
    silent = Content(ContentSettings(genre_weight=0, era_weight=0, title_weight=0))
    model = Hybrid(None, SpectralSVD(FEW), silent).fit(nothing, world.catalogue, seed=2)
    profile = model.profile([100])
    assert profile.blank
    assert not model.score([profile]).any()


FILM_IDS = st.sampled_from([*range(100, 110), *range(200, 210), 300])


@settings(deadline=None, max_examples=40)
@given(picks=st.sets(FILM_IDS, min_size=2, max_size=6), asked=FILM_IDS)
def test_without_the_film_named_first_the_score_falls_most(model, world, picks, asked):
    """The reason is no story: it is the favourite that the answer hangs on most."""
    ordered, film = sorted(picks), world.catalogue.rows([asked])
    shares = model.shares(model.profile(ordered), film)[0]
    left = [
        model.score([model.profile([other for other in ordered if other != pick])])[0, film[0]]
        for pick in ordered
    ]
    first = int(shares.argmax())
    assert left[first] == pytest.approx(min(left), abs=1e-4)
