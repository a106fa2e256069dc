import numpy as np

from cinq.hyperparameters import DampedMeanSettings
from cinq.models.damped_mean import DampedMean
from tests.models.small_tables import rated

_ = np.nan


def test_predictions_are_those_reckoned_by_hand():
    # all six ratings have the mean 3
    ratings = rated([[5, 1, _], [4, 2, _], [5, 1, _]])
    model = DampedMean(DampedMeanSettings(damping=2)).fit(*ratings, seed=0)
    expected = [(14 + 2 * 3) / (3 + 2), (4 + 2 * 3) / (3 + 2), 3]
    np.testing.assert_allclose(model.score([model.profile([10])])[0], expected, rtol=1e-6)


def test_everybody_gets_the_same_list_whatever_they_picked(world):
    model = DampedMean().fit(world.interactions, world.catalogue, seed=0)
    scores = model.score([model.profile([100]), model.profile([200, 205, 300])])
    np.testing.assert_array_equal(scores[0], scores[1])


def test_one_rapture_does_not_beat_many_good_ratings():
    table = [[4.5, _], *[[4.5, 3.0]] * 8, [_, 3.0]]
    ratings = rated([[*row, 5.0 if place == 0 else _] for place, row in enumerate(table)])
    model = DampedMean(DampedMeanSettings(damping=5)).fit(*ratings, seed=0)
    loved, fair, once = model.means
    assert loved > once > fair


def test_favourites_that_nobody_likes_get_the_popularity_list(world):
    model = DampedMean().fit(world.interactions, world.catalogue, seed=0)
    profile = model.profile([301])
    assert profile.blank
    np.testing.assert_array_equal(model.score([profile])[0], model.popularity)
