"""Lists for the known users of the data set: the same for one who asks and for all at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cinq import wire
from cinq.models.bundle import ModelBundle
from cinq.models.recommender import Profile
from cinq.serving.topk import best_rows

WELL_RATED = 20
"""From how many ratings on a film's predicted rating can be trusted to rank by.

Of thousands of predictions the highest are mostly errors, and these are largest where a film has
a rating or two: without a bound the lists are of films that hardly anybody knows, and hold a few
times less of what people go on to like."""

SCORES_AT_ONCE = 4_000_000
"""Scores held together, whatever the number of users: 16 MB."""


@dataclass(frozen=True)
class UserList:
    """The best unseen films of one user.

    Parameters
    ----------
    user_id
        The data set's own id.
    rows
        Shape (≤ k,), int32: catalogue rows, best first.
    scores, ratings
        Shape (≤ k,), float32: what ranked them, and the predicted ratings on the scale.
    source
        The rater's name; ``popularity`` if it knows nothing of the user.
    """

    user_id: int
    rows: NDArray[np.int32]
    scores: NDArray[np.float32]
    ratings: NDArray[np.float32]
    source: str


class KnownUsers:
    """Ranks what users have not rated by the rating predicted for them.

    Films of fewer than `WELL_RATED` ratings come after all others.

    Parameters
    ----------
    bundle
        The model.
    """

    def __init__(self, bundle: ModelBundle) -> None:
        self._bundle = bundle
        n_ratings = bundle.seen.counts(len(bundle.catalogue))
        self._well_rated = n_ratings >= WELL_RATED

    @property
    def user_ids(self) -> NDArray[np.int64]:
        """Everybody, shape (n_users,), ascending."""
        return self._bundle.seen.user_ids

    def page(self, after: int | None, limit: int) -> tuple[list[wire.KnownUser], int | None]:
        """Some users in order of id, those above `after`, and the last id if more follow."""
        seen, liked_from = self._bundle.seen, self._bundle.info.liked_from
        start = 0 if after is None else int(np.searchsorted(self.user_ids, after, side="right"))
        stop = min(start + limit, len(self.user_ids))
        users = []
        for place in range(start, stop):
            ratings = seen.ratings[int(seen.indptr[place]) : int(seen.indptr[place + 1])]
            users.append(
                wire.KnownUser(
                    user_id=int(self.user_ids[place]),
                    n_ratings=len(ratings),
                    n_liked=int((ratings >= liked_from).sum()),
                )
            )
        return users, users[-1].user_id if stop < len(self.user_ids) else None

    def list_of(self, user_id: int, k: int) -> UserList:
        """The best k of one user.

        Raises
        ------
        UnknownUser
            If the data set holds no such user.
        """
        profile = self._bundle.rater.profile_of_user(user_id)
        return self._list(user_id, profile, self._bundle.rater.score([profile])[0], k)

    def lists(self, user_ids: Sequence[int], k: int) -> Iterator[UserList]:
        """The best k of each user, in order, bit for bit as `list_of` gives them.

        Raises
        ------
        UnknownUser
            At the first whom the data set does not hold.

        Notes
        -----
        Scores are made for blocks of users, never for all; cost as ``n_users · n_films``.
        """
        rater = self._bundle.rater
        block = max(1, SCORES_AT_ONCE // max(1, len(self._bundle.catalogue)))
        for start in range(0, len(user_ids), block):
            users = user_ids[start : start + block]
            profiles = [rater.profile_of_user(user_id) for user_id in users]
            scores = rater.score(profiles)
            for user_id, profile, row in zip(users, profiles, scores, strict=True):
                yield self._list(user_id, profile, row, k)

    def _list(
        self, user_id: int, profile: Profile, scores: NDArray[np.float32], k: int
    ) -> UserList:
        rater = self._bundle.rater
        hidden = ~self._well_rated
        seen = self._bundle.seen.of(user_id)[0]
        hidden[seen] = True
        rows = best_rows(scores, hidden, k)
        if len(rows) < k:
            hidden = self._well_rated.copy()
            hidden[seen] = True
            rows = np.concatenate([rows, best_rows(scores, hidden, k - len(rows))])
        source = "popularity" if profile.blank else rater.name
        return UserList(user_id, rows, scores[rows], rater.predicted(profile, rows), source)
