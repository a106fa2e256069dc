"""One's own account: sessions, password, and that nobody reaches another's."""

import pytest
from sqlalchemy import select

from cinq.accounts import InvalidAccount, NotSignedIn, TooManyAttempts, WrongCredentials
from cinq.accounts.tables import SessionRow
from cinq.database import reading

PASSWORD, NEW, WRONG = "five quiet lanterns", "six loud lanterns", "seven dim lanterns"


@pytest.fixture
def token(accounts) -> str:
    accounts.sign_up("Ana", PASSWORD)
    return accounts.sign_in("Ana", PASSWORD, device="Firefox, Linux")


@pytest.fixture
def elsewhere(accounts, token, clock) -> str:
    clock.let_pass(hours=1)
    return accounts.sign_in("Ana", PASSWORD, device="Safari, iPhone")


@pytest.fixture
def bea(accounts) -> str:
    accounts.sign_up("Bea", PASSWORD)
    return accounts.sign_in("Bea", PASSWORD)


def test_own_sessions_are_listed_the_last_used_first(accounts, token, elsewhere, bea, clock):
    listed = accounts.own.sessions(token)
    assert [one.device for one in listed] == ["Safari, iPhone", "Firefox, Linux"]
    assert [one.current for one in listed] == [False, True]
    assert listed[0].created_at == listed[0].seen_at == clock.now


def test_expired_sessions_are_not_listed(accounts, token, clock):
    clock.let_pass(hours=71)
    later = accounts.sign_in("Ana", PASSWORD)
    clock.let_pass(hours=1)
    assert len(accounts.own.sessions(later)) == 1


def test_ids_of_sessions_open_none(accounts, token, engine):
    (own,) = accounts.own.sessions(token)
    with pytest.raises(NotSignedIn):
        accounts.who(own.id)
    assert own.id not in token


def test_one_of_ones_sessions_can_be_ended(accounts, token, elsewhere):
    (other,) = [one for one in accounts.own.sessions(token) if not one.current]
    for _ in range(2):
        accounts.own.end_session(token, other.id)
    with pytest.raises(NotSignedIn):
        accounts.who(elsewhere)
    assert accounts.who(token)


@pytest.mark.parametrize(
    "session_id", ["", "%", "%" * 16, "_" * 16, "x" * 16, "x" * 500, "\0" * 16]
)
def test_what_is_no_id_ends_nothing(accounts, token, elsewhere, session_id):
    accounts.own.end_session(token, session_id)
    assert accounts.who(token) == accounts.who(elsewhere)


def test_sessions_of_somebody_else_cannot_be_ended(accounts, token, bea):
    (hers,) = accounts.own.sessions(bea)
    accounts.own.end_session(token, hers.id)
    accounts.own.end_others(token)
    assert accounts.who(bea).name == "Bea"


def test_all_other_sessions_can_be_ended(accounts, token, elsewhere):
    assert accounts.own.end_others(token) == 1
    assert accounts.own.end_others(token) == 0
    with pytest.raises(NotSignedIn):
        accounts.who(elsewhere)


def test_a_new_password_ends_all_sessions_and_begins_another(accounts, token, elsewhere, engine):
    fresh = accounts.own.change_password(token, PASSWORD, NEW)
    for old in (token, elsewhere):
        with pytest.raises(NotSignedIn):
            accounts.who(old)
    assert accounts.who(fresh).name == "Ana"
    assert [one.device for one in accounts.own.sessions(fresh)] == ["Firefox, Linux"]
    with pytest.raises(WrongCredentials):
        accounts.sign_in("Ana", PASSWORD)
    assert accounts.sign_in("Ana", NEW)


def test_a_password_is_not_changed_without_the_current_one(accounts, token, elsewhere):
    with pytest.raises(WrongCredentials):
        accounts.own.change_password(token, WRONG, NEW)
    assert accounts.who(token) == accounts.who(elsewhere)
    assert accounts.sign_in("Ana", PASSWORD)


def test_a_new_password_keeps_the_rules(accounts, token):
    for bad in ("short", "password1", "ana lanterns"):
        with pytest.raises(InvalidAccount):
            accounts.own.change_password(token, PASSWORD, bad)
    assert accounts.sign_in("Ana", PASSWORD)


def test_who_holds_a_session_cannot_guess_the_password_for_ever(accounts, token):
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            accounts.own.confirm(token, WRONG)
    with pytest.raises(TooManyAttempts):
        accounts.own.confirm(token, PASSWORD)
    with pytest.raises(TooManyAttempts):
        accounts.own.change_password(token, PASSWORD, NEW)


def test_confirming_forgets_failures(accounts, token):
    for _ in range(3):
        for _ in range(9):
            with pytest.raises(WrongCredentials):
                accounts.own.confirm(token, WRONG)
        accounts.own.confirm(token, PASSWORD)


@pytest.mark.parametrize("stranger", ["", "x" * 43])
def test_nothing_is_done_without_a_session(accounts, token, engine, stranger):
    for act in (
        lambda: accounts.own.sessions(stranger),
        lambda: accounts.own.end_session(stranger, "x" * 16),
        lambda: accounts.own.end_others(stranger),
        lambda: accounts.own.change_password(stranger, PASSWORD, NEW),
        lambda: accounts.own.confirm(stranger, PASSWORD),
    ):
        with pytest.raises(NotSignedIn):
            act()
    with reading(engine) as session:
        assert len(session.scalars(select(SessionRow)).all()) == 1


def test_a_session_that_idled_away_does_nothing(accounts, token, clock):
    clock.let_pass(hours=72)
    with pytest.raises(NotSignedIn):
        accounts.own.change_password(token, PASSWORD, NEW)
