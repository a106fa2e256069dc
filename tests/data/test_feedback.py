"""Feedback as ratings beside those of the data set."""

import numpy as np

from cinq.data.feedback import feedback_ratings
from cinq.feedback import LIKED, NOT_FOR_ME, SEEN, Opinions
from tests.serving.worlds import SCALE, catalogue, film_of


def opinions() -> Opinions:
    films = [film_of(0, 0), film_of(0, 1), film_of(1, 0), 424242, film_of(2, 0)]
    return Opinions(
        user_ids=np.array([-9, -9, -5, -5, -2]),
        film_ids=np.array(films),
        kinds=np.array([LIKED, NOT_FOR_ME, LIKED, LIKED, SEEN], np.int8),
        timestamps=np.array([1, 2, 3, 4, 5]),
    )


def test_a_like_is_a_like_and_a_refusal_the_lowest_rating():
    ratings = feedback_ratings(opinions(), catalogue(), SCALE)
    assert ratings.ratings.tolist() == [SCALE.liked_from, SCALE.low, SCALE.liked_from]
    assert ratings.liked.tolist() == [True, False, True]


def test_films_that_are_gone_and_films_only_seen_are_left_out_with_their_people():
    ratings = feedback_ratings(opinions(), catalogue(), SCALE)
    assert ratings.user_ids.tolist() == [-9, -5]
    assert ratings.users.tolist() == [0, 0, 1]
    assert catalogue().film_ids[ratings.films].tolist() == [
        film_of(0, 0), film_of(0, 1), film_of(1, 0),
    ]  # fmt: skip
    assert ratings.indptr().tolist() == [0, 2, 3]
