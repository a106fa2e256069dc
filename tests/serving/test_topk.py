import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cinq.serving.topk import BLOCK, SAMPLED, best_rows

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


def films_in_order(n: int) -> np.ndarray:
    return np.arange(n, dtype=np.float32)


@pytest.mark.parametrize("k", [1, 5, 9, 100])
@pytest.mark.parametrize(
    "scores",
    [
        films_in_order(5_000),
        -films_in_order(5_000),
        films_in_order(5_000) % 64,
        np.where(films_in_order(9_000) % (SAMPLED * BLOCK) < BLOCK, 1, 0).astype(np.float32),
        np.where(films_in_order(9_000) % (SAMPLED * BLOCK) < BLOCK, np.nan, 0).astype(np.float32),
        np.full(5_000, -np.inf, np.float32),
        np.full(5_000, np.nan, np.float32),
    ],
    ids=["up", "down", "waves", "sampled best", "sampled none", "minus infinity", "none"],
)
@pytest.mark.parametrize("shut", ["nothing", "the sampled", "the last half"])
def test_of_many_films_whatever_the_sample_says_the_best_come(scores, k, shut):
    places = np.arange(len(scores))
    excluded = {
        "nothing": nothing(scores),
        "the sampled": places % (SAMPLED * BLOCK) < BLOCK,
        "the last half": places >= len(scores) // 2,
    }[shut]
    order = np.lexsort((places, -scores))
    expected = [row for row in order if not excluded[row] and not np.isnan(scores[row])][:k]
    assert best_rows(scores, excluded, k).tolist() == expected


def test_read_only_scores_are_taken():
    scores = np.array([1, 2], np.float32)
    scores.flags.writeable = False
    assert best_rows(scores, nothing(scores), 1).tolist() == [1]
