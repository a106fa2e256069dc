import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cinq.models.pair_sums import PairSums


@given(st.integers(0, 1000), st.integers(1, 9), st.integers(1, 7))
def test_agrees_with_a_product_of_matrices(seed, n_users, n_films):
    random = np.random.default_rng(seed)
    users, films = np.nonzero(random.random((n_users, n_films)) < 0.4)
    left, right = random.standard_normal((2, len(users)))
    a, b = np.zeros((2, n_users, n_films))
    a[users, films], b[users, films] = left, right
    pairs = PairSums.of(users.astype(np.int32), films.astype(np.int32), n_users, n_films)
    first = n_films // 2
    found = np.vstack(
        [pairs.between(0, first, left, right), pairs.between(first, n_films, left, right)]
    )
    np.testing.assert_allclose(found, a.T @ b, atol=1e-12)
