"""A data frame of ratings as Cinq's flat arrays."""

import numpy as np
import pandas as pd

from cinq.data.interactions import Interactions, Scale


def interactions_of(frame: pd.DataFrame) -> tuple[Interactions, np.ndarray]:
    """The frame, which is in order of users, and the film ids by their row."""
    users, user_ids = pd.factorize(frame["user"])
    films, film_ids = pd.factorize(frame["film"])
    interactions = Interactions(
        user_ids=np.asarray(user_ids, np.int64),
        users=users.astype(np.int32),
        films=films.astype(np.int32),
        ratings=frame["rating"].to_numpy(np.float32),
        timestamps=np.broadcast_to(np.int64(0), len(frame)),
        n_films=len(film_ids),
        scale=Scale(0.5, 5.0, 4.0),
    )
    return interactions, np.asarray(film_ids)
