import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cinq.serving.topk import best_rows

FEW_SCORES = arrays(np.float32, st.integers(0, 60), elements=st.integers(-3, 3).map(np.float32))


def nothing(scores: np.ndarray) -> np.ndarray:
    return np.zeros(len(scores), np.bool_)


def test_of_equal_scores_the_lower_row_comes_first():
    scores = np.array([1, 2, 2, 1, 2], np.float32)
    assert best_rows(scores, nothing(scores), 4).tolist() == [1, 2, 4, 0]


def test_excluded_rows_never_come():
    scores = np.array([3, 2, 1], np.float32)
    assert best_rows(scores, np.array([True, False, False]), 3).tolist() == [1, 2]


def test_nan_never_wins():
    scores = np.array([np.nan, 1, np.nan], np.float32)
    assert best_rows(scores, nothing(scores), 3).tolist() == [1]


def test_minus_infinity_is_a_score_like_any_other():
    scores = np.array([-np.inf, 0], np.float32)
    assert best_rows(scores, nothing(scores), 2).tolist() == [1, 0]


@settings(deadline=None)
@given(FEW_SCORES, st.integers(1, 70), st.randoms(use_true_random=False))
def test_it_agrees_with_a_full_sort(scores, k, random):
    excluded = np.array([random.random() < 0.3 for _ in scores], np.bool_)
    order = np.lexsort((np.arange(len(scores)), -scores))
    expected = [row for row in order if not excluded[row]][:k]
    assert best_rows(scores, excluded, k).tolist() == expected


def test_read_only_scores_are_taken():
    scores = np.array([1, 2], np.float32)
    scores.flags.writeable = False
    assert best_rows(scores, nothing(scores), 1).tolist() == [1]
