"""Hyper-parameters of every model of the family, one class each; their defaults stand here.

The defaults carry over to data they were not tuned on; what is tuned for one data set is set in
``configs/cinq.yaml`` or with ``--set training.<model>.<name>=<value>``.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Fraction = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


class Section(BaseModel):
    """A part of the settings; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SpectralSettings(Section):
    """Spectral SVD; letters as in `cinq.models.spectral_svd`."""

    n_factors: Count = 64
    user_exponent: Fraction = 0.5
    item_exponent: Fraction = 0.4
    spectrum_exponent: float = 0.75
    popularity_in: float = 0.45
    popularity_out: float = 0.0
    n_power_iterations: Count = 4


class RatingSettings(Section):
    """Rating SVD, in Surprise's terms (and with its defaults), and its fold-in.

    ``exact`` learns the very numbers that Surprise learns; otherwise ``n_blocks`` blocks are
    learned at once, in float32 (`cinq.models.descent`).
    """

    n_factors: Count = 100
    n_epochs: Count = 20
    learning_rate: Positive = 0.005
    regularization: Positive = 0.02
    fold_in_regularization: Positive = 5.0
    exact: bool = False
    n_blocks: Count = 2


class ListSettings(Section):
    """How scores become a list; all 0: the highest scores first.

    Parameters
    ----------
    diversity
        0 to 1: how much a film loses by resembling those above it.
    popularity_dial
        0 to 1: how much popular films lose.
    exploration
        0 to 1: share of a list given to films that seldom stand in one.
    """

    diversity: Fraction = 0.0
    popularity_dial: Fraction = 0.0
    exploration: Fraction = 0.0


class Hyperparameters(Section):
    """One section a model, under the name it bears in `cinq.models.family`."""

    spectral_svd: SpectralSettings = SpectralSettings()
    rating_svd: RatingSettings = RatingSettings()
