"""Cinq's rating SVD, from data frame to model."""

import numpy as np
import pandas as pd
from cinq_frame import interactions_of
from measured import (
    LEARNING_RATE,
    N_EPOCHS,
    N_FACTORS,
    REGULARIZATION,
    Measured,
    frames,
)

from cinq.hyperparameters import RatingSettings
from cinq.models.descent_loops import descend_block, hand_out
from cinq.models.rating_svd import RatingSVD

training, held_out = frames()
hand_out.make()  # compiled once a machine; its cost is a row of its own
descend_block.make()
measured = Measured()
with measured.part("build"):
    interactions, film_ids = interactions_of(training)
settings = RatingSettings(
    n_factors=N_FACTORS,
    n_epochs=N_EPOCHS,
    learning_rate=LEARNING_RATE,
    regularization=REGULARIZATION,
)
with measured.part("fit"):
    model = RatingSVD(settings).fit(interactions, None, seed=0)  # it only keeps the catalogue
learned = model.learned
user = pd.Index(interactions.user_ids).get_indexer(held_out["user"])
film = pd.Index(film_ids).get_indexer(held_out["film"])
known = (user >= 0) & (film >= 0)
user, film, rating = user[known], film[known], held_out["rating"].to_numpy()[known]
items = np.ascontiguousarray(learned.item_factors.T)
found = learned.mean + learned.user_bias[user] + learned.item_bias[film]
found += np.einsum("rf,rf->r", learned.user_factors[user], items[film])
measured.tell(np.clip(found, 0.5, 5.0) - rating)
