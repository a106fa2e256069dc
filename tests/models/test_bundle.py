import numpy as np
import pytest

from cinq.errors import UnknownUser
from cinq.models.bundle import SeenFilms


def test_an_unknown_user_is_named_in_the_error(world):
    seen = SeenFilms.of_all(world.interactions)
    for stranger in (0, 7, 99, 160, 10**12):
        with pytest.raises(UnknownUser, match=f"unknown user {stranger}"):
            seen.of(stranger)


def test_a_user_without_ratings_has_seen_nothing(world):
    some = SeenFilms.of_all(world.interactions.take(world.interactions.users != 5))
    films, ratings = some.of(105)
    assert len(films) == len(ratings) == 0
    np.testing.assert_array_equal(
        some.of(106)[0], world.interactions.films[world.interactions.users == 6]
    )
