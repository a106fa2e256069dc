import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cinq.metrics.rating import mae, rmse

PAIRS = arrays(np.float64, st.tuples(st.integers(1, 30), st.just(2)), elements=st.floats(0, 100))


@settings(deadline=None)
@given(PAIRS)
def test_mae_is_never_above_rmse_and_neither_below_zero(pairs):
    assert 0 <= mae(*pairs.T) <= rmse(*pairs.T) + 1e-9


@settings(deadline=None)
@given(PAIRS)
def test_which_is_predicted_and_which_given_is_of_no_matter(pairs):
    assert rmse(*pairs.T) == rmse(*pairs.T[::-1])
    assert mae(*pairs.T) == mae(*pairs.T[::-1])


@settings(deadline=None)
@given(PAIRS)
def test_agrees_with_sums_written_out(pairs):
    errors = [predicted - actual for predicted, actual in pairs.tolist()]
    assert rmse(*pairs.T) == pytest.approx((sum(e * e for e in errors) / len(errors)) ** 0.5)
    assert mae(*pairs.T) == pytest.approx(sum(map(abs, errors)) / len(errors))


def test_float32_errors_are_summed_in_float64():
    predicted, actual = np.full(10_000_000, 3.1, np.float32), np.full(10_000_000, 3.0, np.float32)
    assert rmse(predicted, actual) == pytest.approx(0.1, abs=1e-6)


def test_nothing_or_unlike_lengths_are_refused():
    for metric in (rmse, mae):
        with pytest.raises(ValueError, match="over nothing"):
            metric(np.empty(0), np.empty(0))
        with pytest.raises(ValueError, match="2 entries against 3"):
            metric(np.zeros(2), np.zeros(3))
