"""What is kept of a person, looked at from the tables: nothing may be forgotten in the export."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from cinq.accounts import (
    Accounts,
    Desk,
    Desks,
    PairBook,
    Person,
    SessionRules,
    SharedFilm,
    Shares,
    Watchlists,
)
from cinq.accounts.tables import PersonRow
from cinq.database import Table, open_database, writing
from cinq.experiments.tables import ExposureRow
from cinq.feedback import FeedbackBook
from cinq.personal import PersonalData
from cinq.wire import FeedbackRequest

PASSWORD = "five quiet lanterns"
EXPORTED_AS = {
    "cinq_desks": "desks",
    "cinq_exposures": "experiments",
    "cinq_favourites": "favourites",
    "cinq_feedback": "feedback",
    "cinq_pairs": "pairs",
    "cinq_people": "name",
    "cinq_sessions": "sessions",
    "cinq_shares": "shared",
    "cinq_watchlist": "watchlist",
}
"""Where the export tells of each table that names an account."""


@pytest.fixture
def engine(tmp_path) -> Engine:
    return open_database(f"sqlite:///{tmp_path / 'cinq.db'}")


@pytest.fixture
def accounts(engine: Engine) -> Accounts:
    rules = SessionRules(lasts=timedelta(hours=2), idle=timedelta(hours=1))
    return Accounts(engine, rules)


@pytest.fixture
def ana(engine: Engine, accounts: Accounts) -> Person:
    """Somebody of whom every table that can name an account holds something."""
    ana, ben = accounts.sign_up("Ana", PASSWORD), accounts.sign_up("Ben", PASSWORD)
    accounts.sign_in("Ana", PASSWORD)
    accounts.set_favourites(ana, "toy", [5, 3])
    FeedbackBook(engine).record(FeedbackRequest(film_id=7, kind="liked", account=ana.id), "toy")
    Desks(engine).keep(ana, "toy", Desk(five=(1, 2, 3, 4, 5)))
    Watchlists(engine).add(ana, "toy", 4)
    Shares(engine).make(ana, "toy", [1], [SharedFilm("Alien", 1979, ("Horror",))])
    pairs = PairBook(engine)
    pairs.take(ana, pairs.give(ben))
    now = datetime.now(UTC)
    with writing(engine) as session:
        session.add(
            ExposureRow(
                experiment="older",
                arm="a",
                subject=str(ana.id),
                day=now.date(),
                model_version="1",
                release=1,
                answers=1,
                films=5,
                first_at=now,
            )
        )
    return ana


def tables_that_name(engine: Engine, person: Person) -> set[str]:
    """Tables in which the account's id stands, in whatever form, in any column of any row."""
    forms = (str(person.id), person.id.hex)
    found = set()
    with engine.connect() as connection:
        for name, table in Table.metadata.tables.items():
            said: list[Any] = [str(tuple(row)) for row in connection.execute(table.select())]
            if any(form in row for row in said for form in forms):
                found.add(name)
    return found


def test_every_table_that_names_an_account_goes_with_it_and_is_exported():
    people = PersonRow.__table__
    keys = [
        (table.name, key)
        for table in Table.metadata.tables.values()
        for key in table.foreign_keys
        if key.references(people)
    ]
    assert {name for name, _ in keys} == set(EXPORTED_AS) - {"cinq_people", "cinq_exposures"}
    assert {key.ondelete for _, key in keys} == {"CASCADE"}


def test_all_that_any_table_holds_of_somebody_is_in_the_export(engine, accounts, ana):
    assert tables_that_name(engine, ana) == set(EXPORTED_AS)
    told = PersonalData(accounts, engine).export(ana)
    assert [name for name in EXPORTED_AS.values() if not told[name]] == []


def test_of_somebody_deleted_no_table_holds_the_id(engine, accounts, ana):
    PersonalData(accounts, engine).delete(ana)
    assert tables_that_name(engine, ana) == set()
