"""Groups: films that the same people like form a group, and every group offers its best known.

After Chang, Harper and Terveen, Using groups of items for preference elicitation in recommender
systems (CSCW 2015), where people weigh groups of films; here they see films of all groups.
"""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cinq.serving.proposals.crowd import Crowd
from cinq.serving.proposals.strategy import in_order

N_GROUPS = 20
POOL = 300
"""How many of the most liked films are grouped; past them comes popularity alone."""

N_FACTORS = 16
N_ROUNDS = 30


class Groups:
    """The groups' best known films in turn, the group of the best known of all first.

    Parameters
    ----------
    crowd
        Whose likes make the groups.
    n_groups
        How many groups at most.
    """

    name: ClassVar[str] = "groups"

    def __init__(self, crowd: Crowd, n_groups: int = N_GROUPS) -> None:
        known = crowd.by_likes()
        pool = known[: min(POOL, int((crowd.likes > 0).sum()))]
        groups = _grouped(_directions(crowd, pool), n_groups)
        turn = np.zeros(len(pool), np.int64)
        for group in range(n_groups):
            of_group = groups == group
            turn[of_group] = np.arange(int(of_group.sum()))
        self._order = np.concatenate([pool[np.argsort(turn, kind="stable")], known[len(pool) :]])

    def next_rows(
        self, chosen: NDArray[np.int32], skipped: NDArray[np.int32], k: int
    ) -> NDArray[np.int32]:
        """The next k films left, group after group."""
        return in_order(self._order, chosen, skipped, k)


def _directions(crowd: Crowd, pool: NDArray[np.int32]) -> NDArray[np.float64]:
    """Films as directions in the space of who likes them, shape (n_pool, n_factors), length 1."""
    if not len(pool):
        return np.empty((0, N_FACTORS))
    place = np.full(crowd.n_films, -1, np.int64)
    place[pool] = np.arange(len(pool))
    inside = place[crowd.liked_films] >= 0
    likes = np.zeros((len(pool), crowd.n_members))
    likes[place[crowd.liked_films[inside]], crowd.liked_people[inside]] = 1.0
    likes /= np.maximum(np.linalg.norm(likes, axis=1, keepdims=True), 1e-12)
    left, values, _ = np.linalg.svd(likes - likes.mean(axis=0), full_matrices=False)
    factors = left[:, :N_FACTORS] * values[:N_FACTORS]
    lengths = np.linalg.norm(factors, axis=1, keepdims=True)
    return np.asarray(factors / np.maximum(lengths, 1e-12))


def _grouped(directions: NDArray[np.float64], n_groups: int) -> NDArray[np.int64]:
    """Group of each film, shape (n_pool,): k-means, from centres as far apart as can be.

    The first centre is the first film, each other the film farthest from those before; so the
    groups are the same every time.
    """
    if not len(directions):
        return np.empty(0, np.int64)
    centres = [directions[0]]
    while len(centres) < min(n_groups, len(directions)):
        nearest = np.max(directions @ np.stack(centres).T, axis=1)
        centres.append(directions[int(np.argmin(nearest))])
    middle = np.stack(centres)
    groups: NDArray[np.int64] = np.argmax(directions @ middle.T, axis=1)
    for _ in range(N_ROUNDS):
        for group in range(len(middle)):
            if (groups == group).any():
                middle[group] = directions[groups == group].mean(axis=0)
        middle /= np.maximum(np.linalg.norm(middle, axis=1, keepdims=True), 1e-12)
        moved = np.argmax(directions @ middle.T, axis=1)
        if np.array_equal(moved, groups):
            break
        groups = moved
    return groups
