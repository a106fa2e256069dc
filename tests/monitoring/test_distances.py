"""Distances of distributions, against their definitions and SciPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import rel_entr

from cinq.monitoring.distances import jensen_shannon, psi, shares

counts = arrays(np.float64, 6, elements=st.floats(0, 1e4))


@given(counts, counts)
def test_both_are_symmetric_never_below_zero_and_as_others_define_them(one, other) -> None:
    p, q = shares(one), shares(other)
    assert psi(p, q) == pytest.approx(psi(q, p))
    assert psi(p, q) >= 0
    assert psi(p, q) == pytest.approx(np.sum(p * np.log(p / q)) + np.sum(q * np.log(q / p)))
    middle = (p + q) / 2
    bits = (rel_entr(p, middle).sum() + rel_entr(q, middle).sum()) / 2 / np.log(2)
    # rounding may leave a little less than nothing where they are equal
    assert jensen_shannon(p, q) == pytest.approx(max(bits, 0) ** 0.5, abs=1e-7)


def test_equal_ones_are_not_apart_and_an_empty_bin_is_no_infinity() -> None:
    p = shares(np.array([10.0, 0.0, 90.0]))
    assert psi(p, p) == jensen_shannon(p, p) == 0
    assert 0 < psi(p, shares(np.array([0.0, 10.0, 90.0]))) < 10
    assert jensen_shannon(np.array([1 - 1e-9, 1e-9]), np.array([1e-9, 1 - 1e-9])) > 0.999


def test_without_any_change_psi_is_about_bins_over_requests() -> None:
    random = np.random.default_rng(0)
    p, q = (shares(random.multinomial(500, [0.1] * 10, size=4000)) for _ in range(2))
    assert psi(p, q).mean() == pytest.approx(9 * 2 / 500, rel=0.05)
