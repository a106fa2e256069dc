from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from cinq.data.catalogue import Catalogue
from cinq.errors import ModelError
from cinq.evaluation.cases import Cases
from cinq.evaluation.onboarding import BLOCK, Audience, gain, judge_onboarding, summarise
from cinq.hyperparameters import ListSettings
from cinq.models.popularity import Popularity
from cinq.models.recommender import Profile, rows_of_picks
from cinq.serving.lists import ListMaker
from cinq.settings import JudgingSettings


def ranking(catalogue: Catalogue, rows: Sequence[int]) -> Any:
    """A model that gives everybody these films first."""
    model = Popularity()
    model.catalogue = catalogue
    model.scores = np.zeros(len(catalogue), np.float32)
    model.scores[list(rows)] = np.arange(len(rows), 0, -1)
    return model


def cases_of(favourites: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]) -> Cases:
    bounds = np.cumsum([0, *map(len, targets)]).astype(np.int64)
    n = len(favourites)
    return Cases(
        user_ids=np.arange(n, dtype=np.int64),
        people=np.arange(n, dtype=np.int32),
        favourites=np.array(favourites, np.int32),
        targets=np.concatenate([np.array(part, np.int32) for part in targets]),
        bounds=bounds,
    )


def test_figures_are_those_worked_out_by_hand(catalogue: Catalogue) -> None:
    cases = cases_of([[0, 1, 2, 3, 4]], [[6, 9, 100]])
    found = judge_onboarding(ranking(catalogue, [5, 6, 7, 8, 9, 10]), cases, catalogue)
    assert found.lists[0, :5].tolist() == [5, 6, 7, 8, 9]
    assert found.hit_at_5 == 1
    gained = 1 / np.log2(3) + 1 / np.log2(6)
    assert found.ndcg_at_10 == pytest.approx(gained / (1 + 1 / np.log2(3) + 1 / 2))
    assert found.recall_at_20 == pytest.approx(2 / 3)


def test_favourites_are_never_recommended(catalogue: Catalogue) -> None:
    cases = cases_of([[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]], [[5], [0]])
    found = judge_onboarding(ranking(catalogue, range(10)), cases, catalogue)
    assert found.lists[0, :5].tolist() == [5, 6, 7, 8, 9]
    assert found.lists[1, :5].tolist() == [0, 1, 2, 3, 4]


def test_blocks_do_not_show_in_the_figures(catalogue: Catalogue) -> None:
    n = 2 * BLOCK + 3
    favourites = [[row % 100, row % 100 + 1, 110, 111, 112] for row in range(n)]
    targets = [[113 + row % 5] for row in range(n)]
    model = ranking(catalogue, range(113, 120))
    together = judge_onboarding(model, cases_of(favourites, targets), catalogue)
    for case in (0, BLOCK - 1, BLOCK, n - 1):
        alone = judge_onboarding(model, cases_of([favourites[case]], [targets[case]]), catalogue)
        assert alone.lists[0].tolist() == together.lists[case].tolist()
        assert alone.ndcg_at_10[0] == together.ndcg_at_10[case]


def test_scores_that_are_no_numbers_end_the_judging(catalogue: Catalogue) -> None:
    model = ranking(catalogue, [1])
    model.scores[3] = np.nan
    with pytest.raises(ModelError, match="no numbers"):
        judge_onboarding(model, cases_of([[0, 1, 2, 3, 4]], [[6]]), catalogue)


class Echo(Popularity):
    """Recommends the films that follow the highest pick."""

    def profile(self, picks: Sequence[int]) -> Profile:
        rows = rows_of_picks(self.catalogue, picks)
        vector = rows[-1:] if len(rows) else np.zeros(1)
        return Profile(rows, vector.astype(np.float32))

    def score(self, profiles: Sequence[Profile]) -> np.ndarray[Any, Any]:
        films = np.arange(len(self.catalogue), dtype=np.float32)
        return np.stack([-np.abs(films - profile.vector[0] - 1) for profile in profiles])


def test_a_film_the_model_does_not_know_cannot_be_recommended(catalogue: Catalogue) -> None:
    smaller = Catalogue(catalogue.films[:5] + catalogue.films[10:])
    model = Echo()
    model.catalogue = smaller
    found = judge_onboarding(model, cases_of([[0, 1, 2, 3, 4]], [[10, 11]]), catalogue)
    assert not set(range(5, 10)) & set(found.lists[0].tolist())
    assert found.lists[0, 0] == 10


def lists_of(catalogue: Catalogue, rare: Sequence[int]) -> ListMaker:
    """One place of five for the films in these rows."""
    exposure = np.ones(len(catalogue), np.float32)
    exposure[list(rare)] = 0
    likes = np.ones(len(catalogue), np.float32)
    return ListMaker.made(ListSettings(exploration=0.2), exposure, likes, catalogue.genre_matrix)


def test_lists_are_judged_as_they_would_be_served(catalogue: Catalogue) -> None:
    cases = cases_of([[0, 1, 2, 3, 4]], [[25]])
    model = Echo()
    model.catalogue = catalogue
    plain = judge_onboarding(model, cases, catalogue)
    served = judge_onboarding(model, cases, catalogue, lists_of(catalogue, [25]))
    assert plain.lists[0, :7].tolist() == [5, 6, 7, 8, 9, 10, 11]
    assert served.lists[0, :7].tolist() == [5, 6, 7, 8, 25, 9, 10]
    assert (plain.hit_at_5[0], served.hit_at_5[0]) == (0, 1)


def test_the_popularity_list_is_judged_in_its_own_order(catalogue: Catalogue) -> None:
    cases = cases_of([[0, 1, 2, 3, 4]], [[25]])
    model = ranking(catalogue, range(5, 40))
    served = judge_onboarding(model, cases, catalogue, lists_of(catalogue, [25]))
    assert served.lists[0, :5].tolist() == [5, 6, 7, 8, 9]


def test_the_lists_of_a_model_with_other_films_are_read_in_its_own_rows(
    catalogue: Catalogue,
) -> None:
    smaller = Catalogue(catalogue.films[:5] + catalogue.films[10:])
    model = Echo()
    model.catalogue = smaller
    lists = lists_of(smaller, [20])
    found = judge_onboarding(model, cases_of([[0, 1, 2, 3, 4]], [[25]]), catalogue, lists)
    assert found.lists[0, :5].tolist() == [10, 11, 12, 13, 25]


def test_favourites_the_model_does_not_know_are_left_out(catalogue: Catalogue) -> None:
    smaller = Catalogue(catalogue.films[:20])
    model = Echo()
    model.catalogue = smaller
    found = judge_onboarding(model, cases_of([[0, 1, 2, 7, 100]], [[8]]), catalogue)
    assert found.lists[0, 0] == 8


def test_means_are_over_people_and_not_over_cases(catalogue: Catalogue) -> None:
    cases = cases_of([[0, 1, 2, 3, 4]] * 3, [[5], [5], [50]])
    cases = Cases(np.arange(2), np.array([0, 0, 1], np.int32), *_rest(cases))
    metrics = judge_onboarding(ranking(catalogue, [5]), cases, catalogue)
    audience = Audience(np.ones(len(catalogue), np.int64), 4)
    found = summarise(metrics, cases, audience, JudgingSettings(bootstrap_samples=50))
    assert found.hit_at_5.estimate == 0.5
    assert found.novelty.estimate == 2.0
    assert found.coverage_at_5 == 5 / 120
    only_second = np.array([False, True])
    part = summarise(metrics, cases, audience, JudgingSettings(bootstrap_samples=50), only_second)
    assert part.hit_at_5.estimate == 0.0


def test_a_model_gains_nothing_on_itself(catalogue: Catalogue) -> None:
    cases = cases_of([[0, 1, 2, 3, 4]] * 4, [[5], [6], [7], [90]])
    metrics = judge_onboarding(ranking(catalogue, [5, 6, 7]), cases, catalogue)
    found = gain(metrics, metrics, cases, JudgingSettings(bootstrap_samples=50)).ndcg_at_10
    assert (found.low, found.estimate, found.high) == (0, 0, 0)


def _rest(cases: Cases) -> tuple[Any, Any, Any]:
    return cases.favourites, cases.targets, cases.bounds
