"""LensKit's biased matrix factorisation, by alternating least squares, from data frame to model."""

import numpy as np
from lenskit.als import BiasedMFScorer
from lenskit.data import ItemList, from_interactions_df
from measured import N_EPOCHS, N_FACTORS, Measured, frames

training, held_out = frames()
measured = Measured()
names = {"user": "user_id", "film": "item_id"}
with measured.part("build"):
    data = from_interactions_df(training.rename(columns=names))
model = BiasedMFScorer(embedding_size=N_FACTORS, epochs=N_EPOCHS)
with measured.part("fit"):
    model.train(data)
errors = []
known = set(training["film"].unique())
for user, rows in held_out.head(200_000).groupby("user"):
    mine = rows[rows["film"].isin(known)]
    scores = model(user, ItemList(item_ids=mine["film"].to_numpy())).scores()
    errors.append(scores - mine["rating"].to_numpy())
found = np.concatenate(errors)
measured.tell(found[np.isfinite(found)])
