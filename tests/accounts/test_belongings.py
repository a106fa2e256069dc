"""What people leave on the page: desks, watchlists, shared lists and pairs."""

import json

import pytest
from sqlalchemy import func, select

from cinq.accounts import (
    MAX_WATCHLIST,
    Accounts,
    AttemptRules,
    Desk,
    Desks,
    Dials,
    NotSignedIn,
    PairBook,
    Person,
    SharedFilm,
    Shares,
    Shown,
    TooManyAttempts,
    UnknownCode,
    Watchlists,
)
from cinq.accounts.page_tables import DeskRow, PairRow, ShareRow, WatchRow
from cinq.database import reading, writing

PASSWORD = "five quiet lanterns"
ALIEN = SharedFilm("Alien", 1979, ("Horror", "Sci-Fi"))
DESK = Desk(
    five=(1, 2, 3, 4, 5),
    replaced={2: 9},
    aside=(6, 7),
    before=(6, 7),
    skipped=(8,),
    guest=(11, 12),
    dials=Dials(0.3, ("Drama",), (1980, 1999)),
    shown=Shown("r-1", 3, "7"),
)


@pytest.fixture
def ana(accounts: Accounts) -> Person:
    return accounts.sign_up("Ana", PASSWORD)


@pytest.fixture
def ben(accounts: Accounts) -> Person:
    return accounts.sign_up("Ben", PASSWORD)


@pytest.fixture
def watchlists(engine, clock) -> Watchlists:
    return Watchlists(engine, clock)


@pytest.fixture
def shares(engine, clock) -> Shares:
    return Shares(engine, clock)


@pytest.fixture
def pairs(engine, clock) -> PairBook:
    return PairBook(engine, clock, AttemptRules(failures=3))


def test_a_desk_comes_back_as_it_was_kept(engine, ana, ben):
    desks = Desks(engine)
    assert desks.of(ana, "demo") == Desk()
    desks.keep(ana, "demo", DESK)
    desks.keep(ana, "demo", DESK)
    assert desks.of(ana, "demo") == DESK
    assert desks.of(ana, "other") == desks.of(ben, "demo") == Desk()
    desks.clear(ana)
    assert desks.of(ana, "demo") == Desk()


def test_a_desk_of_a_version_that_nobody_reads_any_more_is_an_empty_one(engine, ana):
    with writing(engine) as session:
        session.add(DeskRow(person_id=ana.id, dataset="demo", state={"five": "all of them"}))
    assert Desks(engine).of(ana, "demo") == Desk()


def test_a_desk_remembers_the_newest_of_very_many_films(engine, ana):
    desks = Desks(engine)
    desks.keep(ana, "demo", Desk(aside=tuple(range(1_500))))
    assert desks.of(ana, "demo").aside == tuple(range(500, 1_500))


def test_a_watchlist_has_the_newest_film_first_and_each_once(watchlists, ana, ben, clock):
    for film_id in (3, 1, 3, 2):
        assert watchlists.add(ana, "demo", film_id)
        clock.let_pass(seconds=1)
    assert watchlists.of(ana, "demo") == [2, 1, 3]
    watchlists.remove(ana, "demo", 1)
    watchlists.remove(ana, "demo", 99)
    assert watchlists.of(ana, "demo") == [2, 3]
    assert watchlists.of(ana, "other") == watchlists.of(ben, "demo") == []


def test_a_full_watchlist_takes_no_more(watchlists, ana):
    assert all(watchlists.add(ana, "demo", film_id) for film_id in range(MAX_WATCHLIST))
    assert not watchlists.add(ana, "demo", MAX_WATCHLIST)
    assert len(watchlists.of(ana, "demo")) == MAX_WATCHLIST


def test_a_shared_list_is_seen_by_its_token_and_tells_of_nobody(shares, ana):
    share = shares.make(ana, "demo", [1], [ALIEN])
    assert shares.seen(share.token) == (ALIEN,)
    assert shares.of(ana, "demo") == share
    assert shares.seen("no such token") is None
    assert len(share.token) >= 22


def test_a_shared_list_ends_when_it_is_revoked_replaced_or_old(shares, ana, clock):
    first = shares.make(ana, "demo", [1], [ALIEN])
    second = shares.make(ana, "demo", [1], [ALIEN])
    assert shares.seen(first.token) is None
    assert shares.seen(second.token) == (ALIEN,)
    shares.revoke(ana)
    assert shares.seen(second.token) is None
    third = shares.make(ana, "demo", [1], [ALIEN])
    clock.let_pass(days=30)
    assert shares.seen(third.token) is None
    assert shares.of(ana, "demo") is None


def test_a_code_however_typed_makes_a_pair_until_one_ends_it(pairs, ana, ben):
    code = pairs.give(ana)
    assert pairs.of(ana).code == code
    taken = pairs.take(ben, f" {code[:4].lower()}-{code[4:]} ")
    assert taken == ana
    assert pairs.of(ben).partner == ana
    assert (pairs.of(ana).code, pairs.of(ana).takers) == (None, ("Ben",))
    assert pairs.of(ana).partner is None
    pairs.end(ana)
    assert pairs.of(ben).partner is None


def test_a_code_serves_one_person_for_a_day_and_never_its_giver(pairs, accounts, ana, ben, clock):
    eve = accounts.sign_up("Eve", PASSWORD)
    code = pairs.give(ana)
    with pytest.raises(UnknownCode, match="ask for a new one"):
        pairs.take(ana, code)
    pairs.take(ben, code)
    with pytest.raises(UnknownCode):
        pairs.take(eve, code)
    late = pairs.give(ana)
    clock.let_pass(days=1)
    with pytest.raises(UnknownCode):
        pairs.take(eve, late)
    assert pairs.of(ben).partner == ana
    clock.let_pass(days=30)
    assert pairs.of(ben).partner is None


def test_a_new_code_takes_the_place_of_one_that_waits(pairs, ana, ben):
    first, second = pairs.give(ana), pairs.give(ana)
    with pytest.raises(UnknownCode):
        pairs.take(ben, first)
    assert pairs.take(ben, second) == ana


def test_codes_cannot_be_guessed_one_after_another(pairs, ana, ben):
    code = pairs.give(ana)
    for guess in ("AAAAAAAA", "BBBBBBBB", "CCCCCCCC"):
        with pytest.raises(UnknownCode):
            pairs.take(ben, guess)
    with pytest.raises(TooManyAttempts):
        pairs.take(ben, code)


def test_all_of_it_is_exported_without_tokens_and_codes_and_goes_with_the_account(
    engine, accounts, watchlists, shares, pairs, ana, ben
):
    Desks(engine).keep(ana, "demo", DESK)
    watchlists.add(ana, "demo", 4)
    token = shares.make(ana, "demo", [1], [ALIEN]).token
    code = pairs.give(ana)
    pairs.take(ana, pairs.give(ben))
    told = json.dumps(accounts.export(ana))
    assert json.loads(told)["watchlist"] == {"demo": [4]}
    assert json.loads(told)["desks"]["demo"]["guest"] == [11, 12]
    assert [one["given"] for one in json.loads(told)["pairs"]] == [True, False]
    assert json.loads(told)["shared"][0]["film_ids"] == [1]
    for secret in (token, code, "Ben", str(ben.id)):
        assert secret not in told
    accounts.delete(ana)
    with reading(engine) as session:
        for table in (DeskRow, WatchRow, ShareRow, PairRow):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_whoever_was_deleted_meanwhile_is_told_to_sign_up(
    engine, accounts, watchlists, shares, pairs, ana
):
    accounts.delete(ana)
    for act in (
        lambda: Desks(engine).keep(ana, "demo", DESK),
        lambda: watchlists.add(ana, "demo", 1),
        lambda: shares.make(ana, "demo", [1], [ALIEN]),
        lambda: pairs.give(ana),
    ):
        with pytest.raises(NotSignedIn):
            act()
