"""What simulated visits were worth: the effort, and what the served ranker makes of the picks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from cinq.evaluation.onboarding_simulator import Habits, Visit, Visitor
from cinq.metrics.intervals import Interval, intervals
from cinq.metrics.ranking import find_hits, ndcg_at
from cinq.models.recommender import Recommender
from cinq.serving.topk import best_rows

K = 5
"""Films of a list that are looked at."""


@dataclass(frozen=True)
class Outcomes:
    """One value a person, as arrays of shape (n_people,), float64.

    Parameters
    ----------
    reached_five
        1 for those who chose all their favourites within the bound of screens, else 0.
    picks
        Films chosen.
    screens
        Screens seen until then; the bound for those who gave up.
    films_read
        Different films shown.
    recognition
        Share of those that the person has rated.
    surprise
        Mean of -log2(share of the training people who like it) over the picks; 0 without picks.
    ndcg_at_5
        Of the list that the ranker makes from the picks, against all other liked films. All
        films but the picks are ranked: those shown and not taken stay in, as on the page.
        People who did not reach five count with what they chose, by popularity if nothing.
    ndcg_at_5_common
        The same with every strategy's picks left out of both list and liked films, so that all
        look for the same films; not a number for those who have no such film left.
    """

    reached_five: NDArray[np.float64]
    picks: NDArray[np.float64]
    screens: NDArray[np.float64]
    films_read: NDArray[np.float64]
    recognition: NDArray[np.float64]
    surprise: NDArray[np.float64]
    ndcg_at_5: NDArray[np.float64]
    ndcg_at_5_common: NDArray[np.float64]

    def intervals(self, samples: int, confidence: float, seed: int) -> dict[str, Interval]:
        """Means with bootstrap intervals over people."""
        return _intervals(self.values(), samples, confidence, seed)

    def over(
        self, other: "Outcomes", samples: int, confidence: float, seed: int
    ) -> dict[str, Interval]:
        """Mean paired differences self - other, with intervals over people."""
        ours, theirs = self.values(), other.values()
        return _intervals(
            {name: ours[name] - theirs[name] for name in ours}, samples, confidence, seed
        )

    def values(self) -> dict[str, NDArray[np.float64]]:
        """Every figure by its name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def joined(cls, parts: Sequence["Outcomes"]) -> "Outcomes":
        """The people of several folds, one fold after another."""
        return cls(
            **{
                field.name: np.concatenate([getattr(part, field.name) for part in parts])
                for field in fields(cls)
            }
        )


def outcomes(
    visits: Mapping[str, Sequence[Visit]],
    people: Sequence[Visitor],
    ranker: Recommender,
    like_counts: NDArray[np.int64],
    n_training_people: int,
    habits: Habits,
) -> dict[str, Outcomes]:
    """Judge every strategy's visits, by the same name.

    Parameters
    ----------
    visits
        From `cinq.evaluation.onboarding_simulator.simulate`: visits of `people`, in their order.
    ranker
        Trained without these people.
    like_counts
        Shape (n_films,): how many of ``n_training_people`` like each film.
    habits
        As in the simulation.
    """
    bits = -np.log2(np.maximum(like_counts, 1) / n_training_people)
    common = [
        np.unique(np.concatenate([of_strategy[place].chosen for of_strategy in visits.values()]))
        for place in range(len(people))
    ]
    return {
        name: Outcomes(
            reached_five=_array([len(v.chosen) >= habits.n_favourites for v in of_strategy]),
            picks=_array([len(v.chosen) for v in of_strategy]),
            screens=_array([v.n_screens for v in of_strategy]),
            films_read=_array([len(v.shown) for v in of_strategy]),
            recognition=_array([v.n_recognised / max(len(v.shown), 1) for v in of_strategy]),
            surprise=_array([bits[v.chosen].mean() if len(v.chosen) else 0 for v in of_strategy]),
            ndcg_at_5=_ndcg(ranker, of_strategy, people, [v.chosen for v in of_strategy]),
            ndcg_at_5_common=_ndcg(ranker, of_strategy, people, common),
        )
        for name, of_strategy in visits.items()
    }


def _ndcg(
    ranker: Recommender,
    visits: Sequence[Visit],
    people: Sequence[Visitor],
    left_out: Sequence[NDArray[np.int32]],
) -> NDArray[np.float64]:
    """NDCG@5 of each visit's list, shape (n_people,), with these films neither listed nor sought.

    Not a number where no liked film is left.
    """
    values = np.full(len(people), np.nan)
    film_ids = ranker.catalogue.film_ids
    for place, (seen, person, without) in enumerate(zip(visits, people, left_out, strict=True)):
        targets = np.setdiff1d(person.liked, without)
        if not len(targets):
            continue
        excluded = np.zeros(len(film_ids), np.bool_)
        excluded[without] = True
        profile = ranker.profile(film_ids[seen.chosen].tolist())
        best = best_rows(ranker.score([profile])[0], excluded, K)
        listed = np.full((1, K), -1, np.int32)
        listed[0, : len(best)] = best
        hits = find_hits(listed, np.array([0, len(targets)]), targets)
        values[place] = ndcg_at(hits, np.array([len(targets)]), K)[0]
    return values


def _intervals(
    values: Mapping[str, NDArray[np.float64]], samples: int, confidence: float, seed: int
) -> dict[str, Interval]:
    """An interval each, over the people of whom the figure is known."""
    return {
        name: intervals({name: column[~np.isnan(column)]}, samples, confidence, seed)[name]
        for name, column in values.items()
    }


def _array(values: Sequence[float]) -> NDArray[np.float64]:
    return np.array(values, np.float64)
