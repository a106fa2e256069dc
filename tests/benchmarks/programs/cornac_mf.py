"""Cornac's MF: the same descent in C++, from data frame to model."""

import numpy as np
from cornac.data import Dataset
from cornac.models import MF
from measured import (
    LEARNING_RATE,
    N_EPOCHS,
    N_FACTORS,
    REGULARIZATION,
    Measured,
    frames,
)

training, held_out = frames()
measured = Measured()
with measured.part("build"):
    data = Dataset.from_uir(training.itertuples(index=False, name=None), seed=0)
model = MF(
    k=N_FACTORS,
    max_iter=N_EPOCHS,
    learning_rate=LEARNING_RATE,
    lambda_reg=REGULARIZATION,
    early_stop=False,
    verbose=False,
    seed=0,
    num_threads=0,
)
with measured.part("fit"):
    model.fit(data)
errors = [
    model.rate(data.uid_map[user], data.iid_map[film]) - rating
    for user, film, rating in held_out.head(200_000).itertuples(index=False)
    if user in data.uid_map and film in data.iid_map
]
measured.tell(np.array(errors))
