"""How far accounts move everybody's lists: the model with their data beside one without.

A group that acts together wants one of two things: its film on other people's lists, or another
film off them. Both show in lists of people who have nothing to do with the group. So the ranker
is fitted a second time without the accounts' data, and both are asked the golden lists and the
lists of the data set's own judging people.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.data.people import split_people
from cinq.data.prepared import Prepared
from cinq.data.progress import Progress, silent
from cinq.evaluation.cases import draw_cases
from cinq.evaluation.figures import Influence, NamedFilm
from cinq.evaluation.golden import N_FILMS, GoldenList, golden_lists, named_films
from cinq.models.bundle import ModelBundle
from cinq.models.engine import LOCAL, Engine
from cinq.models.exposure import exposure
from cinq.models.popularity import Popularity
from cinq.models.recommender import Recommender
from cinq.models.training import fit_ranker
from cinq.serving.lists import ListMaker
from cinq.settings import GateSettings, JudgingSettings, TrainingSettings

MAX_LISTS = 2_000
"""Lists of judging people that are compared."""

BLOCK = 256

Lists = NDArray[np.int32]


def influence(
    prepared: Prepared,
    challenger: ModelBundle,
    training: TrainingSettings,
    judging: JudgingSettings,
    gate: GateSettings,
    progress: Progress = silent,
    engine: Engine = LOCAL,
) -> Influence | None:
    """Measure what the accounts in the data do to lists; None where there are none.

    Parameters
    ----------
    prepared
        What the challenger was trained on.
    challenger
        Trained with `training`.
    training, judging, gate
        As for the challenger; ``golden_min_lists`` of the gate is used.

    Notes
    -----
    Cost: one more fit of the ranker and at most 2 · (20 + `MAX_LISTS`) lists.
    """
    if prepared.manifest.joined is None:
        return None
    progress("fitting the ranker once more, without what accounts said", 0.0)
    own = prepared.interactions.own
    before = fitted(own, prepared.catalogue, training, judging, engine)
    now = Asked(challenger.ranker, ListMaker.of(challenger))
    progress("asking both for the same lists", 0.5)
    return moved(prepared, now, before, golden_lists(challenger, gate.golden_min_lists)[1], judging)


def moved(
    prepared: Prepared,
    now: "Asked",
    before: "Asked",
    lists: Sequence[GoldenList],
    judging: JudgingSettings,
) -> Influence:
    """Compare what answers with accounts' data with what answers without.

    Parameters
    ----------
    prepared
        A data set that accounts joined.
    now, before
        Fitted with, and without them.
    lists
        The golden lists.
    judging
        The lists of the data set's own judging people are drawn by it.
    """
    joined = prepared.manifest.joined
    favourites = np.array([entry.favourites for entry in lists] or [()], np.int32)
    others = draw_cases(split_people(prepared.interactions.own, judging).judging, judging)
    some = others.favourites[:: max(1, -(-len(others) // MAX_LISTS))]
    golden = now.answers(favourites), before.answers(favourites)
    everybody = (
        np.concatenate([golden[0], now.answers(some)]),
        np.concatenate([golden[1], before.answers(some)]),
    )
    kept = [kept_films(*pair) for pair in zip(*golden, strict=True)]
    n_films = len(prepared.catalogue)
    grown, grown_golden = pushes(*everybody, n_films), pushes(*golden, n_films)

    def film(row: np.intp, share: float) -> NamedFilm | None:
        return named_films(prepared.catalogue, [int(row)])[0] if share > 0 else None

    up, down, golden_up = np.argmax(grown), np.argmin(grown), np.argmax(grown_golden)
    push, drop = max(0.0, float(grown[up])), max(0.0, -float(grown[down]))
    golden_push = max(0.0, float(grown_golden[golden_up]))
    return Influence(
        n_accounts=joined.n_people if joined else 0,
        n_opinions=joined.n_ratings if joined else 0,
        golden_kept=float(np.mean(kept)),
        least_kept=lists[int(np.argmin(kept))].name if lists else "",
        n_golden=len(lists),
        n_lists=len(everybody[0]),
        push=push,
        pushed=film(up, push),
        drop=drop,
        dropped=film(down, drop),
        golden_push=golden_push,
        golden_pushed=film(golden_up, golden_push),
    )


@dataclass(frozen=True)
class Asked:
    """What answers favourites, and makes lists of its scores."""

    ranker: Recommender
    lists: ListMaker

    def answers(self, favourites: Lists) -> Lists:
        """The five films for each row of favourites, shape (n_lists, 5); -1 where none is left."""
        ids = self.ranker.catalogue.film_ids
        found = np.full((len(favourites), N_FILMS), -1, np.int32)
        for start in range(0, len(favourites), BLOCK):
            block = favourites[start : start + BLOCK]
            scores = self.ranker.score([self.ranker.profile(ids[rows].tolist()) for rows in block])
            for place, rows in enumerate(block):
                excluded = np.zeros(len(ids), np.bool_)
                excluded[rows] = True
                best = self.lists.rows(scores[place], excluded, N_FILMS)
                found[start + place, : len(best)] = best
        return found


def fitted(
    interactions: Interactions,
    catalogue: Catalogue,
    training: TrainingSettings,
    judging: JudgingSettings,
    engine: Engine = LOCAL,
) -> Asked:
    """The ranker fitted to the training people of `interactions`, with its lists."""
    learned = split_people(interactions, judging).training
    popularity = Popularity().fit(learned, catalogue, training.seed)
    ranker = fit_ranker(learned, catalogue, training, popularity, engine)
    shown = exposure(ranker, learned, judging.n_favourites, training.seed)
    genres = catalogue.genre_matrix
    return Asked(ranker, ListMaker.made(training.lists, shown, popularity.scores, genres))


def kept_films(answered: NDArray[np.int32], before: NDArray[np.int32]) -> float:
    """Share of the films of a list that are on the other one too."""
    films = set(before[before >= 0].tolist())
    return len(films & set(answered.tolist())) / len(films) if films else 1.0


def pushes(answered: Lists, before: Lists, n_films: int) -> NDArray[np.float64]:
    """By how much the share of lists that hold a film grew, shape (n_films,)."""
    counts = [
        np.bincount(lists[lists >= 0], minlength=n_films) / max(1, len(lists))
        for lists in (answered, before)
    ]
    difference: NDArray[np.float64] = counts[0] - counts[1]
    return difference
