"""Surprise's SVD, from data frame to model, by its own loading and its own trainset."""

import numpy as np
from measured import (
    LEARNING_RATE,
    N_EPOCHS,
    N_FACTORS,
    REGULARIZATION,
    Measured,
    frames,
)
from surprise import SVD, Dataset, Reader

training, held_out = frames()
measured = Measured()
with measured.part("build"):
    data = Dataset.load_from_df(training, Reader(rating_scale=(0.5, 5.0)))
    trainset = data.build_full_trainset()
model = SVD(
    n_factors=N_FACTORS,
    n_epochs=N_EPOCHS,
    lr_all=LEARNING_RATE,
    reg_all=REGULARIZATION,
    random_state=0,
)
with measured.part("fit"):
    model.fit(trainset)
errors = [
    model.predict(user, film).est - rating
    for user, film, rating in held_out.head(200_000).itertuples(index=False)
    if trainset._raw2inner_id_users.get(user) is not None
    and trainset._raw2inner_id_items.get(film) is not None
]
measured.tell(np.array(errors))
