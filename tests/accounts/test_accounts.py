"""Accounts: signing up, in and out, favourites, and leaving with one's data."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cinq.accounts import (
    AccountError,
    Accounts,
    AttemptRules,
    InvalidAccount,
    InvalidFavourites,
    NameTaken,
    NotSignedIn,
    Passwords,
    Person,
    SessionRules,
    TooManyAttempts,
    UnknownAccount,
    WrongCredentials,
    open_accounts,
)
from cinq.accounts.tables import AttemptRow, FavouriteRow, PersonRow, SessionRow
from cinq.database import reading
from cinq.settings import Settings

PASSWORD = "five quiet lanterns"
OTHER = "six loud lanterns"


@pytest.fixture
def ana(accounts) -> Person:
    return accounts.sign_up("Ana", PASSWORD)


def rows(engine, table) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(table))


def test_who_signed_up_can_sign_in(accounts, ana):
    token = accounts.sign_in("Ana", PASSWORD)
    assert accounts.who(token) == ana
    assert ana.name == "Ana"


def test_name_is_found_in_whatever_form_it_is_typed(accounts, ana):
    for typed in ("ana", "  ANA ", "\uff21\uff4e\uff41"):
        assert accounts.who(accounts.sign_in(typed, PASSWORD)) == ana
        assert accounts.named(typed) == ana


@pytest.mark.parametrize("name", ["Ana", "ANA", " ana ", "\uff21na"])
def test_name_that_is_taken_is_taken_in_every_form(accounts, ana, name):
    with pytest.raises(NameTaken, match="is taken: choose another"):
        accounts.sign_up(name, OTHER)


def test_of_several_who_want_a_name_at_once_one_gets_it(accounts):
    def sign_up(name: str) -> bool:
        try:
            accounts.sign_up(name, PASSWORD)
        except NameTaken:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(sign_up, ["bea", "BEA", "Bea", "bEa"])) == 1


def test_invalid_name_or_password_makes_no_account(accounts, engine):
    for name, password in (("", PASSWORD), ("Ana", "short"), ("Ana", "password1")):
        with pytest.raises(InvalidAccount):
            accounts.sign_up(name, password)
    assert rows(engine, PersonRow) == 0


def test_wrong_password_and_unknown_name_get_the_same_answer(accounts, ana):
    said = set()
    for name, password in (("Ana", OTHER), ("Bea", PASSWORD), ("", PASSWORD), ("Ana", "")):
        with pytest.raises(WrongCredentials) as caught:
            accounts.sign_in(name, password)
        said.add(str(caught.value))
    assert said == {"no account has this name and password: check both"}


@pytest.mark.parametrize("name", ["\ud800", "x" * 100_000, "a\x00b", "\n", "ana' OR 1=1 --"])
@pytest.mark.parametrize("password", ["\ud800" * 9, "y" * 100_000, PASSWORD])
def test_strange_credentials_are_just_wrong(accounts, ana, name, password):
    with pytest.raises(WrongCredentials):
        accounts.sign_in(name, password)


def test_unknown_name_costs_the_same_work(engine, clock):
    checked = []

    class Counted(Passwords):
        def fits(self, password: str, hashed: str | None) -> bool:
            checked.append(hashed)
            return super().fits(password, hashed)

    rules = SessionRules(timedelta(hours=1), timedelta(hours=1))
    accounts = Accounts(engine, rules, passwords=Counted(8, 1), clock=clock)
    with pytest.raises(WrongCredentials):
        accounts.sign_in("nobody", PASSWORD)
    assert checked == [None]


def test_tokens_are_long_differ_and_are_not_kept(accounts, ana, engine):
    first, second = (accounts.sign_in("Ana", PASSWORD) for _ in range(2))
    assert first != second
    assert len(first) == len(second) == 43
    with reading(engine) as session:
        kept = session.scalars(select(SessionRow.token_hash)).all()
    assert not {first, second} & set(kept)


def test_sign_in_ends_the_session_that_it_replaces(accounts, ana):
    old = accounts.sign_in("Ana", PASSWORD)
    elsewhere = accounts.sign_in("Ana", PASSWORD)
    new = accounts.sign_in("Ana", PASSWORD, replaces=old)
    with pytest.raises(NotSignedIn):
        accounts.who(old)
    assert accounts.who(new) == accounts.who(elsewhere) == ana


def test_failed_sign_in_keeps_the_open_session(accounts, ana):
    token = accounts.sign_in("Ana", PASSWORD)
    with pytest.raises(WrongCredentials):
        accounts.sign_in("Ana", OTHER, replaces=token)
    assert accounts.who(token) == ana


def test_sign_out_ends_the_session_and_may_be_repeated(accounts, ana):
    token = accounts.sign_in("Ana", PASSWORD)
    for _ in range(2):
        accounts.sign_out(token)
        with pytest.raises(NotSignedIn):
            accounts.who(token)
    accounts.sign_out(None)


@pytest.mark.parametrize("token", [None, "", "x", "\ud800", "x" * 100_000, "\x00"])
def test_what_is_no_token_opens_nothing(accounts, ana, token):
    with pytest.raises(NotSignedIn, match="sign in"):
        accounts.who(token)


def test_unused_session_ends(accounts, ana, clock):
    token = accounts.sign_in("Ana", PASSWORD)
    clock.let_pass(hours=72)
    with pytest.raises(NotSignedIn):
        accounts.who(token)


def test_used_session_lasts_until_its_absolute_end(accounts, ana, clock):
    token = accounts.sign_in("Ana", PASSWORD)
    for _ in range(6):
        clock.let_pass(hours=48)
        assert accounts.who(token) == ana
    clock.let_pass(hours=48)
    with pytest.raises(NotSignedIn):
        accounts.who(token)


def test_expired_sessions_are_cleared_away_at_the_next_sign_in(accounts, ana, clock, engine):
    accounts.sign_in("Ana", PASSWORD)
    clock.let_pass(hours=72)
    accounts.sign_in("Ana", PASSWORD)
    assert rows(engine, SessionRow) == 1


def test_ten_failures_make_a_name_wait(accounts, ana, clock):
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            accounts.sign_in("ana", OTHER)
        clock.let_pass(minutes=1)
    with pytest.raises(TooManyAttempts, match=r"try again in 5 minutes$"):
        accounts.sign_in("ANA", PASSWORD)
    clock.let_pass(minutes=5)
    assert accounts.who(accounts.sign_in("Ana", PASSWORD)) == ana


def test_names_that_do_not_exist_must_wait_as_well(accounts):
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            accounts.sign_in("nobody", OTHER)
    with pytest.raises(TooManyAttempts):
        accounts.sign_in("nobody", OTHER)


def test_a_new_account_does_not_wait_for_guesses_at_its_name(accounts):
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            accounts.sign_in("Zoe", OTHER)
    accounts.sign_up("Zoe", PASSWORD)
    assert accounts.sign_in("Zoe", PASSWORD)


def test_signing_up_with_a_taken_name_earns_no_more_guesses(accounts, ana):
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            accounts.sign_in("ana", OTHER)
    with pytest.raises(NameTaken):
        accounts.sign_up("ana", OTHER)
    with pytest.raises(TooManyAttempts):
        accounts.sign_in("ana", PASSWORD)


def test_one_name_does_not_make_another_wait(accounts, ana):
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            accounts.sign_in("bea", OTHER)
    assert accounts.sign_in("ana", PASSWORD)


def test_right_password_makes_failures_forgotten(accounts, ana, engine):
    for _ in range(3):
        for _ in range(9):
            with pytest.raises(WrongCredentials):
                accounts.sign_in("ana", OTHER)
        accounts.sign_in("ana", PASSWORD)
    assert rows(engine, AttemptRow) == 0


def test_guesses_at_the_same_time_cannot_slip_past_the_count(engine, clock, cheap):
    rules = SessionRules(timedelta(hours=1), timedelta(hours=1))
    accounts = Accounts(engine, rules, AttemptRules(failures=5), cheap, clock)
    accounts.sign_up("Ana", PASSWORD)

    def guess(n: int) -> type[AccountError]:
        try:
            accounts.sign_in("Ana", f"guess number {n}")
        except AccountError as error:
            return type(error)
        raise AssertionError

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(guess, range(12)))
    assert answers.count(WrongCredentials) == 5
    assert answers.count(TooManyAttempts) == 7


def test_old_attempts_are_cleared_away(accounts, clock, engine):
    for name in ("a", "b", "c"):
        with pytest.raises(WrongCredentials):
            accounts.sign_in(name, OTHER)
    clock.let_pass(minutes=15)
    with pytest.raises(WrongCredentials):
        accounts.sign_in("d", OTHER)
    assert rows(engine, AttemptRow) == 1


def test_hash_of_another_cost_is_made_anew_at_sign_in(accounts, ana, engine, clock):
    rules = SessionRules(timedelta(hours=1), timedelta(hours=1))
    dearer = Accounts(engine, rules, passwords=Passwords(16, 1), clock=clock)
    token = dearer.sign_in("Ana", PASSWORD)
    with reading(engine) as session:
        assert "m=16,t=1,p=1" in session.scalar(select(PersonRow.password_hash))
    assert dearer.who(token) == ana
    assert accounts.sign_in("Ana", PASSWORD)


def test_favourites_keep_their_order_and_replace_each_other(accounts, ana):
    assert accounts.favourites(ana, "demo") == []
    assert accounts.set_favourites(ana, "demo", [50, 3, 7]) == [50, 3, 7]
    accounts.set_favourites(ana, "demo", [7, 1, 50, 2])
    assert accounts.favourites(ana, "demo") == [7, 1, 50, 2]
    accounts.set_favourites(ana, "demo", [])
    assert accounts.favourites(ana, "demo") == []


def test_favourites_of_data_sets_and_people_do_not_mix(accounts, ana):
    bea = accounts.sign_up("Bea", PASSWORD)
    accounts.set_favourites(ana, "demo", [1])
    accounts.set_favourites(ana, "ml-latest-small", [2])
    accounts.set_favourites(bea, "demo", [3])
    assert accounts.favourites(ana, "demo") == [1]
    assert accounts.favourites(ana, "ml-latest-small") == [2]
    assert accounts.favourites(bea, "demo") == [3]


def test_film_that_comes_twice_is_kept_once(accounts, ana):
    assert accounts.set_favourites(ana, "demo", [5, 3, 5]) == [5, 3]


def test_at_most_a_hundred_favourites_are_kept(accounts, ana):
    assert len(accounts.set_favourites(ana, "demo", range(100))) == 100
    with pytest.raises(InvalidFavourites, match="at most 100"):
        accounts.set_favourites(ana, "demo", range(101))
    assert len(accounts.favourites(ana, "demo")) == 100


@pytest.mark.parametrize("film_id", [-1, 2**63, "5", 1.5, None, True])
def test_what_is_no_film_id_is_refused(accounts, ana, film_id):
    with pytest.raises(InvalidFavourites, match="is no film id"):
        accounts.set_favourites(ana, "demo", [film_id])


def test_largest_film_id_is_kept(accounts, ana):
    assert accounts.set_favourites(ana, "demo", [2**63 - 1]) == [2**63 - 1]
    assert accounts.favourites(ana, "demo") == [2**63 - 1]


def test_export_tells_all_but_the_secrets(accounts, ana, clock):
    token = accounts.sign_in("Ana", PASSWORD)
    accounts.set_favourites(ana, "demo", [3, 1])
    told = accounts.export(ana)
    assert told["name"] == "Ana"
    assert told["id"] == str(ana.id)
    assert told["favourites"] == {"demo": [3, 1]}
    assert [one["created_at"] for one in told["sessions"]] == [clock.now.isoformat()]
    text = json.dumps(told)
    assert token not in text
    assert "argon2" not in text


def test_delete_leaves_nothing_and_frees_the_name(accounts, ana, engine):
    token = accounts.sign_in("Ana", PASSWORD)
    accounts.set_favourites(ana, "demo", [3, 1])
    with pytest.raises(WrongCredentials):
        accounts.sign_in("Ana", OTHER)
    accounts.delete(ana)
    assert [rows(engine, t) for t in (PersonRow, SessionRow, FavouriteRow, AttemptRow)] == [0] * 4
    with pytest.raises(NotSignedIn):
        accounts.who(token)
    assert accounts.sign_up("Ana", OTHER) != ana


def test_account_that_was_deleted_is_told(accounts, ana):
    accounts.delete(ana)
    for act in (accounts.delete, accounts.export):
        with pytest.raises(UnknownAccount, match="the account of Ana was deleted"):
            act(ana)
    with pytest.raises(NotSignedIn):
        accounts.set_favourites(ana, "demo", [1])
    with pytest.raises(UnknownAccount, match="no account is named 'Ana'"):
        accounts.named("Ana")


def test_accounts_open_by_settings(tmp_path):
    accounts = open_accounts(Settings(home=tmp_path))
    person = accounts.sign_up("Ana", PASSWORD)
    again = open_accounts(Settings(home=tmp_path))
    assert again.who(accounts.sign_in("Ana", PASSWORD)) == person
    assert (tmp_path / "cinq.db").is_file()
