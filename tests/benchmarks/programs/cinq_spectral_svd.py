"""Cinq's spectral SVD, 64 factors, from data frame to model."""

from cinq_frame import interactions_of
from measured import RANKING_FACTORS, Measured, frames

from cinq.hyperparameters import SpectralSettings
from cinq.models import sparse_products
from cinq.models.spectral_svd import SpectralSVD

training, _ = frames()
for loop in (
    sparse_products.add_gram_roughly,
    sparse_products.add_gram_exactly,
    sparse_products.multiply,
):
    loop.make()
measured = Measured()
with measured.part("build"):
    interactions, _ = interactions_of(training)
with measured.part("fit"):
    SpectralSVD(SpectralSettings(n_factors=RANKING_FACTORS)).fit(interactions, None, seed=0)
measured.tell()
