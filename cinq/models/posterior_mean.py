"""The mean of many samples of a factorisation, as one factorisation of few factors.

A sample t says ``U_t V_tᵀ`` of the ratings, so the mean over samples is a product too, of all their
factors side by side: exact, but T times as wide. All samples describe the same tastes, each turned
its own way, so this product is next to one of a few factors: its truncated SVD, taken without ever
forming the matrix. Storing some of the samples side by side instead costs more room.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cinq.models.gibbs import Sample

Floats = NDArray[np.float64]

Singles = NDArray[np.float32]

OVERSAMPLING = 32
N_PASSES = 3

NEGLIGIBLE = 1e-6
"""Share of the largest singular value below which another is rounding error of float32."""

SMALLEST_SPREAD = 1e-9
"""Share of all variance that a person is granted at least in every direction."""


@dataclass(frozen=True)
class PosteriorMean:
    """Biases and factors, in standard deviations of the ratings.

    Parameters
    ----------
    mean
        What the average person gives a film of which nothing is known.
    user_bias, user_factors
        Shapes (n_users,) and (n_users, rank): what a person deviates from the average one.
    item_bias, item_factors
        Shapes (n_films,) and (n_films, rank): what a film deviates from the average one.
    penalty
        Shape (1 + rank, 1 + rank): for a new person, with the films' factors X beside a column of
        ones, ``(penalty + XᵀX) w = Xᵀ r`` gives the mean of bias and factors given ratings r.
    """

    mean: float
    user_bias: Floats
    user_factors: Floats
    item_bias: Floats
    item_factors: Floats
    penalty: Floats


@dataclass
class Samples:
    """Samples as they come; 4 · n_factors · (n_users + n_films) bytes each."""

    people: list[Singles] = field(default_factory=list)
    films: list[Singles] = field(default_factory=list)
    user_bias: list[Floats] = field(default_factory=list)
    averages: list[Floats] = field(default_factory=list)
    unrated: list[float] = field(default_factory=list)
    spreads: list[Floats] = field(default_factory=list)
    film_means: list[Floats] = field(default_factory=list)
    variances: list[float] = field(default_factory=list)

    def add(self, sample: Sample) -> None:
        """Take the prior means out of a sample's vectors, and keep it.

        With δ what a person deviates from the prior mean μ_U, a rating is ``a_i + (δ_b + δ_p · μ_q)
        + δ_p · (q_i - μ_q)``: what the average person gives, a bias on a film of average factors,
        and a product.
        """
        person, film = sample.user_prior.mean, sample.item_prior.mean
        items, deviations = sample.item_means, sample.users - person
        self.people.append(deviations[:, 1:].astype(np.float32))
        self.films.append((items[:, 1:] - film[1:]).astype(np.float32))
        self.user_bias.append(deviations[:, 0] + deviations[:, 1:] @ film[1:])
        self.averages.append(person[0] + items[:, 0] + items[:, 1:] @ person[1:])
        self.unrated.append(float(person[0] + film[0] + person[1:] @ film[1:]))
        self.spreads.append(np.asarray(np.linalg.inv(sample.user_prior.precision), np.float64))
        self.film_means.append(film[1:])
        self.variances.append(1.0 / sample.alpha)

    def joined(self, rank: int) -> PosteriorMean:
        """The mean of all samples, of at most `rank` factors.

        Cost: some 7 (n_users + n_films) · n_samples · n_factors · rank multiply-adds, by BLAS.
        """
        people, films = np.concatenate(self.people, axis=1), np.concatenate(self.films, axis=1)
        basis = _leading_films(people, films, rank) * np.sqrt(len(films))
        turned = films.T @ basis / len(films)
        mean = float(np.mean(self.unrated))
        return PosteriorMean(
            mean=mean,
            user_bias=np.mean(self.user_bias, axis=0),
            user_factors=people @ turned / len(self.people),
            item_bias=np.mean(self.averages, axis=0) - mean,
            item_factors=basis,
            penalty=self._penalty(turned),
        )

    def _penalty(self, turned: Floats) -> Floats:
        """Variance of a rating over the prior covariance of a person in the joint factors.

        The covariance is the mean over samples of each one's own, turned into the joint factors:
        (n_samples · n_factors, rank) holds the turns, sample after sample.
        """
        n_factors, rank = self.films[0].shape[1], turned.shape[1]
        covariance = np.zeros((1 + rank, 1 + rank))
        for place, (spread, film) in enumerate(zip(self.spreads, self.film_means, strict=True)):
            turn = np.zeros((1 + n_factors, 1 + rank))
            turn[0, 0] = 1.0
            turn[1:, 0] = film
            turn[1:, 1:] = turned[place * n_factors : (place + 1) * n_factors]
            covariance += turn.T @ spread @ turn / len(self.spreads)
        covariance += SMALLEST_SPREAD * np.trace(covariance) * np.eye(1 + rank)
        penalty: Floats = np.linalg.inv(covariance) * np.mean(self.variances)
        return (penalty + penalty.T) / 2


def _leading_films(people: Singles, films: Singles, rank: int) -> Floats:
    """Leading right singular vectors of ``people @ films.T``, shape (n_films, at most rank).

    By a randomised range finder (Halko, Martinsson and Tropp, 2011), as the singular values fall
    steeply; the matrix itself is never formed.
    """
    width = min(rank + OVERSAMPLING, len(people), *films.shape)
    block = np.random.default_rng(0).standard_normal((len(films), width)).astype(np.float32)
    for _ in range(N_PASSES):
        seen = people @ (films.T @ block)
        block = np.linalg.qr(films @ (people.T @ seen)).Q
    _, values, rotation = np.linalg.svd(np.linalg.qr(people @ (films.T @ block)).R)
    kept = int((values[:rank] > NEGLIGIBLE * values[0]).sum()) or 1
    leading: Floats = block.astype(np.float64) @ rotation[:kept].T
    return leading
