import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cinq.metrics.beyond_accuracy import (
    coverage_at,
    intra_list_diversity_at,
    novelty_at,
    popularity_share_at,
)

LISTS = arrays(np.int32, st.tuples(st.integers(1, 9), st.just(5)), elements=st.integers(-1, 19))


@settings(deadline=None)
@given(LISTS)
def test_coverage_is_the_share_of_films_that_anybody_is_shown(lists):
    shown = {film for films in lists.tolist() for film in films[:3] if film >= 0}
    assert coverage_at(lists, 3, 20) == pytest.approx(len(shown) / 20)


@settings(deadline=None)
@given(LISTS)
def test_coverage_grows_with_the_length_of_the_lists(lists):
    assert coverage_at(lists, 2, 20) <= coverage_at(lists, 5, 20) <= 1


@settings(deadline=None)
@given(LISTS, arrays(np.int64, 20, elements=st.integers(0, 50)))
def test_novelty_agrees_with_its_definition_list_by_list(lists, likes):
    values = novelty_at(lists, 4, likes, 50)
    for films, value in zip(lists.tolist(), values, strict=True):
        bits = [-math.log2(max(likes[film], 1) / 50) for film in films[:4] if film >= 0]
        assert value == pytest.approx(sum(bits) / len(bits) if bits else 0)


def test_a_film_that_everybody_likes_is_no_surprise():
    assert novelty_at(np.array([[0]], np.int32), 1, np.array([8]), 8)[0] == 0


def test_a_film_that_nobody_likes_surprises_like_one_of_one():
    values = novelty_at(np.array([[0], [1]], np.int32), 1, np.array([0, 1]), 8)
    assert values.tolist() == [3, 3]


def test_more_places_than_the_lists_have_are_refused():
    with pytest.raises(ValueError, match="first 6 of lists of 5"):
        coverage_at(np.zeros((2, 5), np.int32), 6, 10)


@settings(deadline=None)
@given(LISTS, arrays(np.int8, (20, 3), elements=st.integers(0, 1)))
def test_diversity_agrees_with_its_definition_pair_by_pair(lists, features):
    values = intra_list_diversity_at(lists, 4, features)
    for films, value in zip(lists.tolist(), values, strict=True):
        vectors = [features[film].astype(float) for film in films[:4] if film >= 0]
        distances = []
        for place, one in enumerate(vectors):
            for other in vectors[:place]:
                lengths = math.sqrt((one @ one) * (other @ other))
                distances.append(1 - (one @ other) / lengths if lengths else 1)
        assert value == pytest.approx(np.mean(distances) if distances else 0)


def test_films_of_one_genre_are_alike_and_films_of_three_have_nothing_in_common():
    genres = np.eye(3)[[0, 0, 0, 1, 2]]
    lists = np.array([[0, 1, 2], [0, 3, 4], [0, 1, 3]], np.int32)
    assert intra_list_diversity_at(lists, 3, genres) == pytest.approx([0, 1, 2 / 3])


@settings(deadline=None)
@given(LISTS, arrays(np.int64, 20, elements=st.integers(0, 9)))
def test_popularity_share_counts_the_most_liked_films(lists, likes):
    famous = sorted(range(20), key=lambda film: (-likes[film], film))[:2]
    values = popularity_share_at(lists, 4, likes, top=0.1)
    for films, value in zip(lists.tolist(), values, strict=True):
        shown = [film in famous for film in films[:4] if film >= 0]
        assert value == pytest.approx(np.mean(shown) if shown else 0)


def test_at_least_one_film_is_the_most_liked():
    lists = np.array([[1, 0], [0, -1], [-1, -1]], np.int32)
    assert popularity_share_at(lists, 2, np.array([3, 9])).tolist() == [0.5, 0, 0]
