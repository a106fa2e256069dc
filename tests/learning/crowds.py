"""Crowds of accounts: honest ones drawn from real ratings, and groups that act together."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cinq.data.interactions import Interactions
from cinq.data.manifest import JoinedPart
from cinq.data.prepared import Prepared
from cinq.feedback import LIKED, NOT_FOR_ME
from cinq.learning.rules import FilmCounts, choose_voices
from cinq.learning.voices import FAVOURITE, Voices
from cinq.settings import LearningSettings

NOW = 1_800_000_000
OPEN = LearningSettings(min_age_hours=0)


@dataclass(frozen=True)
class Words:
    """What one account says: films by what it says of them, as catalogue rows."""

    favourites: tuple[int, ...] = ()
    liked: tuple[int, ...] = ()
    not_for_me: tuple[int, ...] = ()


def honest(source: Interactions, n_accounts: int, seed: int) -> list[Words]:
    """Accounts that each speak as one person of `source` would: five to ten favourites among what
    they liked, some more likes, and a few films that were not for them.
    """
    random = np.random.default_rng(seed)
    bounds = source.indptr()
    likes = [source.films[a:b][source.liked[a:b]] for a, b in pairwise(bounds)]
    bad = source.ratings < source.scale.liked_from - 0.2 * (source.scale.high - source.scale.low)
    others = [source.films[a:b][bad[a:b]] for a, b in pairwise(bounds)]
    able = [person for person, films in enumerate(likes) if len(films) >= 10]
    crowd = []
    for person in random.choice(able, n_accounts):
        liked = random.permutation(likes[person])[: int(random.integers(5, 11) + random.poisson(4))]
        n = int(random.integers(5, 11))
        disliked = random.permutation(others[person])[: random.poisson(2)]
        crowd.append(Words(_rows(liked[:n]), _rows(liked[n:]), _rows(disliked)))
    return crowd


def same_five(n_accounts: int, obscure: NDArray[np.int32]) -> list[Words]:
    """Everybody has the same five obscure favourites."""
    return [Words(_rows(obscure[:5]))] * n_accounts


def beside_popular(
    n_accounts: int, film: int, popular: NDArray[np.int32], seed: int
) -> list[Words]:
    """Everybody promotes one film, beside nine popular ones that differ."""
    random = np.random.default_rng(seed)
    return [
        Words((film, *_rows(random.choice(popular, 9, replace=False)))) for _ in range(n_accounts)
    ]


def against(n_accounts: int, film: int, popular: NDArray[np.int32], seed: int) -> list[Words]:
    """Everybody likes popular films and turns down the most liked one."""
    random = np.random.default_rng(seed)
    return [
        Words(_rows(random.choice(popular[popular != film], 9, replace=False)), (), (film,))
        for _ in range(n_accounts)
    ]


def voices_of(crowd: Iterable[Words], film_ids: NDArray[np.int64], seed: int = 0) -> Voices:
    """The crowd as the user database would give it: old accounts that consented.

    Whoever comes later changes nobody's pseudonym, and so nobody's part.
    """
    said = list(crowd)
    numbers = np.random.default_rng(seed).integers(-(2**62), 0, len(said))
    order = np.argsort(numbers)
    speakers, films, kinds = [], [], []
    for place, index in enumerate(order):
        words = said[index]
        for kind, rows in (
            (FAVOURITE, words.favourites),
            (LIKED, words.liked),
            (NOT_FOR_ME, words.not_for_me),
        ):
            speakers += [place] * len(rows)
            films += film_ids[list(rows)].tolist()
            kinds += [kind] * len(rows)
    n = len(said)
    return Voices(
        people=numbers[order],
        consents=np.ones(n, np.bool_),
        accounts=np.ones(n, np.bool_),
        since=np.zeros(n, np.int64),
        speakers=np.array(speakers, np.int32),
        film_ids=np.array(films, np.int64),
        kinds=np.array(kinds, np.int8),
        timestamps=np.full(len(films), NOW - 1000, np.int64),
    )


def with_crowd(
    base: Prepared, crowd: Iterable[Words], rules: LearningSettings = OPEN, seed: int = 0
) -> Prepared:
    """A data set that the crowd has joined by the rules, in memory."""
    own, ids = base.interactions, base.catalogue.film_ids
    likes = np.bincount(own.films[own.liked], minlength=own.n_films)
    counts = FilmCounts(ids, likes, np.bincount(own.films, minlength=own.n_films) - likes)
    voices = voices_of(crowd, ids, seed)
    joined = choose_voices(voices, counts, own.scale, rules, NOW).ratings
    people, places = np.unique(joined.users, return_inverse=True)
    interactions = Interactions(
        user_ids=np.concatenate([people.astype(np.int64), own.user_ids]),
        users=np.concatenate([places.astype(np.int32), own.users + np.int32(len(people))]),
        films=np.concatenate([base.catalogue.rows(np.asarray(joined.films)), own.films]),
        ratings=np.concatenate([joined.ratings, own.ratings]),
        timestamps=np.concatenate([np.asarray(joined.times, np.int64), own.timestamps]),
        n_films=own.n_films,
        scale=own.scale,
    )
    part = JoinedPart(
        base_version=base.manifest.version, n_people=len(people), n_ratings=len(joined)
    )
    manifest = base.manifest.model_copy(
        update={
            "n_users": interactions.n_users,
            "n_ratings": len(interactions),
            "joined": part if len(joined) else None,
        }
    )
    return replace(base, manifest=manifest, interactions=interactions)


def by_likes(base: Interactions) -> NDArray[np.int64]:
    """Rows of the films, the most liked first."""
    likes = np.bincount(base.films[base.liked], minlength=base.n_films)
    return np.argsort(-likes, kind="stable")


def _rows(films: Iterable[int]) -> tuple[int, ...]:
    return tuple(int(film) for film in films)
