"""Consent to learning, times of favourites, and what stays of who leaves: a tombstone."""

import pytest
from sqlalchemy import select

from cinq.accounts import Consent, NotSignedIn
from cinq.accounts.pseudonyms import key_of, pseudonym
from cinq.accounts.tables import FavouriteRow, TombstoneRow
from cinq.database import reading, writing

PASSWORD = "five quiet lanterns"


@pytest.fixture
def ana(accounts):
    return accounts.sign_up("Ana", PASSWORD)


def chosen(engine) -> dict[int, object]:
    with reading(engine) as session:
        return {row.film_id: row.chosen_at for row in session.scalars(select(FavouriteRow))}


@pytest.fixture
def token(accounts, ana) -> str:
    return accounts.sign_in("Ana", PASSWORD)


def test_nobody_is_learned_from_who_was_not_asked(accounts, token):
    assert accounts.own.consent(token) == Consent(given=None, at=None)


def test_a_choice_is_kept_with_the_time_it_was_made(accounts, token, clock):
    first = accounts.own.set_consent(token, given=True)
    assert first == Consent(given=True, at=clock.now)
    clock.let_pass(hours=1)
    assert accounts.own.set_consent(token, given=True) == first
    assert accounts.own.set_consent(token, given=False) == Consent(given=False, at=clock.now)
    assert accounts.own.consent(token) == Consent(given=False, at=clock.now)


def test_who_was_deleted_can_make_no_choice(accounts, ana, token):
    accounts.delete(ana)
    with pytest.raises(NotSignedIn):
        accounts.own.consent(token)
    with pytest.raises(NotSignedIn):
        accounts.own.set_consent(token, given=True)


def test_export_tells_the_choice_and_when_favourites_were_chosen(accounts, ana, token, clock):
    accounts.own.set_consent(token, given=True)
    accounts.set_favourites(ana, "demo", [3, 1])
    told, now = accounts.export(ana), clock.now.isoformat()
    assert told["consent_to_learning"] == {"given": True, "at": now}
    assert told["favourites_chosen_at"] == {"demo": {"3": now, "1": now}}


def test_a_favourite_that_stays_keeps_its_time(accounts, engine, ana, clock):
    accounts.set_favourites(ana, "demo", [1, 2])
    before = clock.now
    clock.let_pass(days=1)
    accounts.set_favourites(ana, "demo", [3, 2])
    assert chosen(engine) == {3: clock.now, 2: before}


def test_of_a_deleted_account_a_keyed_hash_stays(accounts, engine, ana, clock):
    accounts.delete(ana)
    with writing(engine) as session:
        (tombstone,) = session.scalars(select(TombstoneRow)).all()
        assert tombstone.pseudonym == pseudonym(key_of(session), ana.id)
    assert tombstone.deleted_at == clock.now


def test_the_key_is_made_once(engine):
    with writing(engine) as session:
        first = key_of(session)
    with writing(engine) as session:
        assert key_of(session) == first
    assert len(first) == 32
