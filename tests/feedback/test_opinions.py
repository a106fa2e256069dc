"""Feedback as training reads it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cinq.accounts.pseudonyms import pseudonym
from cinq.database import reading
from cinq.feedback import LIKED, NOT_FOR_ME, SEEN, Opinions, read_opinions
from cinq.feedback.standing import standing
from tests.feedback.test_book import said

KINDS = ("liked", "seen", "not_for_me")
KEY = b"a key of 32 bytes for these test"


def opinions(engine) -> Opinions:
    with reading(engine) as session:
        return read_opinions(session, "demo", KEY)


@given(st.lists(st.sampled_from(KINDS)))
def test_as_many_undos_as_things_said_leave_nothing(kinds):
    assert standing([*kinds, *["undo"] * len(kinds)]) == []


@given(st.lists(st.sampled_from(KINDS), min_size=1), st.sampled_from(KINDS))
def test_an_undo_takes_away_the_last_thing_said_and_brings_back_none(kinds, last):
    before = [kind for kind in standing(kinds) if kind != last]
    assert standing([*kinds, last, "undo"]) == before


def test_what_was_said_last_and_stands_is_the_opinion(book, engine):
    for kind in ("liked", "not_for_me", "undo", "seen"):
        book.record(said(kind, film=1), "demo")
    book.record(said("seen", film=2), "demo")
    book.record(said("not_for_me", film=3), "demo")
    for kind in ("liked", "undo"):
        book.record(said(kind, film=4), "demo")
    found = opinions(engine)
    assert found.film_ids.tolist() == [1, 2, 3]
    assert found.kinds.tolist() == [LIKED, SEEN, NOT_FOR_ME]


def test_accounts_subjects_and_clients_are_different_people_below_zero(book, engine, ana):
    book.record(said(account=ana.id), "demo", client="page")
    book.record(said(film=8, account=ana.id), "demo", client="app")
    book.record(said(subject=str(ana.id)), "demo", client="page")
    book.record(said(subject=str(ana.id)), "demo", client="app")
    found = opinions(engine)
    assert len(set(found.user_ids.tolist())) == 3
    assert (found.user_ids < 0).all()
    assert (np.diff(found.user_ids) >= 0).all()
    assert (found.user_ids == pseudonym(KEY, ana.id)).sum() == 2


def test_another_data_sets_films_are_not_read(book, engine):
    book.record(said(), "other")
    assert len(opinions(engine)) == 0


def test_the_time_is_that_of_the_last_word(book, engine, clock):
    book.record(said(), "demo")
    clock.let_pass(hours=1)
    book.record(said("seen"), "demo")
    assert opinions(engine).timestamps.tolist() == [int(clock.now.timestamp())]


def test_a_persons_number_hangs_on_the_key_and_stays_the_same_for_ever():
    number = pseudonym(KEY, None, "app", "7")
    assert number == -2838779619931849312
    assert pseudonym(b"another", None, "app", "7") != number
