"""Guessing and mass sign-ups are slowed down by name and by address."""

import pytest
from sqlalchemy import select

from cinq.accounts import (
    Accounts,
    AttemptRules,
    TooManyAttempts,
    UnknownAccount,
    WrongCredentials,
)
from cinq.accounts.attempts import address_hash
from cinq.accounts.tables import AttemptRow
from cinq.database import reading
from cinq.errors import NameTaken
from tests.accounts.conftest import RULES

PASSWORD, WRONG = "five quiet lanterns", "six loud lanterns"
HERE, THERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def accounts(engine, clock, cheap) -> Accounts:
    rules = AttemptRules(name_failures=20, address_failures=12, sign_ups=8)
    return Accounts(engine, RULES, rules, cheap, clock)


def guess(accounts, name: str, address: str, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            accounts.sign_in(name, WRONG, address=address)


def test_who_guesses_from_one_address_keeps_nobody_out_at_another(accounts):
    accounts.sign_up("Ana", PASSWORD)
    guess(accounts, "Ana", HERE, 10)
    with pytest.raises(TooManyAttempts):
        accounts.sign_in("Ana", PASSWORD, address=HERE)
    assert accounts.sign_in("Ana", PASSWORD, address=THERE)


def test_guesses_at_a_name_from_many_addresses_count_together(accounts):
    accounts.sign_up("Ana", PASSWORD)
    for n in range(20):
        guess(accounts, "Ana", f"192.0.2.{n}")
    with pytest.raises(TooManyAttempts):
        accounts.sign_in("Ana", PASSWORD, address=THERE)


def test_guesses_from_an_address_at_many_names_count_together(accounts, clock):
    accounts.sign_up("Ana", PASSWORD)
    for n in range(12):
        guess(accounts, f"somebody {n}", HERE)
    with pytest.raises(TooManyAttempts, match="try again in 15 minutes"):
        accounts.sign_in("Ana", PASSWORD, address=HERE)
    assert accounts.sign_in("Ana", PASSWORD, address=THERE)
    clock.let_pass(minutes=15)
    assert accounts.sign_in("Ana", PASSWORD, address=HERE)


def test_an_account_of_ones_own_earns_no_more_guesses(accounts):
    accounts.sign_up("Eve", PASSWORD)
    for n in range(12):
        guess(accounts, f"somebody {n}", HERE)
        if n < 11:
            accounts.sign_in("Eve", PASSWORD, address=HERE)
    with pytest.raises(TooManyAttempts):
        accounts.sign_in("Eve", PASSWORD, address=HERE)


def test_the_owner_signing_in_does_not_forgive_the_guesser(accounts):
    accounts.sign_up("Ana", PASSWORD)
    guess(accounts, "Ana", HERE, 9)
    accounts.sign_in("Ana", PASSWORD, address=THERE)
    guess(accounts, "Ana", HERE)
    with pytest.raises(TooManyAttempts):
        accounts.sign_in("Ana", WRONG, address=HERE)


def test_an_address_makes_so_many_accounts_an_hour(accounts, clock):
    for n in range(8):
        accounts.sign_up(f"somebody {n}", PASSWORD, address=HERE)
    with pytest.raises(TooManyAttempts, match="too many new accounts"):
        accounts.sign_up("one more", PASSWORD, address=HERE)
    with pytest.raises(UnknownAccount):
        accounts.named("one more")
    accounts.sign_up("one more", PASSWORD, address=THERE)
    clock.let_pass(hours=1)
    accounts.sign_up("another", PASSWORD, address=HERE)


def test_asking_for_names_that_are_taken_counts_as_well(accounts):
    accounts.sign_up("Ana", PASSWORD)
    for _ in range(8):
        with pytest.raises(NameTaken):
            accounts.sign_up("ana", PASSWORD, address=HERE)
    with pytest.raises(TooManyAttempts):
        accounts.sign_up("ana", PASSWORD, address=HERE)


def test_sign_ups_and_failures_do_not_count_for_each_other(accounts, clock):
    for n in range(8):
        accounts.sign_up(f"somebody {n}", PASSWORD, address=HERE)
    guess(accounts, "somebody 1", HERE, 10)
    clock.let_pass(minutes=20)
    with pytest.raises(TooManyAttempts):
        accounts.sign_up("one more", PASSWORD, address=HERE)


@pytest.mark.parametrize("address", ["", "127.0.0.1", "::1", "localhost"])
def test_programs_of_this_machine_have_no_limit_by_address(accounts, address):
    assert address_hash(address) == ""
    for n in range(14):
        guess(accounts, f"somebody {n}", address)


def test_ipv6_is_counted_by_the_network_that_somebody_is_given():
    assert address_hash("2001:db8::1") == address_hash("2001:db8::ffff:2")
    assert address_hash("2001:db8::1") != address_hash("2001:db8:0:1::1")
    assert address_hash("::ffff:192.0.2.1") == address_hash(HERE) != address_hash(THERE)


def test_addresses_are_not_kept_as_they_are(accounts, engine):
    guess(accounts, "Ana", HERE)
    with reading(engine) as session:
        (row,) = session.scalars(select(AttemptRow))
    assert HERE not in f"{row.address_hash}{row.name_hash}"


def test_strange_addresses_are_just_counted(accounts):
    for address in ("\ud800", "x" * 10_000, "unix:"):
        guess(accounts, "Ana", address)
