"""The onboarding protocol: what a model finds for people it was never trained on."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.evaluation.alignment import AlignedRanker
from cinq.evaluation.cases import Cases
from cinq.evaluation.figures import Gain, OnboardingFigures
from cinq.metrics.beyond_accuracy import (
    coverage_at,
    intra_list_diversity_at,
    novelty_at,
    popularity_share_at,
)
from cinq.metrics.intervals import Interval, intervals, person_means
from cinq.metrics.ranking import find_hits, hit_at, ndcg_at, recall_at
from cinq.models.popularity import like_counts
from cinq.models.recommender import Recommender
from cinq.serving.lists import ListMaker
from cinq.serving.topk import best_rows
from cinq.settings import JudgingSettings

DEPTH = 20
"""How far down the ranking is looked at."""

BLOCK = 256
"""Cases scored together: with 90,000 films their scores take 90 MB a thread."""


@dataclass(frozen=True)
class CaseMetrics:
    """What a model reached in each case, as arrays of shape (n_cases,); see `OnboardingFigures`.

    Parameters
    ----------
    lists
        Shape (n_cases, 20), int32: catalogue rows, best first, -1 where the list is shorter.
    """

    hit_at_5: NDArray[np.float64]
    ndcg_at_5: NDArray[np.float64]
    ndcg_at_10: NDArray[np.float64]
    recall_at_20: NDArray[np.float64]
    intra_list_diversity: NDArray[np.float64]
    lists: NDArray[np.int32]


@dataclass(frozen=True)
class Audience:
    """Who the novelty of a film is measured against: the people models were trained on.

    Parameters
    ----------
    like_counts
        Shape (n_films,): how many of them like each film.
    n_people
        How many they are.
    """

    like_counts: NDArray[np.int64]
    n_people: int

    @classmethod
    def of(cls, training: Interactions) -> "Audience":
        """The users of these ratings."""
        return cls(like_counts(training), training.n_users)


def judge_onboarding(
    model: Recommender, cases: Cases, catalogue: Catalogue, lists: ListMaker | None = None
) -> CaseMetrics:
    """Rank all films but the favourites in every case and measure where the targets stand.

    Scores are made in blocks of cases, never for everybody at once, by as many threads as there
    are cores; which block falls to which thread is of no effect.

    Parameters
    ----------
    model
        The ranker; its catalogue may be another (see `AlignedRanker`).
    cases
        Cases in rows of `catalogue`.
    catalogue
        The films to rank.
    lists
        Makes the lists as they would be served, in rows of the model's catalogue. Left out, films
        stand in order of score, as models are compared.

    Raises
    ------
    ModelError
        If a score is not a finite number.
    """
    ranker = AlignedRanker(model, catalogue)
    maker = None if lists is None else ranker.lists(lists)
    found = np.full((len(cases), DEPTH), -1, np.int32)
    hits = np.zeros(found.shape, np.bool_)

    def judge(block: slice) -> None:
        found[block] = _lists(ranker, cases.favourites[block], maker)
        bounds = cases.bounds[block.start : block.stop + 1]
        targets = cases.targets[bounds[0] : bounds[-1]]
        hits[block] = find_hits(found[block], bounds - bounds[0], targets)

    starts = range(0, len(cases), BLOCK)
    blocks = [slice(start, min(start + BLOCK, len(cases))) for start in starts]
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        list(pool.map(judge, blocks))
    return CaseMetrics(
        hit_at_5=hit_at(hits, 5),
        ndcg_at_5=ndcg_at(hits, cases.n_targets, 5),
        ndcg_at_10=ndcg_at(hits, cases.n_targets, 10),
        recall_at_20=recall_at(hits, cases.n_targets, 20),
        intra_list_diversity=intra_list_diversity_at(found, 5, catalogue.genre_matrix),
        lists=found,
    )


def _lists(
    ranker: AlignedRanker, favourites: NDArray[np.int32], maker: ListMaker | None
) -> NDArray[np.int32]:
    """The list of each case, shape (n_cases, 20), for favourites (n_cases, n_favourites)."""
    lists = np.full((len(favourites), DEPTH), -1, np.int32)
    absent = ranker.absent
    excluded = absent.copy()
    profiles = ranker.profiles(favourites)
    for case, (row, profile, scores) in enumerate(
        zip(favourites, profiles, ranker.scores(profiles), strict=True)
    ):
        excluded[row] = True
        if maker is None or profile.blank:
            best = best_rows(scores, excluded, DEPTH)
        else:
            best = maker.rows(scores, excluded, DEPTH)
        lists[case, : len(best)] = best
        excluded[row] = absent[row]
    return lists


def summarise(
    metrics: CaseMetrics,
    cases: Cases,
    audience: Audience,
    judging: JudgingSettings,
    people: NDArray[np.bool_] | None = None,
) -> OnboardingFigures:
    """Means over people, each the mean over their draws, with bootstrap intervals over people.

    Parameters
    ----------
    metrics
        Of `cases`.
    audience
        For the novelty and the popularity share.
    judging
        ``bootstrap_samples``, ``confidence`` and ``seed``.
    people
        Shape (n_people,): who counts; everybody if left out.
    """
    within = _within(cases, people)
    per_case = {
        "hit_at_5": metrics.hit_at_5,
        "ndcg_at_5": metrics.ndcg_at_5,
        "ndcg_at_10": metrics.ndcg_at_10,
        "recall_at_20": metrics.recall_at_20,
        "novelty": novelty_at(metrics.lists, 5, audience.like_counts, audience.n_people),
        "intra_list_diversity": metrics.intra_list_diversity,
        "popularity_share": popularity_share_at(metrics.lists, 5, audience.like_counts),
    }
    found = _over_people(per_case, cases, within, judging)
    coverage = coverage_at(metrics.lists[within], 5, len(audience.like_counts))
    return OnboardingFigures(**found, coverage_at_5=coverage)


def gain(
    challenger: CaseMetrics,
    other: CaseMetrics,
    cases: Cases,
    judging: JudgingSettings,
    people: NDArray[np.bool_] | None = None,
) -> Gain:
    """Mean paired differences with bootstrap intervals over people; parameters as `summarise`."""
    per_case = {
        "hit_at_5": challenger.hit_at_5 - other.hit_at_5,
        "ndcg_at_10": challenger.ndcg_at_10 - other.ndcg_at_10,
    }
    return Gain(**_over_people(per_case, cases, _within(cases, people), judging))


def _within(cases: Cases, people: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    return np.ones(len(cases), np.bool_) if people is None else people[cases.people]


def _over_people(
    per_case: dict[str, NDArray[np.float64]],
    cases: Cases,
    within: NDArray[np.bool_],
    judging: JudgingSettings,
) -> dict[str, Interval]:
    people = cases.people[within]
    per_person = {name: person_means(values[within], people) for name, values in per_case.items()}
    return intervals(per_person, judging.bootstrap_samples, judging.confidence, judging.seed)
