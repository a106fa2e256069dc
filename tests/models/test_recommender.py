"""What all models share."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cinq.errors import UnknownFilm
from cinq.models.recommender import rows_of_picks
from tests.serving.worlds import catalogue

FILMS = catalogue()


@given(st.lists(st.sampled_from(FILMS.film_ids.tolist()), max_size=30))
def test_picks_become_ascending_rows_without_repeats(picks):
    expected = np.unique(np.searchsorted(FILMS.film_ids, np.array(picks, np.int64)))
    assert rows_of_picks(FILMS, picks).tolist() == expected.tolist()


@pytest.mark.parametrize("unknown", [0, 1001, 10**9])
def test_a_pick_that_the_catalogue_lacks_is_named(unknown):
    with pytest.raises(UnknownFilm, match=str(unknown)):
        rows_of_picks(FILMS, [int(FILMS.film_ids[0]), unknown])
