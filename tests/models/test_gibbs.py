from itertools import islice

import numpy as np
import pytest

from cinq.hyperparameters import BayesianSettings
from cinq.models import gibbs
from cinq.models.gibbs import Sample, Side, draw_prior, sample_posterior
from cinq.models.gibbs_loops import draw_rows
from cinq.models.posterior_mean import Samples

SMALL = BayesianSettings(n_factors=2, n_iterations=12, n_samples=6)


@pytest.fixture
def sides() -> tuple[Side, Side]:
    random = np.random.default_rng(2)
    users, films = np.nonzero(random.random((30, 20)) < 0.4)
    users, films = users.astype(np.int32), films.astype(np.int32)
    values = random.standard_normal(len(users))
    return Side.of(users, films, values, 30), Side.of(films, users, values, 20)


def drawn(sides: tuple[Side, Side]) -> list[Sample]:
    return list(sample_posterior(*sides, SMALL, seed=4))


def test_a_chain_gives_as_many_samples_as_wanted(sides):
    samples = drawn(sides)
    assert len(samples) == 6
    assert samples[0].users.shape == (30, 3)
    assert samples[0].item_means.shape == (20, 3)


def test_the_number_of_threads_changes_no_bit(sides, monkeypatch):
    before = drawn(sides)
    monkeypatch.setattr(gibbs, "N_THREADS", 5)
    for one, other in zip(before, drawn(sides), strict=True):
        np.testing.assert_array_equal(one.users, other.users)
        np.testing.assert_array_equal(one.item_means, other.item_means)
        assert one.alpha == other.alpha


def test_chains_of_one_seed_differ(sides):
    one, other = (next(iter(sample_posterior(*sides, SMALL, 4, chain))) for chain in (0, 1))
    assert not np.array_equal(one.users, other.users)


def test_both_sides_hold_the_same_ratings(sides):
    by_user, by_film = sides
    users = np.repeat(np.arange(30), np.diff(by_user.indptr))
    films = np.repeat(np.arange(20), np.diff(by_film.indptr))
    one = set(zip(users.tolist(), by_user.others.tolist(), by_user.values.tolist(), strict=True))
    other = set(zip(by_film.others.tolist(), films.tolist(), by_film.values.tolist(), strict=True))
    assert one == other


def test_a_row_is_drawn_around_the_solution_of_its_normal_equations():
    random = np.random.default_rng(0)
    features, values = random.standard_normal((7, 3)), random.standard_normal(5)
    others = np.array([6, 0, 2, 2, 4], np.int32)
    offsets, alpha = random.standard_normal(7), 2.5
    root = random.standard_normal((3, 3))
    precision, pull = root @ root.T + np.eye(3), random.standard_normal(3)
    noise = random.standard_normal((1, 3))
    means, draws = np.empty((1, 3)), np.empty((1, 3))
    indptr = np.array([0, 5])
    draw_rows(
        indptr, others, values, features, offsets, precision, pull, alpha, noise, 0, 1, means, draws
    )
    x, left = features[others], values - offsets[others]
    system = precision + alpha * x.T @ x
    expected = np.linalg.solve(system, pull + alpha * x.T @ left)
    np.testing.assert_allclose(means[0], expected, rtol=1e-10)
    deviation = draws[0] - means[0]  # of covariance system⁻¹: its system-norm is that of the noise
    np.testing.assert_allclose(deviation @ system @ deviation, noise[0] @ noise[0], rtol=1e-10)


def test_the_prior_learns_mean_and_spread_of_many_vectors():
    random = np.random.default_rng(1)
    vectors = random.normal([1.0, -2.0], [0.5, 3.0], (20_000, 2))
    prior = draw_prior(vectors, random)
    np.testing.assert_allclose(prior.mean, [1, -2], atol=0.1)
    np.testing.assert_allclose(np.linalg.inv(prior.precision).diagonal(), [0.25, 9], rtol=0.05)


def test_the_joint_model_predicts_the_mean_of_all_samples(sides):
    samples = drawn(sides)
    joined = Samples()
    expected = np.zeros((30, 20))
    for sample in samples:
        joined.add(sample)
        users, items = sample.users, sample.item_means
        expected += users[:, :1] + items[:, 0] + users[:, 1:] @ items[:, 1:].T
    found = joined.joined(rank=20)
    predicted = found.mean + found.user_bias[:, np.newaxis] + found.item_bias
    predicted += found.user_factors @ found.item_factors.T
    np.testing.assert_allclose(predicted, expected / 6, atol=1e-4)


def test_somebody_without_ratings_is_as_uncertain_as_the_samples_say(sides):
    (sample,) = islice(sample_posterior(*sides, SMALL, seed=4), 1)
    joined = Samples()
    joined.add(sample)
    found = joined.joined(rank=2)
    spread = np.linalg.inv(found.penalty) / sample.alpha
    seen = np.column_stack([np.ones(20), found.item_factors])
    items = np.column_stack([np.ones(20), sample.item_means[:, 1:]])
    expected = items @ np.linalg.inv(sample.user_prior.precision) @ items.T
    np.testing.assert_allclose(seen @ spread @ seen.T, expected, atol=1e-4)
