"""Mult-VAE: a variational autoencoder of whole profiles, with a multinomial likelihood.

A person's likes x, scaled to length 1, are encoded into a Gaussian in a small space and decoded
into log-probabilities over all films,

    h = tanh(W₁ x + b₁)   μ = W₂ h + b₂   g = tanh(W₃ μ + b₃)   scores = W₄ g + b₄,

trained to give the person's likes back from a random half of them, with a penalty β on the distance
of the Gaussian from the standard one (Liang, Krishnan, Hoffman and Jebara: Variational Autoencoders
for Collaborative Filtering, 2018). Training needs PyTorch, which is not installed by default;
answering needs numpy alone.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.errors import ModelError
from cinq.hyperparameters import MultVAESettings
from cinq.models.film_scores import weighted_sums
from cinq.models.popularity import like_counts, popularity_scores
from cinq.models.recommender import Arrays, Profile, read_only, rows_of_picks

if TYPE_CHECKING:
    import torch


def why_absent() -> str:
    """Why it cannot be trained here, and what to do; empty if it can."""
    if find_spec("torch") is not None:
        return ""
    return "it is trained with PyTorch, which is not installed: `make deep` brings it"


class MultVAE:
    """An autoencoder with one hidden layer on either side.

    Its score is no sum over favourites, so it gives no reasons.

    Parameters
    ----------
    settings
        ``n_hidden``, ``n_factors`` (of the Gaussian), ``n_epochs``, ``batch_size``,
        ``learning_rate``, ``dropout``, ``penalty`` β (reached over the first half of the epochs)
        and ``weight_decay``.
    """

    name: ClassVar[str] = "mult_vae"
    catalogue: Catalogue

    def __init__(self, settings: MultVAESettings | None = None) -> None:
        self.settings = settings or MultVAESettings()
        self.learned: dict[str, NDArray[np.float32]] = {}

    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Train; films that nobody likes get scores below all others.

        Where nobody likes anything, every profile is blank.

        Cost: epochs · people · films · n_hidden multiply-adds, four times.

        Raises
        ------
        ModelError
            If PyTorch is missing, or the training diverges.
        """
        if why := why_absent():
            raise ModelError(f"mult_vae is absent: {why}")
        liked = interactions.take(interactions.liked)
        self.catalogue = catalogue
        likes = like_counts(interactions)
        known = np.flatnonzero(likes) if likes.any() else np.zeros(1, np.int64)  # layers need one
        weights = _train(liked, known, self.settings, seed % 2**63)
        if not all(np.isfinite(array).all() for array in weights.values()):
            raise ModelError("Mult-VAE diverged: lower training.mult_vae.learning_rate")
        n_films, n_hidden = len(likes), self.settings.n_hidden
        encoder = np.zeros((n_films, n_hidden), np.float32)
        encoder[known] = weights["encoder"]
        decoder = np.zeros((n_hidden, n_films), np.float32)
        decoder[:, known] = weights["decoder"]
        bias = np.full(n_films, weights["bias"].min(initial=0) - 2 * _reach(weights["decoder"]))
        bias[known] = weights["bias"]
        inner = ("encoder_bias", "mean", "mean_bias", "hidden", "hidden_bias")
        self._take(
            {
                "encoder": encoder,
                "decoder": decoder,
                "bias": bias.astype(np.float32),
                "known": (likes > 0).astype(np.float32),
                "popularity": popularity_scores(interactions),
                **{name: weights[name] for name in inner},
            }
        )
        return self

    def profile(self, picks: Sequence[int]) -> Profile:
        """The last hidden layer; zeros, a blank profile, if nobody liked any of the picks.

        Raises
        ------
        UnknownFilm
            Naming every id that the catalogue lacks.
        """
        return self.profile_of_rows(rows_of_picks(self.catalogue, picks))

    def profile_of_rows(self, rows: NDArray[np.int32]) -> Profile:
        """The same from catalogue rows."""
        of, told = self.learned, rows[self.learned["known"][rows] > 0]
        if not len(told):
            return Profile(rows, np.zeros(len(of["hidden_bias"]), np.float32))
        said = of["encoder"][told].sum(axis=0, dtype=np.float64) / np.sqrt(len(told))
        hidden = np.tanh(said + of["encoder_bias"])
        mean = (of["mean"] * hidden).sum(axis=1) + of["mean_bias"]
        vector = np.tanh((of["hidden"] * mean).sum(axis=1) + of["hidden_bias"])
        return Profile(rows, vector.astype(np.float32))

    def score(self, profiles: Sequence[Profile]) -> NDArray[np.float32]:
        """Log-probabilities up to a constant, (n_profiles, n_films); popularity if blank."""
        if not profiles:
            return np.empty((0, len(self.learned["popularity"])), np.float32)
        vectors = np.stack([profile.vector for profile in profiles])
        scores = weighted_sums(vectors, self.learned["decoder"]) + self.learned["bias"]
        for place, profile in enumerate(profiles):
            if profile.blank:
                scores[place] = self.learned["popularity"]
        return scores

    def shares(self, profile: Profile, films: NDArray[np.int32]) -> NDArray[np.float32]:
        """Shape (n_asked, 0): what comes out is no sum over what went in."""
        del profile
        return np.empty((len(films), 0), np.float32)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """What was learned, float32.

        ``encoder`` W₁ᵀ (n_films, n_hidden) and ``decoder`` W₄ᵀ (n_hidden, n_films), ``bias`` b₄
        (n_films,); ``encoder_bias`` b₁, ``mean`` W₂, ``mean_bias`` b₂, ``hidden`` W₃,
        ``hidden_bias`` b₃; ``known`` 1 for films that somebody liked; ``popularity`` ln(1 + likes).
        """
        return dict(self.learned)

    @classmethod
    def from_arrays(cls, arrays: Arrays, catalogue: Catalogue) -> Self:
        """The model that `arrays` came from."""
        model = cls()
        model.catalogue = catalogue
        model._take(arrays)
        return model

    def _take(self, arrays: Arrays) -> None:
        self.learned = {name: read_only(array) for name, array in arrays.items()}


def _reach(decoder: NDArray[np.float32]) -> float:
    """The most that a hidden layer, between -1 and 1, can add to a score, (n_hidden, n_films)."""
    return float(np.abs(decoder).sum(axis=0).max(initial=0))


def _train(
    liked: Interactions, known: NDArray[np.int64], settings: MultVAESettings, seed: int
) -> dict[str, NDArray[np.float32]]:
    """Adam on batches of people; the weights of the layers as arrays."""
    import torch  # noqa: PLC0415 - seconds, and an extra of its own

    torch.manual_seed(seed)
    column = np.full(liked.n_films, -1, np.int64)
    column[known] = np.arange(len(known))
    people, users = np.unique(liked.users, return_inverse=True)
    layers = _layers(len(known), settings)
    parameters = [parameter for layer in layers.values() for parameter in layer.parameters()]
    adam = torch.optim.Adam(parameters, settings.learning_rate, weight_decay=settings.weight_decay)
    order = np.random.default_rng(seed)
    bounds = np.searchsorted(users, np.arange(len(people) + 1))
    for epoch in range(settings.n_epochs):
        penalty = settings.penalty * min(1.0, 2 * (epoch + 1) / settings.n_epochs)
        shuffled = order.permutation(len(people))
        for start in range(0, len(people), settings.batch_size):
            chosen = shuffled[start : start + settings.batch_size]
            likes = torch.zeros((len(chosen), len(known)))
            for row, person in enumerate(chosen.tolist()):
                likes[row, column[liked.films[bounds[person] : bounds[person + 1]]]] = 1.0
            adam.zero_grad()
            _loss(layers, likes, settings.dropout, penalty).backward()
            adam.step()
    return _as_arrays(layers)


def _layers(n_films: int, settings: MultVAESettings) -> "dict[str, torch.nn.Linear]":
    from torch.nn import Linear  # noqa: PLC0415 - seconds, and an extra of its own

    return {
        "encoder": Linear(n_films, settings.n_hidden),
        "mean": Linear(settings.n_hidden, settings.n_factors),
        "spread": Linear(settings.n_hidden, settings.n_factors),
        "hidden": Linear(settings.n_factors, settings.n_hidden),
        "decoder": Linear(settings.n_hidden, n_films),
    }


def _loss(
    layers: "dict[str, torch.nn.Linear]", likes: "torch.Tensor", dropout: float, penalty: float
) -> "torch.Tensor":
    """Negative log-likelihood of the likes, and β times the divergence from the standard Gaussian.

    The mean over people of a batch.
    """
    from torch.nn import functional  # noqa: PLC0415 - seconds, and an extra of its own

    seen = functional.dropout(functional.normalize(likes, dim=1), dropout)
    hidden = layers["encoder"](seen).tanh()
    mean, log_variance = layers["mean"](hidden), layers["spread"](hidden)
    drawn = mean + (log_variance / 2).exp() * mean.new_empty(mean.shape).normal_()
    told = layers["decoder"](layers["hidden"](drawn).tanh()).log_softmax(dim=1)
    likelihood = (told * likes).sum(dim=1)
    divergence = (mean**2 + log_variance.exp() - 1 - log_variance).sum(dim=1) / 2
    loss: torch.Tensor = (penalty * divergence - likelihood).mean()
    return loss


def _as_arrays(layers: "dict[str, torch.nn.Linear]") -> dict[str, NDArray[np.float32]]:
    def weight(name: str) -> Any:
        return layers[name].weight.detach().numpy()

    def bias(name: str) -> Any:
        return layers[name].bias.detach().numpy()

    return {
        "encoder": weight("encoder").T,
        "encoder_bias": bias("encoder"),
        "mean": weight("mean"),
        "mean_bias": bias("mean"),
        "hidden": weight("hidden"),
        "hidden_bias": bias("hidden"),
        "decoder": weight("decoder").T,
        "bias": bias("decoder"),
    }
