"""Two audiences: people like those the model learned from, and people of a taste nobody had."""

from dataclasses import dataclass

import numpy as np

from cinq.models.bundle import ModelBundle

FAVOURITES = 5
NEW_FILMS = 60
"""Films that the new taste is about."""


@dataclass(frozen=True)
class Guest:
    """Somebody who asks for lists.

    Attributes
    ----------
    name
        Under which they say what they like.
    favourites
        Film ids that they ask with.
    others
        Film ids that they like too; a list is as good as it holds these.
    """

    name: str
    favourites: tuple[int, ...]
    others: frozenset[int]


def usual_guests(bundle: ModelBundle, n: int, likes: int, seed: int) -> list[Guest]:
    """Draw people of the data set, each with so many of the films they like, or fewer."""
    random = np.random.default_rng([seed, 1])
    seen = bundle.seen
    found: list[Guest] = []
    while len(found) < n:
        person = int(random.integers(len(seen.user_ids)))
        rated = slice(int(seen.indptr[person]), int(seen.indptr[person + 1]))
        liked = seen.films[rated][seen.ratings[rated] >= bundle.info.liked_from]
        if len(liked) > FAVOURITES:
            drawn = random.permutation(liked)[:likes]
            found.append(_guest(f"usual-{len(found)}", bundle.catalogue.film_ids[drawn]))
    return found


def newcomers(bundle: ModelBundle, n: int, likes: int, seed: int) -> list[Guest]:
    """Make people who all love films of one set that nothing but their love has in common.

    The set is drawn from films that some know and few love, so a model that has not met these
    people cannot guess what else they like, and one that has can.
    """
    random = np.random.default_rng([seed, 2])
    seen = bundle.seen
    liked = seen.films[seen.ratings >= bundle.info.liked_from]
    counts = np.bincount(liked, minlength=len(bundle.catalogue.film_ids))
    order = np.argsort(-counts, kind="stable")
    middle = order[len(order) // 10 : len(order) // 2][
        counts[order[len(order) // 10 : len(order) // 2]] > 0
    ]
    films = random.permutation(middle)[:NEW_FILMS]
    return [
        _guest(f"new-{n_th}", bundle.catalogue.film_ids[random.permutation(films)[:likes]])
        for n_th in range(n)
    ]


def _guest(name: str, film_ids: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Guest:
    ids = [int(film_id) for film_id in film_ids]
    return Guest(name, tuple(ids[:FAVOURITES]), frozenset(ids[FAVOURITES:]))
