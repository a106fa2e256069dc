"""Every model that can be trained, compared and served, by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast

from cinq.errors import ModelError
from cinq.hyperparameters import Hyperparameters
from cinq.models.bayesian_mf import BayesianMF
from cinq.models.content import Content
from cinq.models.damped_mean import DampedMean
from cinq.models.ease import EASE
from cinq.models.hybrid import Hybrid, HybridKNN
from cinq.models.ials import IALS
from cinq.models.item_knn import ItemKNN
from cinq.models.mult_vae import MultVAE, why_absent
from cinq.models.nmf import NMF
from cinq.models.popularity import Popularity
from cinq.models.pure_svd import PureSVD
from cinq.models.rater import Rater
from cinq.models.rating_svd import RatingSVD
from cinq.models.recommender import Recommender
from cinq.models.spectral_svd import SpectralSVD
from cinq.models.svdpp import SVDpp


def _never() -> str:
    return ""


@dataclass(frozen=True)
class Member:
    """One model of the family.

    Parameters
    ----------
    title
        As reports name it.
    kind
        ``ranker``: made to rank; ``rater``: made to predict ratings (`cinq.models.rater`), and
        ranks by them too.
    build
        Makes the unfitted model of these hyper-parameters.
    absent
        Why it cannot be had here, and what to do, in one sentence; empty if it can.
    sections
        Of the settings, all that it is made of; left empty, the one under its own name.
    """

    title: str
    kind: Literal["ranker", "rater"]
    build: Callable[[Hyperparameters], Recommender]
    absent: Callable[[], str] = _never
    sections: tuple[str, ...] = ()


FAMILY: dict[str, Member] = {
    "popularity": Member("popularity", "ranker", lambda _: Popularity()),
    "damped_mean": Member("damped mean", "ranker", lambda all_: DampedMean(all_.damped_mean)),
    "knn_cosine": Member("k-NN, cosine", "ranker", lambda all_: ItemKNN(all_.knn_cosine)),
    "knn_adjusted_cosine": Member(
        "k-NN, adjusted cosine", "ranker", lambda all_: ItemKNN(all_.knn_adjusted_cosine)
    ),
    "knn_pearson": Member("k-NN, Pearson", "ranker", lambda all_: ItemKNN(all_.knn_pearson)),
    "knn_asymmetric": Member(
        "k-NN, asymmetric cosine", "ranker", lambda all_: ItemKNN(all_.knn_asymmetric)
    ),
    "ease": Member("EASE", "ranker", lambda all_: EASE(all_.ease)),
    "pure_svd": Member("PureSVD", "ranker", lambda all_: PureSVD(all_.pure_svd)),
    "ials": Member("iALS", "ranker", lambda all_: IALS(all_.ials)),
    "spectral_svd": Member("spectral SVD", "ranker", lambda all_: SpectralSVD(all_.spectral_svd)),
    "content": Member("content", "ranker", lambda all_: Content(all_.content)),
    "hybrid": Member(
        "hybrid of spectral SVD and content",
        "ranker",
        lambda all_: Hybrid(all_.hybrid, SpectralSVD(all_.spectral_svd), Content(all_.content)),
        sections=("hybrid", "spectral_svd", "content"),
    ),
    "hybrid_knn": Member(
        "hybrid of k-NN and content",
        "ranker",
        lambda all_: HybridKNN(
            all_.hybrid_knn, ItemKNN(all_.knn_asymmetric), Content(all_.content)
        ),
        sections=("hybrid_knn", "knn_asymmetric", "content"),
    ),
    "mult_vae": Member(
        "Mult-VAE", "ranker", lambda all_: MultVAE(all_.mult_vae), absent=why_absent
    ),
    "rating_svd": Member("rating SVD", "rater", lambda all_: RatingSVD(all_.rating_svd)),
    "bayesian_mf": Member(
        "Bayesian matrix factorisation", "rater", lambda all_: BayesianMF(all_.bayesian_mf)
    ),
    "svdpp": Member("SVD++", "rater", lambda all_: SVDpp(all_.svdpp)),
    "nmf": Member("NMF", "rater", lambda all_: NMF(all_.nmf)),
}
"""By the name that settings, runs and reports use; its section of the settings bears it too."""


CLASSES: dict[str, type[Recommender]] = {
    model.name: model
    for model in (
        Popularity,
        DampedMean,
        ItemKNN,
        EASE,
        PureSVD,
        IALS,
        SpectralSVD,
        Content,
        Hybrid,
        HybridKNN,
        MultVAE,
        RatingSVD,
        BayesianMF,
        SVDpp,
        NMF,
    )
}
"""Which class reads a saved model's arrays, by the name that the class itself bears."""


def class_of(name: str) -> type[Recommender]:
    """The class of this name.

    Raises
    ------
    ValueError
        If there is none.
    """
    if name not in CLASSES:
        raise ValueError(f"no recommender is called {name[:60]!r}")
    return CLASSES[name]


RATERS: dict[str, type[Rater]] = {
    model.name: model for model in (RatingSVD, BayesianMF, SVDpp, NMF)
}
"""Those of `CLASSES` that predict ratings."""


def rater_of(name: str) -> type[Rater]:
    """The class of this name that predicts ratings.

    Raises
    ------
    ValueError
        If there is none.
    """
    if name not in RATERS:
        raise ValueError(f"no rating model is called {name[:60]!r}")
    return RATERS[name]


def member(name: str) -> Member:
    """The member of this name.

    Raises
    ------
    ModelError
        If there is none, naming those there are; or if it cannot be had here, with the reason.
    """
    if name not in FAMILY:
        raise ModelError(f"no model is called {name[:60]!r}; known are {', '.join(FAMILY)}")
    found = FAMILY[name]
    if why := found.absent():
        raise ModelError(f"{name} is absent: {why}")
    return found


def build(name: str, hyperparameters: Hyperparameters) -> Recommender:
    """The unfitted model of this name; errors as `member`."""
    return member(name).build(hyperparameters)


def build_rater(name: str, hyperparameters: Hyperparameters) -> Rater:
    """The unfitted rating model of this name.

    Raises
    ------
    ModelError
        As `member`; or if that model predicts no ratings.
    """
    if member(name).kind != "rater":
        raters = ", ".join(key for key, of in FAMILY.items() if of.kind == "rater")
        raise ModelError(f"{name} predicts no ratings; those that do are {raters}")
    return cast("Rater", build(name, hyperparameters))
