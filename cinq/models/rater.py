"""What predicts ratings: a recommender that also knows the data set's users."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cinq.data.interactions import Interactions
from cinq.models.recommender import Profile, Recommender


class Rater(Recommender, Protocol):
    """A model that predicts ratings, in the data set's own units and on its scale.

    Its profiles come from ratings; a favourite stands for one at the top of the scale.
    """

    @property
    def user_ids(self) -> NDArray[np.int64]:
        """The known users, shape (n_users,), ascending."""
        ...

    @property
    def n_known(self) -> int:
        """For how many users something is stored; as many as `user_ids` unless damaged."""
        ...

    def knowing(self, interactions: Interactions) -> "Rater":
        """The same model, knowing every user of `interactions`.

        Users of the training keep what was learned of them; all others are folded in.
        """
        ...

    def user_rows(self, user_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Place of each user among the known ones, -1 for the unknown; shape as asked."""
        ...

    def predict(
        self, user_rows: NDArray[np.int64], film_rows: NDArray[np.int32]
    ) -> NDArray[np.float32]:
        """Predicted rating of each pair, shape (n_pairs,).

        A row of -1 is an unknown user or film: what would hang on it is left out.
        """
        ...

    def profile_of_ratings(
        self, film_rows: NDArray[np.int32], ratings: NDArray[np.float32]
    ) -> Profile:
        """Fold in from ratings (n_rated,) of catalogue rows (n_rated,)."""
        ...

    def profile_of_user(self, user_id: int) -> Profile:
        """A known user as learned, with no picks.

        Raises
        ------
        UnknownUser
            If the data set holds no such user.
        """
        ...

    def predicted(self, profile: Profile, film_rows: NDArray[np.int32]) -> NDArray[np.float32]:
        """Predicted rating of each asked film, shape (n_asked,)."""
        ...

    def score(self, profiles: Sequence[Profile]) -> NDArray[np.float32]:
        """Predicted ratings, not clipped, (n_profiles, n_films); popularity for blank profiles."""
        ...
