"""Hyper-parameters of every model of the family, one class each; their defaults stand here.

The defaults carry over to data they were not tuned on; what is tuned for one data set is set in
``configs/cinq.yaml`` or with ``--set training.<model>.<name>=<value>``.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

Fraction = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=1)]


class Section(BaseModel):
    """A part of the settings; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SpectralSettings(Section):
    """Spectral SVD; letters as in `cinq.models.spectral_svd`."""

    n_factors: Count = 64
    rating_exponent: NotNegative = 1.5
    user_exponent: Fraction = 0.5
    item_exponent: Fraction = 0.4
    spectrum_exponent: float = 0.7
    popularity_in: float = 0.45
    popularity_out: float = 0.0
    n_power_iterations: Count = 4


class ContentSettings(Section):
    """Content; a block of features (`cinq.models.film_features`) of weight 0 is left out."""

    genre_weight: NotNegative = 1.0
    tag_weight: NotNegative = 1.0
    era_weight: NotNegative = 0.15
    director_weight: NotNegative = 1.0
    actor_weight: NotNegative = 1.0
    title_weight: NotNegative = 1.0
    genome_weight: NotNegative = 1.0
    popularity_out: float = 0.25


class HybridSettings(Section):
    """How much of the content stands beside the other component, each as wide as the other at 1."""

    content_weight: NotNegative = 0.3


class DampedMeanSettings(Section):
    """Damped mean: ``damping`` ratings of the mean stand beside each film's own."""

    damping: Positive = 400.0


class NeighbourSettings(Section):
    """Item k-NN: ``n_neighbours`` films kept of each, and how soon similarity is believed."""

    similarity: ClassVar[Literal["likes", "adjusted_cosine", "pearson"]] = "likes"

    shrinkage: NotNegative
    n_neighbours: Count = 500


class CosineSettings(NeighbourSettings):
    """Item k-NN by the cosine of likes; ``shrinkage`` adds to the denominator."""

    shrinkage: NotNegative = 30.0


class AsymmetricSettings(NeighbourSettings):
    """Item k-NN by the asymmetric cosine of likes; letters as in `cinq.models.item_knn`.

    ``pick_exponent`` p, ``film_exponent`` q, ``user_exponent`` a.
    """

    shrinkage: NotNegative = 0.0
    pick_exponent: Fraction = 0.6
    film_exponent: Fraction = 0.2
    user_exponent: Fraction = 0.5


class AdjustedCosineSettings(NeighbourSettings):
    """Item k-NN by the cosine of ratings less the person's mean; ``shrinkage`` in people."""

    similarity: ClassVar[Literal["adjusted_cosine"]] = "adjusted_cosine"

    shrinkage: NotNegative = 300.0


class PearsonSettings(NeighbourSettings):
    """Item k-NN by the correlation of ratings; ``shrinkage`` in people."""

    similarity: ClassVar[Literal["pearson"]] = "pearson"

    shrinkage: NotNegative = 300.0


class EASESettings(Section):
    """EASE: the best λ for five favourites is far above the usual one.

    Films beyond the ``max_films`` most liked are left out, which bounds time and memory;
    ``n_neighbours`` weights are kept of each film.
    """

    regularization: Positive = 4000.0
    max_films: Count = 5000
    n_neighbours: Count = 500


class PureSVDSettings(Section):
    """PureSVD on ``likes``, or on ``ratings`` as shares of their scale."""

    values: Literal["likes", "ratings"] = "ratings"
    n_factors: Count = 24
    n_power_iterations: Count = 4


class IALSSettings(Section):
    """iALS; letters as in `cinq.models.ials`.

    ``weight`` w, ``regularization`` λ, ``regularization_exponent`` e; ``fold_in_regularization``
    r, in units of the mean eigenvalue of YᵀY.
    """

    n_factors: Count = 32
    n_epochs: Count = 10
    weight: Positive = 3.0
    regularization: Positive = 5.0
    regularization_exponent: Fraction = 0.5
    fold_in_regularization: Positive = 8.0


class RatingSettings(Section):
    """Rating SVD, in Surprise's terms (and with its defaults), and its fold-in.

    ``exact`` learns the very numbers that Surprise learns; otherwise users and films are cut into
    ``n_blocks`` parts each, more where films are many, and learned in float32, as many blocks at
    once as there are cores (`cinq.models.descent`).
    """

    n_factors: Count = 100
    n_epochs: Count = 20
    learning_rate: Positive = 0.005
    regularization: Positive = 0.02
    fold_in_regularization: Positive = 5.0
    exact: bool = False
    n_blocks: Count = 2


class BayesianSettings(Section):
    """Bayesian matrix factorisation; all other numbers are learned (`cinq.models.gibbs`).

    ``n_chains`` start from different vectors; of each, ``n_samples`` of ``n_iterations`` draws with
    ``n_factors`` are taken. The mean of all is stored, with ``rank`` factors.
    """

    n_factors: Count = 16
    n_chains: Count = 4
    n_iterations: Count = 80
    n_samples: Count = 15
    rank: Count = 32


class SVDppSettings(Section):
    """SVD++, in Surprise's terms (and with its defaults), and its fold-in."""

    n_factors: Count = 20
    n_epochs: Count = 20
    learning_rate: Positive = 0.007
    regularization: Positive = 0.02
    fold_in_regularization: Positive = 5.0


class NMFSettings(Section):
    """NMF, in Surprise's terms and with its defaults; one penalty for people and films."""

    n_factors: Count = 15
    n_epochs: Count = 50
    regularization: Positive = 0.06


class ALSSettings(Section):
    """Spark's alternating least squares on ratings less biases (`cinq.adapters.spark.ratings`).

    ``bias_damping`` ratings of the mean stand beside those of each film and person.
    """

    n_factors: Count = 32
    n_epochs: Count = 10
    regularization: Positive = 0.2
    bias_damping: NotNegative = 8.0
    fold_in_regularization: Positive = 5.0


class MultVAESettings(Section):
    """Mult-VAE; ``penalty`` is β, ``n_factors`` the width of the Gaussian in the middle."""

    n_hidden: Count = 300
    n_factors: Count = 100
    n_epochs: Count = 60
    batch_size: Count = 50
    learning_rate: Positive = 0.001
    dropout: Fraction = 0.5
    penalty: NotNegative = 0.2
    weight_decay: NotNegative = 0.0


class ListSettings(Section):
    """How scores become a list, as in `cinq.serving.lists`; all 0: the highest scores first.

    Parameters
    ----------
    diversity
        0 to 1: how much a film loses by resembling those above it.
    popularity_dial
        0 to 1: how much popular films lose.
    exploration
        0 to 1: share of the first five places given to films that seldom come up, the last ones.
    """

    diversity: Fraction = 0.0
    popularity_dial: Fraction = 0.0
    exploration: Fraction = 0.0


class Hyperparameters(Section):
    """One section a model, under the name it bears in `cinq.models.family`."""

    spectral_svd: SpectralSettings = SpectralSettings()
    content: ContentSettings = ContentSettings()
    hybrid: HybridSettings = HybridSettings()
    hybrid_knn: HybridSettings = HybridSettings(content_weight=0.45)
    damped_mean: DampedMeanSettings = DampedMeanSettings()
    knn_cosine: CosineSettings = CosineSettings()
    knn_adjusted_cosine: AdjustedCosineSettings = AdjustedCosineSettings()
    knn_pearson: PearsonSettings = PearsonSettings()
    knn_asymmetric: AsymmetricSettings = AsymmetricSettings()
    ease: EASESettings = EASESettings()
    pure_svd: PureSVDSettings = PureSVDSettings()
    ials: IALSSettings = IALSSettings()
    rating_svd: RatingSettings = RatingSettings()
    mult_vae: MultVAESettings = MultVAESettings()
    bayesian_mf: BayesianSettings = BayesianSettings()
    svdpp: SVDppSettings = SVDppSettings()
    nmf: NMFSettings = NMFSettings()
