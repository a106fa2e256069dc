import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cinq.serving.agreement import METHODS, average, fair, fits, least_misery

NONE_OUT = np.zeros(5, np.bool_)
ADAS, BENS, BOTHS, LUKEWARM, NOBODYS = range(5)
FITS = np.array([[1.0, 0.0, 0.6, 0.45, 0.0], [0.0, 1.0, 0.3, 0.45, 0.0]], np.float32)


def test_fits_run_from_the_median_film_to_the_best_that_is_left() -> None:
    scores = np.array(
        [[9.0, 1.0, 2.0, 3.0, 0.0, 5.0], [0.0, -1.0, -2.0, -3.0, 0.0, -5.0]], np.float32
    )
    out = np.array([True, False, False, False, False, False])
    found = fits(scores, out)

    assert found[0] == pytest.approx([0, 0, 0, 1 / 3, 0, 1])
    assert found[1] == pytest.approx([0, 0.5, 0, 0, 1, 0])


def test_fits_do_not_hang_on_the_units_of_scores() -> None:
    scores = np.random.default_rng(1).normal(size=(2, 30)).astype(np.float32)
    out = np.zeros(30, np.bool_)

    assert fits(scores * 100 + 7, out) == pytest.approx(fits(scores, out), abs=1e-4)


def test_who_scores_all_alike_fits_all() -> None:
    out = np.array([False, False, True])

    assert fits(np.full((1, 3), 4, np.float32), out).tolist() == [[1, 1, 0]]
    assert not fits(np.ones((1, 3), np.float32), np.ones(3, np.bool_)).any()


def test_the_average_takes_what_suits_both_best_on_the_whole() -> None:
    rows, scores = average(FITS, NONE_OUT, 3)

    assert rows.tolist() == [ADAS, BENS, BOTHS]
    assert scores == pytest.approx([0.5, 0.5, 0.45])


def test_least_misery_takes_what_nobody_minds() -> None:
    rows, scores = least_misery(FITS, NONE_OUT, 2)

    assert rows.tolist() == [LUKEWARM, BOTHS]
    assert scores == pytest.approx([0.45, 0.3])


def test_a_fair_list_turns_to_the_one_who_has_been_served_less() -> None:
    adas_but_one = np.array([[1.0, 0.95, 0.9, 0.1], [0.0, 0.0, 0.0, 0.84]], np.float32)
    out = np.zeros(4, np.bool_)

    assert average(adas_but_one, out, 3)[0].tolist() == [0, 1, 3]
    assert fair(adas_but_one, out, 3)[0].tolist() == [0, 3, 1]


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
@given(
    scores=arrays(np.float32, (3, 12), elements=st.floats(-5, 5, width=32)),
    out=arrays(np.bool_, 12),
    k=st.integers(1, 15),
)
def test_lists_hold_what_may_come_once_and_best_first(method, scores, out, k) -> None:
    rows, values = method(fits(scores, out), out, k)

    assert len(set(rows.tolist())) == len(rows) == min(k, int((~out).sum()))
    assert not out[rows].any()
    assert (np.diff(values) <= 1e-6).all()
    assert ((values >= 0) & (values <= 1)).all()


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_the_order_of_people_does_not_matter(method) -> None:
    drawn = fits(
        np.random.default_rng(2).normal(size=(3, 40)).astype(np.float32), np.zeros(40, np.bool_)
    )
    out = np.zeros(40, np.bool_)

    assert method(drawn, out, 6)[0].tolist() == method(drawn[::-1], out, 6)[0].tolist()
