"""Who joins, with how many voices, and what a word is worth."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cinq.data.interactions import Scale
from cinq.feedback import LIKED, NOT_FOR_ME, SEEN
from cinq.learning.rules import (
    FILM_CAP,
    NO_CONSENT,
    NOT_ASKED_FOR,
    NOTHING_LEFT,
    ONLY_SEEN,
    PERSON_CAP,
    TOO_FEW,
    TOO_NEW,
    UNKNOWN_FILM,
    Chosen,
    FilmCounts,
    choose_voices,
)
from cinq.learning.voices import FAVOURITE, Voices
from cinq.settings import LearningSettings
from tests.learning.crowds import NOW, Words, voices_of

FILMS = np.arange(10, 60, dtype=np.int64)
KNOWN = FilmCounts(FILMS, np.full(50, 40), np.full(50, 20))
SCALE = Scale(0.5, 5.0, 4.0)
RULES = LearningSettings()


def crowd(n_people: int, films=range(6)) -> Voices:
    return voices_of([Words(tuple(films))] * n_people, FILMS)


def chosen(voices: Voices, counts: FilmCounts = KNOWN, **rules) -> Chosen:
    return choose_voices(voices, counts, SCALE, RULES.model_copy(update=rules), NOW)


def test_words_become_ratings_on_the_scale_of_the_data():
    found = chosen(voices_of([Words((0, 1), (2, 3), (4,))], FILMS)).ratings
    assert dict(zip(found.films.tolist(), found.ratings.tolist(), strict=True)) == pytest.approx(
        {10: 4.5, 11: 4.5, 12: 4.0, 13: 4.0, 14: 0.5 + 0.3 * 3.5}
    )


def test_a_favourite_and_a_like_count_as_liked_on_every_scale_and_a_refusal_does_not():
    for scale in (SCALE, Scale(0, 100, 60), Scale(1, 10, 10)):
        found = choose_voices(
            voices_of([Words((0, 1), (2,), (3, 4))], FILMS), KNOWN, scale, RULES, NOW
        )
        liked = found.ratings.ratings >= scale.liked_from
        assert liked.tolist() == [film < 13 for film in found.ratings.films.tolist()]


def test_ratings_stand_by_person_time_and_film():
    found = chosen(crowd(5)).ratings
    order = np.lexsort((found.films, found.times, found.users))
    assert order.tolist() == list(range(30))


def test_nobody_joins_without_consent():
    voices = replace(crowd(3), consents=np.array([True, False, True]))
    found = chosen(voices)
    assert sorted(set(found.ratings.users.tolist())) == voices.people[[0, 2]].tolist()
    assert found.people_left_out == {NO_CONSENT: 1}


def test_an_account_of_yesterday_waits():
    voices = replace(crowd(2), since=np.array([NOW - 23 * 3600, NOW - 25 * 3600]))
    assert set(chosen(voices).ratings.users.tolist()) == {int(voices.people[1])}
    assert chosen(voices).people_left_out == {TOO_NEW: 1}


def test_programs_people_join_only_where_a_setting_says_so():
    voices = replace(crowd(2), accounts=np.array([True, False]), consents=np.array([True, False]))
    assert chosen(voices).people_left_out == {NOT_ASKED_FOR: 1}
    assert len(chosen(voices, subjects=True).ratings) == 12


def test_nobody_joins_where_learning_from_accounts_is_off():
    assert len(chosen(crowd(3), accounts=False).ratings) == 0


def test_too_few_words_on_known_films_are_no_voice():
    unknown = voices_of([Words((0, 1, 2, 3), (49,))], np.append(FILMS[:-1], 10_000))
    found = chosen(unknown)
    assert found.people_left_out == {TOO_FEW: 1}
    assert found.opinions_left_out[UNKNOWN_FILM] == 1
    assert len(chosen(unknown, min_opinions=4).ratings) == 4


def test_only_seen_says_nothing_of_a_rating():
    voices = crowd(1)
    kinds = voices.kinds.copy()
    kinds[0] = SEEN
    found = chosen(replace(voices, kinds=kinds))
    assert len(found.ratings) == 5
    assert found.opinions_left_out == {ONLY_SEEN: 1}


def test_of_one_person_the_newest_words_count():
    voices = crowd(1, range(10))
    found = chosen(replace(voices, timestamps=np.arange(10) + 1), max_opinions=6)
    assert sorted(found.ratings.films.tolist()) == FILMS[4:10].tolist()
    assert found.opinions_left_out == {PERSON_CAP: 4}


@pytest.mark.parametrize(("kind", "cap"), [(FAVOURITE, 40), (LIKED, 40), (NOT_FOR_ME, 20)])
def test_of_a_films_likes_and_of_its_other_ratings_at_most_half_come_from_accounts(kind, cap):
    voices = crowd(200)
    found = chosen(replace(voices, kinds=np.full(1200, kind, np.int8)))
    assert np.bincount(found.ratings.films)[FILMS[:6]].tolist() == [cap] * 6
    assert found.opinions_left_out == {FILM_CAP: 6 * (200 - cap)}


def test_of_a_film_that_nobody_knows_a_few_words_are_free():
    unknown = replace(KNOWN, likes=np.zeros(50, np.int64))
    found = chosen(crowd(100), unknown)
    assert len(found.ratings) == 6 * RULES.free_film_opinions
    assert found.people_left_out == {NOTHING_LEFT: 100 - len(set(found.ratings.users.tolist()))}


def test_a_group_that_agreed_on_five_films_is_not_let_in_together():
    found = chosen(crowd(200, range(5)), replace(KNOWN, likes=np.full(50, 3)))
    together = np.unique(found.ratings.users, return_counts=True)[1]
    assert together.max() <= 2


@given(st.integers(0, 29), st.integers(0, 3), st.integers(1, 8))
def test_without_somebody_all_is_as_if_they_had_never_come(gone, free, most):
    random = np.random.default_rng(3)
    people = [
        Words(tuple(films[:4]), tuple(films[4:7]), tuple(films[7:]))
        for films in (random.choice(50, 9, replace=False).tolist() for _ in range(30))
    ]
    few = FilmCounts(FILMS, np.arange(50) % 4, np.arange(50) % 3)
    voices = voices_of(people, FILMS)
    mask = voices.speakers != gone
    without = Voices(
        people=np.delete(voices.people, gone),
        consents=np.delete(voices.consents, gone),
        accounts=np.delete(voices.accounts, gone),
        since=np.delete(voices.since, gone),
        speakers=(voices.speakers - (voices.speakers > gone))[mask],
        film_ids=voices.film_ids[mask],
        kinds=voices.kinds[mask],
        timestamps=voices.timestamps[mask],
    )
    refused = replace(voices, consents=np.arange(30) != gone)
    rules = {"free_film_opinions": free, "max_opinions": most, "min_opinions": 1}
    left, never = (chosen(each, few, **rules).ratings for each in (refused, without))
    for name in ("users", "films", "ratings", "times"):
        assert np.array_equal(getattr(left, name), getattr(never, name))
    assert voices.people[gone] not in left.users
