import numpy as np

from cinq.models.popularity import Popularity, like_counts


def test_the_film_that_everybody_likes_comes_first(world):
    model = Popularity().fit(world.interactions, world.catalogue, seed=0)
    best = int(model.score([model.profile([])])[0].argmax())
    assert world.catalogue.film_ids[best] == 300


def test_scores_are_damped_counts_of_likes_not_of_ratings(world):
    model = Popularity().fit(world.interactions, world.catalogue, seed=0)
    likes = like_counts(world.interactions)
    assert likes.sum() == world.interactions.liked.sum() < len(world.interactions)
    np.testing.assert_allclose(model.scores, np.log1p(likes), rtol=1e-6)
    assert model.scores[-1] == 0.0  # the film nobody saw
