from dataclasses import replace

import numpy as np
import pytest

from cinq.data.catalogue import Catalogue
from cinq.hyperparameters import ContentSettings
from cinq.models.content import Content

PLAIN = ContentSettings(popularity_out=0)


def test_films_of_the_favourites_genre_come_first(world, night, day):
    model = Content(PLAIN).fit(world.interactions, world.catalogue, seed=0)
    scores = model.score([model.profile(night[:5])])[0]
    alike, others = world.catalogue.rows(list(night)), world.catalogue.rows(list(day))
    assert scores[alike].min() > scores[others].max()
    assert np.ptp(scores[alike]) == 0


def test_a_film_that_nobody_has_rated_is_answered(world, day):
    model = Content(PLAIN).fit(world.interactions, world.catalogue, seed=0)
    [unseen, known] = world.catalogue.rows([301, day[7]])
    scores = model.score([model.profile(day[:5])])[0]
    assert scores[unseen] == scores[known] > 0


def test_of_films_as_alike_the_more_popular_comes_first(world, day):
    model = Content().fit(world.interactions, world.catalogue, seed=0)
    scores = model.score([model.profile(day[:5])])[0]
    blockbuster, unseen = world.catalogue.rows([300, 301])
    assert scores[blockbuster] > scores[unseen]


def test_shares_are_resemblances_times_popularity(world, night, day):
    model = Content().fit(world.interactions, world.catalogue, seed=0)
    likes = np.bincount(
        world.interactions.films[world.interactions.liked], minlength=len(world.catalogue)
    )
    profile = model.profile([night[0], day[0]])
    asked = world.catalogue.rows([day[3], 301])
    shares = model.shares(profile, asked)
    era, same_genre = 0.15, 1
    expected = [[era, era + same_genre]] * np.maximum(likes[asked], 1)[:, np.newaxis] ** 0.25
    np.testing.assert_allclose(shares, expected, rtol=1e-5)


def test_people_say_nothing_where_nothing_is_known_of_their_favourites(world):
    bare = [replace(film, title="", year=None, genres=()) for film in world.catalogue.films]
    model = Content().fit(world.interactions, Catalogue(tuple(bare)), seed=0)
    profile = model.profile([100, 205])
    assert profile.blank
    np.testing.assert_array_equal(model.score([profile])[0], model.popularity)


@pytest.mark.parametrize("name", ["starts", "features", "values", "film_weights"])
def test_arrays_that_do_not_fit_are_refused(world, name):
    model = Content().fit(world.interactions, world.catalogue, seed=0)
    arrays = model.arrays() | {name: model.arrays()[name][:-1]}
    with pytest.raises(ValueError, match="damaged"):
        Content.from_arrays(arrays, world.catalogue)


def test_a_feature_below_the_first_is_refused(world):
    model = Content().fit(world.interactions, world.catalogue, seed=0)
    features = model.rows.features.copy()
    features[0] = -1
    with pytest.raises(ValueError, match="damaged"):
        Content.from_arrays(model.arrays() | {"features": features}, world.catalogue)
