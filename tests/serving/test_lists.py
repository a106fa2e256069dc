import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cinq.hyperparameters import ListSettings
from cinq.models.exposure import CANDIDATES
from cinq.serving.lists import N_FIRST, ListMaker
from cinq.serving.topk import best_rows

N = 120
SCORES = np.linspace(1, 0.2, N, dtype=np.float32)
"""Row 0 is the best film, row 1 the next."""
OPEN = np.zeros(N, np.bool_)
FAMOUS = np.linspace(7, 1, N, dtype=np.float32)

SHARES = st.floats(0, 1)
SETTINGS = st.builds(ListSettings, diversity=SHARES, popularity_dial=SHARES, exploration=SHARES)
SEEDS = st.integers(0, 2**32 - 1)


def maker(exposure=None, genres=None, popularity=FAMOUS, **chosen: float) -> ListMaker:
    return ListMaker.made(
        ListSettings(**chosen),
        np.full(len(popularity), 0.5, np.float32) if exposure is None else exposure,
        popularity,
        np.eye(3, dtype=np.bool_)[np.arange(len(popularity)) % 3] if genres is None else genres,
    )


def random_maker(chosen: ListSettings, seed: int) -> tuple[ListMaker, np.ndarray, np.ndarray]:
    """With scores and with films that are excluded."""
    random = np.random.default_rng(seed)
    made = ListMaker.made(
        chosen,
        random.random(N).astype(np.float32) ** 4,
        random.random(N).astype(np.float32),
        random.random((N, 4)) < 0.4,
    )
    return made, random.normal(size=N).astype(np.float32), random.random(N) < random.random()


def test_all_off_is_the_order_of_score():
    assert maker().rows(SCORES, OPEN, 40).tolist() == list(range(40))


@pytest.mark.parametrize("chosen", [{"exploration": 0.2}, {"popularity_dial": 1}])
def test_a_request_for_no_diversity_gets_the_order_of_score(chosen):
    exposure = np.where(np.arange(N) == 10, 0, 1).astype(np.float32)
    bold = maker(exposure=exposure, diversity=0.1, **chosen)
    assert bold.rows(SCORES, OPEN, 9, diversity=0).tolist() == list(range(9))
    assert bold.rows(SCORES, OPEN, 9).tolist() != list(range(9))


def test_the_fifth_place_goes_to_a_film_that_seldom_comes_up():
    exposure = np.full(N, 0.5, np.float32)
    exposure[20] = 0
    explored = maker(exposure=exposure, exploration=0.2).rows(SCORES, OPEN, 8)
    assert explored.tolist() == [0, 1, 2, 3, 20, 4, 5, 6]


def test_of_two_films_that_seldom_come_up_the_better_one_is_taken():
    exposure = np.full(N, 0.5, np.float32)
    exposure[[9, 25]] = 0
    assert maker(exposure=exposure, exploration=0.2).rows(SCORES, OPEN, 5)[4] == 9


def test_a_film_far_down_is_not_dug_out_however_rare():
    exposure = np.full(N, 0.5, np.float32)
    exposure[CANDIDATES] = 0
    explored = maker(exposure=exposure, exploration=0.2).rows(SCORES, OPEN, 50)
    assert explored.tolist() == list(range(50))


def test_exploration_is_a_share_of_the_first_five_places():
    exposure = np.full(N, 0.5, np.float32)
    exposure[10:13] = 0
    for places in range(4):
        rows = maker(exposure=exposure, exploration=places / N_FIRST).rows(SCORES, OPEN, 5)
        assert rows.tolist() == [*range(5 - places), *range(10, 10 + places)]


def test_the_popularity_dial_puts_famous_films_back():
    famous = np.ones(N, np.float32)
    famous[:3] = 5
    rows = maker(popularity=famous, popularity_dial=0.9).rows(SCORES, OPEN, 5)
    assert rows.tolist() == [3, 4, 5, 6, 7]


def test_diversity_takes_other_genres_in_turn():
    genres = np.zeros((N, 3), np.bool_)
    genres[:10, 0] = genres[10:20, 1] = genres[20:, 2] = True
    rows = maker(genres=genres, diversity=0.9).rows(SCORES, OPEN, 3)
    assert rows.tolist() == [0, 10, 20]
    assert maker(genres=genres).rows(SCORES, OPEN, 3, diversity=0.9).tolist() == [0, 10, 20]


def test_the_best_film_stays_first_whatever_the_diversity():
    assert all(maker(diversity=d).rows(SCORES, OPEN, 1)[0] == 0 for d in (0.1, 0.5, 1))


@settings(deadline=None)
@given(chosen=SETTINGS, seed=SEEDS, k=st.integers(1, 60))
def test_a_short_list_is_the_beginning_of_a_long_one(chosen, seed, k):
    made, scores, excluded = random_maker(chosen, seed)
    longest = made.rows(scores, excluded, 100)
    assert made.rows(scores, excluded, k).tolist() == longest[:k].tolist()


@settings(deadline=None)
@given(chosen=SETTINGS, seed=SEEDS, k=st.integers(1, 100))
def test_a_list_holds_films_that_are_not_excluded_once_each_and_as_many_as_there_are(
    chosen, seed, k
):
    made, scores, excluded = random_maker(chosen, seed)
    rows = made.rows(scores, excluded, k).tolist()
    assert len(rows) == len(set(rows)) == min(k, int((~excluded).sum()))
    assert not excluded[rows].any()


@settings(deadline=None)
@given(chosen=SETTINGS, seed=SEEDS)
def test_the_best_films_are_reordered_and_the_rest_follow_by_score(chosen, seed):
    made, scores, excluded = random_maker(chosen, seed)
    rows, plain = made.rows(scores, excluded, N), best_rows(scores, excluded, N)
    assert sorted(rows[:CANDIDATES].tolist()) == sorted(plain[:CANDIDATES].tolist())
    assert rows[CANDIDATES:].tolist() == plain[CANDIDATES:].tolist()


@settings(deadline=None)
@given(chosen=SETTINGS, seed=SEEDS)
def test_only_the_order_of_the_scores_matters(chosen, seed):
    """Rankers whose scores lie elsewhere, negative ones too, get the same lists."""
    made, scores, excluded = random_maker(chosen, seed)
    places = np.argsort(np.argsort(scores))
    other = (3.0 * places - 100).astype(np.float32)
    assert made.rows(other, excluded, 9).tolist() == made.rows(scores, excluded, 9).tolist()


def test_seen_through_another_catalogue_the_same_films_are_chosen():
    made, scores, excluded = random_maker(
        ListSettings(diversity=0.3, exploration=0.4, popularity_dial=0.2), 5
    )
    places = np.concatenate([np.arange(N)[::-1], [-1]]).astype(np.int32)
    there = made.seen_through(places)
    rows = there.rows(
        np.append(scores[::-1], np.float32(-np.inf)), np.append(excluded[::-1], True), 20
    )
    assert places[rows].tolist() == made.rows(scores, excluded, 20).tolist()


def test_a_catalogue_without_genres_gives_lists_too():
    bare = np.zeros((N, 0), np.bool_)
    assert maker(genres=bare, diversity=0.5).rows(SCORES, OPEN, 5).tolist() == [0, 1, 2, 3, 4]
