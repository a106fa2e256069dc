"""Two people and one list: how well each way of agreeing serves pairs of held-out people."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cinq.data.interactions import Interactions
from cinq.evaluation.cases import Cases
from cinq.metrics.intervals import Interval, intervals, person_means
from cinq.metrics.ranking import find_hits, hit_at, ndcg_at
from cinq.models.recommender import Recommender
from cinq.serving.agreement import Method
from cinq.serving.agreement import fits as fits_of

Kind = Literal["random", "similar", "dissimilar"]
K = 10


def match(
    people: Interactions, user_ids: NDArray[np.int64], kind: Kind, seed: int
) -> list[tuple[int, int]]:
    """Put people into pairs, nobody in two; of an odd number one stays alone.

    Parameters
    ----------
    people
        Their ratings.
    user_ids
        Shape (n_people,): who takes part.
    kind
        ``random``; ``similar`` and ``dissimilar``: the two free people whose likes have the
        highest (lowest) cosine first, and so on.
    seed
        Of the random pairs.

    Returns
    -------
    Pairs of places in `user_ids`.
    """
    n_people = len(user_ids)
    if kind == "random":
        order = np.random.default_rng(seed).permutation(n_people)
        pairs = zip(order[0::2], order[1::2], strict=False)
        return [(int(one), int(other)) for one, other in pairs]
    cosine = _cosines(people, user_ids)
    one, other = np.triu_indices(n_people, 1)
    alike = cosine[one, other] if kind == "similar" else -cosine[one, other]
    free = set(range(n_people))
    found = []
    for place in np.argsort(-alike, kind="stable").tolist():
        pair = (int(one[place]), int(other[place]))
        if free.issuperset(pair):
            free.difference_update(pair)
            found.append(pair)
    return found


def _cosines(people: Interactions, user_ids: NDArray[np.int64]) -> NDArray[np.float32]:
    likes = np.zeros((people.n_users, people.n_films), np.float32)
    likes[people.users[people.liked], people.films[people.liked]] = 1.0
    chosen = likes[np.searchsorted(people.user_ids, user_ids)]
    chosen /= np.maximum(np.linalg.norm(chosen, axis=1, keepdims=True), 1e-12)
    return np.asarray(chosen @ chosen.T)


@dataclass(frozen=True)
class PairFigures:
    """One value a pair, the mean over its draws, as arrays of shape (n_pairs,), float64.

    The mean over both, and the figure of the one served worse.
    """

    ndcg_at_10_mean: NDArray[np.float64]
    ndcg_at_10_least: NDArray[np.float64]
    hit_at_5_mean: NDArray[np.float64]
    hit_at_5_least: NDArray[np.float64]

    def values(self) -> dict[str, NDArray[np.float64]]:
        """Every figure by its name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def intervals(self, samples: int, confidence: float, seed: int) -> dict[str, Interval]:
        """Means with bootstrap intervals over pairs."""
        return intervals(self.values(), samples, confidence, seed)

    def over(
        self, other: "PairFigures", samples: int, confidence: float, seed: int
    ) -> dict[str, Interval]:
        """Mean paired differences self - other, with intervals over pairs."""
        theirs = other.values()
        differences = {name: ours - theirs[name] for name, ours in self.values().items()}
        return intervals(differences, samples, confidence, seed)


def judge_pairs(
    ranker: Recommender,
    methods: Mapping[str, Method],
    cases: Cases,
    pairs: list[tuple[int, int]],
) -> dict[str, PairFigures]:
    """Figures of every method, by name; and of ``alone``, each with a list of their own.

    The favourites of both are left out of the list and of what either looks for. A draw after
    which one of them has nothing left to find is left out.

    Parameters
    ----------
    ranker
        Trained without these people; its catalogue is that of the cases.
    cases
        As many draws for each person, from `cinq.evaluation.cases.draw_cases`.
    pairs
        From `match`, over the people of the cases.
    """
    draws = len(cases) // max(cases.n_people, 1)
    film_ids = ranker.catalogue.film_ids
    lists: dict[str, list[NDArray[np.int32]]] = {name: [] for name in ("alone", *methods)}
    sought: list[NDArray[np.int32]] = []
    of_pair: list[int] = []
    for number, pair in enumerate(pairs):
        for draw in range(draws):
            both = [person * draws + draw for person in pair]
            known = cases.favourites[both].ravel()
            left = [np.setdiff1d(_targets(cases, case), known) for case in both]
            if not all(map(len, left)):
                continue
            excluded = np.zeros(len(film_ids), np.bool_)
            excluded[known] = True
            profiles = [ranker.profile(film_ids[cases.favourites[case]].tolist()) for case in both]
            fits = fits_of(ranker.score(profiles), excluded)
            for name, method in methods.items():
                lists[name] += [method(fits, excluded, K)[0]] * 2
            lists["alone"] += [methods["average"](fits[[one]], excluded, K)[0] for one in (0, 1)]
            sought += left
            of_pair.append(number)
    return {name: _figures(found, sought, np.array(of_pair)) for name, found in lists.items()}


def _targets(cases: Cases, case: int) -> NDArray[np.int32]:
    return cases.targets[cases.bounds[case] : cases.bounds[case + 1]]


def _figures(
    lists: list[NDArray[np.int32]], sought: list[NDArray[np.int32]], of_pair: NDArray[np.int64]
) -> PairFigures:
    """From the lists of both people of every draw, one after the other."""
    table = np.full((len(lists), K), -1, np.int32)
    for place, films in enumerate(lists):
        table[place, : len(films)] = films
    n_sought = np.array([len(films) for films in sought])
    hits = find_hits(table, np.cumsum([0, *n_sought]), np.concatenate(sought))
    ndcg = ndcg_at(hits, n_sought, 10).reshape(-1, 2)
    hit = hit_at(hits, 5).reshape(-1, 2)
    return PairFigures(
        ndcg_at_10_mean=person_means(ndcg.mean(axis=1), of_pair),
        ndcg_at_10_least=person_means(ndcg.min(axis=1), of_pair),
        hit_at_5_mean=person_means(hit.mean(axis=1), of_pair),
        hit_at_5_least=person_means(hit.min(axis=1), of_pair),
    )


def joined(parts: list[PairFigures]) -> PairFigures:
    """The pairs of several folds, one fold after another."""
    return PairFigures(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(PairFigures)
        }
    )
