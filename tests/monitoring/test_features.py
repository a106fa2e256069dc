"""What is measured of requests."""

import numpy as np
import pytest

from cinq.data.people import TRAINING, assign
from cinq.monitoring.features import TITLES
from cinq.monitoring.reference import DRAWS, likes_of, simulated
from cinq.monitoring.requests import distinct
from cinq.serving.engine import Engine
from cinq.settings import JudgingSettings
from cinq.traffic.sample import REFUSED
from cinq.wire import RecommendRequest
from tests.monitoring.world import JUDGING, NOON, favourites, served
from tests.serving.worlds import film_of


def shares(watched, asked) -> dict[str, dict[str, float]]:
    """Mean share of every bin that is not empty, by feature."""
    requests = watched.requests(served(asked))
    measured, bins = watched.ruler.measure(requests), watched.ruler.bins
    return {
        name: {each: float(v) for each, v in zip(bins[name], of.mean(axis=0), strict=True) if v}
        for name, of in measured.items()
    }


def test_every_feature_has_a_title_bins_and_shares_that_add_up(watched) -> None:
    requests = watched.requests(served(favourites(30, 1)))
    measured = watched.ruler.measure(requests)
    assert set(measured) == set(TITLES) == set(watched.ruler.bins)
    for name, of in measured.items():
        assert of.shape == (30, len(watched.ruler.bins[name]))
        assert of.sum(axis=1) == pytest.approx(np.ones(30))


def test_a_request_of_many_favourites_counts_no_more_than_one_of_few(watched) -> None:
    comedies = [film_of(0, place) for place in range(9)]
    found = shares(watched, [comedies, [film_of(2, 0)]])
    assert found["genres"] == {"Comedy": 0.5, "Horror": 0.5}
    assert found["profile_size"] == {"1": 0.5, "6-9": 0.5}


def test_what_the_catalogue_lacks_is_unknown_and_has_no_list(watched) -> None:
    asked = [[film_of(0, 0), 7], [film_of(0, 0), film_of(0, 1)]]
    found = shares(watched, asked)
    assert found["unknown_films"] == {"known": 0.75, "unknown": 0.25}
    assert found["cold"] == {"by the model": 0.5}


def test_nobodys_request_tells_only_its_size(watched) -> None:
    found = shares(watched, [[]])
    assert {name: of for name, of in found.items() if of} == {"profile_size": {"0": 1.0}}


def test_decades_and_popularity_are_those_of_the_favourites(watched) -> None:
    found = shares(watched, [[film_of(1, 0), film_of(1, 19)]])
    assert found["decades"] == {"1960s": 0.5, "unknown": 0.5}
    likes = watched.ruler.likes[watched.bundle.catalogue.rows([film_of(1, 0), film_of(1, 19)])]
    assert likes[0] > likes[1]
    assert len(found["popularity"]) == 2


def test_of_the_same_favourites_only_the_last_request_counts() -> None:
    same = [film_of(0, 0), film_of(0, 1), film_of(0, 2)]
    rows = served([same, same[::-1], [film_of(0, 0)], [film_of(0, 0)], [], [], same])
    kept = distinct(rows)
    assert [len(row.favourites) for row in kept] == [1, 1, 0, 0, 3]
    assert kept[-1] is rows[-1]


def test_the_reference_asks_with_likes_of_everybody_and_knows_only_newcomers_lists(watched) -> None:
    judged, seen = watched.judged, watched.bundle.seen
    assert len(judged) == len(seen.user_ids) * DRAWS
    trained = assign(judged.people, JUDGING) == TRAINING
    assert (judged.listed == ~trained).all()
    assert np.isfinite(judged.score[~trained]).all()
    for row in (0, 17, len(judged) - 1):
        liked, _ = seen.of(int(judged.people[row]))
        own = judged.favourites[judged.bounds[row] : judged.bounds[row + 1]]
        assert len(set(own.tolist())) == 5
        assert set(own.tolist()) <= set(liked.tolist())


def test_ones_own_like_is_no_popularity(watched) -> None:
    judged, likes = watched.judged, likes_of(watched.bundle)
    trained = np.repeat(assign(judged.people, JUDGING) == TRAINING, 5)
    difference = likes[judged.favourites] - judged.likes
    assert (difference == trained).all()


def test_the_references_lists_are_those_that_the_service_would_give(watched) -> None:
    judged, ids = watched.judged, watched.bundle.catalogue.film_ids
    engine = Engine(watched.bundle)
    for row in np.flatnonzero(judged.listed)[[0, 100, 500]]:
        asked = ids[judged.favourites[judged.bounds[row] : judged.bounds[row + 1]]].tolist()
        films = engine.recommend_one(RecommendRequest(favourites=asked)).films
        assert ids[judged.shown[row]].tolist() == [film.film_id for film in films]
        scores = [film.score for film in films]
        assert judged.score[row] == pytest.approx(np.mean(scores) / 5, rel=1e-5)


def test_where_people_were_split_otherwise_nobody_is_taken_for_unseen(watched) -> None:
    other = JudgingSettings(split_key="other")
    assert not simulated(watched.bundle, other, 1).listed.any()


def test_refused_requests_are_told_apart() -> None:
    rows = served([[3, film_of(0, 0)]])
    assert [(row.source, row.unknown, row.served_at) for row in rows] == [(REFUSED, 1, NOON)]
