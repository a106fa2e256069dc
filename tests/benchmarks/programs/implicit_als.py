"""implicit's ALS, 64 factors and its 15 iterations, from data frame to model."""

import numpy as np
import pandas as pd
from implicit.als import AlternatingLeastSquares
from measured import RANKING_FACTORS, Measured, frames
from scipy.sparse import csr_matrix

training, _ = frames()
measured = Measured()
with measured.part("build"):
    users, _ = pd.factorize(training["user"])
    films, _ = pd.factorize(training["film"])
    liked = training["rating"].to_numpy() >= 4
    ones = np.ones(int(liked.sum()), np.float32)
    likes = csr_matrix((ones, (users[liked], films[liked])))
model = AlternatingLeastSquares(factors=RANKING_FACTORS, iterations=15, random_state=0)
with measured.part("fit"):
    model.fit(likes, show_progress=False)
measured.tell()
