"""Gibbs sampler of Bayesian matrix factorisation with biases.

The model, on ratings brought to mean 0 and standard deviation 1 (Salakhutdinov and Mnih: Bayesian
Probabilistic Matrix Factorization using Markov Chain Monte Carlo, ICML 2008):

    y_ui ~ Normal(b_u + c_i + p_u · q_i, 1/a)
    (b_u, p_u) ~ Normal(μ_U, Λ_U⁻¹)        (c_i, q_i) ~ Normal(μ_V, Λ_V⁻¹)
    μ, Λ ~ Normal-Wishart(0, β, I, d)       a ~ Gamma(1, 1)

with d = n_factors + 1. The paper has no biases and a fixed a; here a bias is one more entry of the
vector, whose counterpart on the other side is always 1, and a is drawn too, so that how much
people and films may deviate, and how noisy ratings are, is learned from the data alone.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cinq.hyperparameters import BayesianSettings
from cinq.models.gibbs_loops import draw_rows

Floats = NDArray[np.float64]

MEAN_STRENGTH = 2.0
"""β: as many vectors as the prior mean 0 counts for; the paper's choice."""

INITIAL_DEVIATION = 0.1
N_THREADS = 2
"""Rows are shared out to so many threads; their number changes no bit of the result."""


@dataclass(frozen=True)
class Side:
    """The ratings as seen from people, or from films.

    Parameters
    ----------
    indptr
        Shape (n_rows + 1,), int64: row ``r`` holds ratings ``indptr[r]:indptr[r + 1]``.
    others
        Shape (n_ratings,), int32: row on the other side.
    values
        Shape (n_ratings,), float64.
    """

    indptr: NDArray[np.int64]
    others: NDArray[np.int32]
    values: Floats

    @classmethod
    def of(
        cls,
        rows: NDArray[np.int32],
        others: NDArray[np.int32],
        values: Floats,
        n_rows: int,
    ) -> "Side":
        """Ratings of any order, sorted by row."""
        order = np.argsort(rows, kind="stable")
        indptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=n_rows))])
        return cls(indptr.astype(np.int64), others[order], values[order])

    def __len__(self) -> int:
        return len(self.indptr) - 1

    def cuts(self, n_parts: int) -> list[int]:
        """Rows at which parts of about as many ratings start and stop."""
        targets = np.linspace(0, self.indptr[-1], n_parts + 1)[1:-1]
        return [0, *np.searchsorted(self.indptr, targets).tolist(), len(self)]


@dataclass(frozen=True)
class Prior:
    """Mean (d,) and precision (d, d) of one side's vectors."""

    mean: Floats
    precision: Floats


@dataclass(frozen=True)
class Sample:
    """One draw from the posterior, films averaged out as far as that can be written down.

    Parameters
    ----------
    users
        Shape (n_users, d): drawn biases, then factors.
    item_means
        Shape (n_films, d): mean of the films' vectors given ``users``. The mean instead of a draw
        has the same expectation and less noise (Rao and Blackwell), most for films of few ratings.
    user_prior, item_prior
        What both were drawn from.
    alpha
        Precision of the ratings.
    """

    users: Floats
    item_means: Floats
    user_prior: Prior
    item_prior: Prior
    alpha: float


def sample_posterior(
    by_user: Side, by_film: Side, settings: BayesianSettings, seed: int, chain: int = 0
) -> Iterator[Sample]:
    """Draw from the posterior, in one chain.

    A chain explores its own neighbourhood of the posterior for long, so the mean is taken over a
    few chains from different starts.

    Parameters
    ----------
    by_user, by_film
        The same ratings twice, of mean 0 and standard deviation 1; every row has a rating.
    settings
        ``n_samples`` are yielded, evenly spaced over the last three quarters of ``n_iterations``.
    seed, chain
        Of all draws; the same two give the same samples on any number of threads.

    Notes
    -----
    Cost of an iteration: 2 · n_ratings · d² + (n_users + n_films) · d³ / 6 multiply-adds.
    """
    random = np.random.default_rng([seed % 2**64, chain])
    width, n_iterations = settings.n_factors + 1, settings.n_iterations
    users = random.normal(0.0, INITIAL_DEVIATION, (len(by_user), width))
    items = random.normal(0.0, INITIAL_DEVIATION, (len(by_film), width))
    alpha = 1.0
    spaced = np.linspace(n_iterations // 4, n_iterations, settings.n_samples + 1)
    kept = set(spaced.round()[1:].astype(int).tolist())
    rows = np.repeat(np.arange(len(by_user)), np.diff(by_user.indptr))
    with ThreadPoolExecutor(N_THREADS) as pool:
        for iteration in range(1, n_iterations + 1):
            user_prior = draw_prior(users, random)
            users = _draw_side(pool, by_user, items, user_prior, alpha, random)[1]
            item_prior = draw_prior(items, random)
            means, items = _draw_side(pool, by_film, users, item_prior, alpha, random)
            if iteration in kept:
                yield Sample(users, means, user_prior, item_prior, alpha)
            alpha = _draw_alpha(by_user.values - _fitted(users, items, rows, by_user), random)


def draw_prior(vectors: Floats, random: np.random.Generator) -> Prior:
    """Draw mean and precision given the vectors (n, d), from their Normal-Wishart posterior.

    Equation 14 of the paper; the Wishart by Bartlett's decomposition.
    """
    n, width = vectors.shape
    mean = vectors.mean(axis=0)
    centred = vectors - mean
    weight = MEAN_STRENGTH + n
    scatter = np.eye(width) + centred.T @ centred
    scatter += (MEAN_STRENGTH * n / weight) * np.outer(mean, mean)
    bartlett = np.tril(random.standard_normal((width, width)), -1)
    bartlett[np.diag_indices(width)] = np.sqrt(random.chisquare(width + n - np.arange(width)))
    root = np.linalg.cholesky(np.linalg.inv(scatter)) @ bartlett
    deviation = np.linalg.solve(root.T, random.standard_normal(width)) / np.sqrt(weight)
    return Prior(n * mean / weight + deviation, root @ root.T)


def _draw_side(
    pool: ThreadPoolExecutor,
    side: Side,
    others: Floats,
    prior: Prior,
    alpha: float,
    random: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Conditional means and draws of one side's vectors, each of shape (n_rows, d)."""
    features = others.copy()
    features[:, 0] = 1.0
    offsets = np.ascontiguousarray(others[:, 0])
    pull = prior.precision @ prior.mean
    noise = random.standard_normal((len(side), others.shape[1]))
    means, draws = np.empty_like(noise), np.empty_like(noise)

    def draw(part: tuple[int, int]) -> None:
        draw_rows(
            side.indptr,
            side.others,
            side.values,
            features,
            offsets,
            prior.precision,
            pull,
            alpha,
            noise,
            *part,
            means,
            draws,
        )

    list(pool.map(draw, pairwise(side.cuts(N_THREADS))))
    return means, draws


def _fitted(users: Floats, items: Floats, rows: NDArray[np.int64], by_user: Side) -> Floats:
    """What a draw says of the ratings, shape (n_ratings,); the products in parts, for memory."""
    films = by_user.others
    fitted: Floats = users[rows, 0] + items[films, 0]
    for factor in range(1, users.shape[1]):
        fitted += users[rows, factor] * items[films, factor]
    return fitted


def _draw_alpha(errors: Floats, random: np.random.Generator) -> float:
    """Draw the precision of the ratings given their errors (n_ratings,)."""
    return float(random.gamma(1.0 + len(errors) / 2, 1.0 / (1.0 + errors @ errors / 2)))
