import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cinq.metrics.ranking import find_hits, hit_at, ndcg_at, precision_at, recall_at

K = 4
CASE = st.tuples(
    st.permutations(range(12)).map(lambda films: films[:6]),
    st.sets(st.integers(0, 11), min_size=1, max_size=9),
)
CASES = st.lists(CASE, min_size=1, max_size=8)


def packed(cases) -> tuple[np.ndarray, np.ndarray]:
    lists = np.array([films for films, _ in cases], np.int32)
    n_targets = np.array([len(targets) for _, targets in cases])
    indptr = np.concatenate([[0], np.cumsum(n_targets)])
    flat = np.array([film for _, targets in cases for film in sorted(targets)], np.int32)
    return find_hits(lists, indptr, flat), n_targets


def slow_ndcg(films, targets, k) -> float:
    gain = sum(1 / math.log2(place + 2) for place, film in enumerate(films[:k]) if film in targets)
    return gain / sum(1 / math.log2(place + 2) for place in range(min(len(targets), k)))


@settings(deadline=None)
@given(CASES)
def test_hits_are_the_listed_films_among_the_targets(cases):
    hits, _ = packed(cases)
    assert hits.tolist() == [[film in targets for film in films] for films, targets in cases]


@settings(deadline=None)
@given(CASES)
def test_every_metric_agrees_with_its_definition_case_by_case(cases):
    hits, n_targets = packed(cases)
    for place, (films, targets) in enumerate(cases):
        found = len(set(films[:K]) & targets)
        assert hit_at(hits, K)[place] == float(found > 0)
        assert precision_at(hits, K)[place] == pytest.approx(found / K)
        assert recall_at(hits, n_targets, K)[place] == pytest.approx(found / min(len(targets), K))
        assert ndcg_at(hits, n_targets, K)[place] == pytest.approx(slow_ndcg(films, targets, K))


@settings(deadline=None)
@given(CASES)
def test_values_lie_between_none_and_all(cases):
    hits, n_targets = packed(cases)
    for values in (hit_at(hits, K), recall_at(hits, n_targets, K), ndcg_at(hits, n_targets, K)):
        assert values.shape == (len(cases),)
        assert values.dtype == np.float64
        assert ((values >= 0) & (values <= 1 + 1e-12)).all()


@settings(deadline=None)
@given(st.sets(st.integers(0, 11), min_size=1, max_size=9))
def test_the_best_possible_list_scores_one(targets):
    best = sorted(targets) + sorted(set(range(12)) - targets)
    hits, n_targets = packed([(best, targets)])
    assert ndcg_at(hits, n_targets, K)[0] == pytest.approx(1)
    assert recall_at(hits, n_targets, K)[0] == pytest.approx(1)


@settings(deadline=None)
@given(CASES)
def test_a_hit_moved_up_never_lowers_ndcg(cases):
    hits, n_targets = packed(cases)
    sorted_hits = np.sort(hits[:, :K], axis=1)[:, ::-1]
    assert (ndcg_at(sorted_hits, n_targets, K) >= ndcg_at(hits[:, :K], n_targets, K) - 1e-12).all()


def test_padding_of_short_lists_never_hits():
    lists = np.array([[3, -1, -1], [-1, -1, -1]], np.int32)
    hits = find_hits(lists, np.array([0, 2, 3]), np.array([3, 5, 0], np.int32))
    assert hits.tolist() == [[True, False, False], [False, False, False]]


def test_targets_of_one_case_are_not_those_of_the_next():
    lists = np.array([[0], [1]], np.int32)
    hits = find_hits(lists, np.array([0, 1, 2]), np.array([1, 0], np.int32))
    assert not hits.any()


def test_a_case_without_a_target_is_refused():
    hits = np.zeros((2, 5), bool)
    for metric in (recall_at, ndcg_at):
        with pytest.raises(ValueError, match="without a target"):
            metric(hits, np.array([1, 0]), 5)


def test_more_places_than_the_lists_have_are_refused():
    with pytest.raises(ValueError, match="first 6 of lists of 5"):
        hit_at(np.zeros((2, 5), bool), 6)


def test_targets_of_other_cases_are_refused():
    with pytest.raises(ValueError, match="targets of 2 cases against 1"):
        find_hits(np.zeros((1, 2), np.int32), np.array([0, 1, 2]), np.array([1, 0], np.int32))
