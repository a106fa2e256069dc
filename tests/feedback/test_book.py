"""Feedback as it comes in: once, of one person, taken back, exported and deleted."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from cinq import wire
from cinq.accounts.tables import TombstoneRow
from cinq.database import connect, reading
from cinq.errors import DatabaseError, KeyReused, NoDatabase, NothingToUndo, UnknownAccount
from cinq.feedback import FeedbackBook
from cinq.feedback.tables import FeedbackRow


def said(kind: str = "liked", film: int = 7, **fields: Any) -> wire.FeedbackRequest:
    who = {} if "account" in fields else {"subject": "u-1"}
    return wire.FeedbackRequest.model_validate({"film_id": film, "kind": kind, **who, **fields})


@pytest.mark.parametrize("version", ["\0", "7\n", "\x7f", "é", "7" * 101])
def test_a_version_that_no_model_has_is_refused(version):
    with pytest.raises(ValidationError):
        wire.AnsweredList(request_id="r", release=1, model_version=version)


def rows(engine) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(FeedbackRow))


def test_the_answer_says_what_was_written_down(book, clock):
    answer = book.record(said(request_id="r-1"), "demo")
    assert answer.model_dump() == {
        "feedback_id": 1,
        "film_id": 7,
        "kind": "liked",
        "received_at": clock.now.isoformat(),
        "request_id": "r-1",
    }


def test_the_same_key_and_body_give_the_same_answer_and_one_row(book, engine, clock):
    first = book.record(said(idempotency_key="k", request_id="r-1"), "demo")
    clock.let_pass(minutes=5)
    assert book.record(said(idempotency_key="k", request_id="r-2"), "demo") == first
    assert rows(engine) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "seen"},
        {"film": 8},
        {"subject": "u-2"},
        {"recommendation": {"request_id": "r", "release": 1, "model_version": "1"}},
    ],
    ids=lambda other: next(iter(other)),
)
def test_the_same_key_with_another_body_is_refused(book, engine, other):
    book.record(said(idempotency_key="k"), "demo")
    with pytest.raises(KeyReused, match="new key"):
        book.record(said(idempotency_key="k", **other), "demo")
    assert rows(engine) == 1


def test_a_key_is_its_clients_own(book, engine):
    book.record(said(idempotency_key="k"), "demo", client="one")
    book.record(said("seen", idempotency_key="k"), "demo", client="other")
    assert rows(engine) == 2


def test_without_a_key_everything_is_written_down(book, engine):
    book.record(said(), "demo")
    book.record(said(), "demo")
    assert rows(engine) == 2


def test_the_same_key_from_many_threads_at_once_gives_one_row(book, engine):
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: book.record(said(idempotency_key="k"), "demo"), range(24))
        )
    assert rows(engine) == 1
    assert len({answer.feedback_id for answer in answers}) == 1


def test_an_undo_takes_back_what_stands_and_no_more(book):
    book.record(said("seen"), "demo")
    book.record(said("liked"), "demo")
    book.record(said("undo"), "demo")
    book.record(said("undo"), "demo")
    with pytest.raises(NothingToUndo, match="film 7"):
        book.record(said("undo"), "demo")


def test_an_undo_is_of_one_person_one_film_and_one_data_set(book):
    book.record(said(), "demo", client="one")
    for undo, dataset, client in (
        (said("undo", film=8), "demo", "one"),
        (said("undo", subject="u-2"), "demo", "one"),
        (said("undo"), "other", "one"),
        (said("undo"), "demo", "other"),
    ):
        with pytest.raises(NothingToUndo):
            book.record(undo, dataset, client)


def test_an_undo_sent_twice_under_one_key_undoes_once(book):
    book.record(said("seen"), "demo")
    book.record(said("liked"), "demo")
    book.record(said("undo", idempotency_key="u"), "demo")
    book.record(said("undo", idempotency_key="u"), "demo")
    book.record(said("undo"), "demo")


def test_an_account_that_is_not_there_is_told(book):
    with pytest.raises(UnknownAccount, match="00000000"):
        book.record(said(account=str(UUID(int=1))), "demo")


def test_an_account_is_one_person_whichever_client_speaks_for_it(book, ana):
    book.record(said(account=ana.id), "demo", client="page")
    book.record(said("undo", account=ana.id), "demo", client="app")


def test_everything_an_account_said_is_exported_and_goes_with_it(book, accounts, ana, engine):
    answered = {"request_id": "r-9", "release": 3, "model_version": "5"}
    book.record(said(account=ana.id, recommendation=answered), "demo")
    book.record(said(), "demo")
    (told,) = book.of_account(ana.id)
    assert told["film_id"] == 7
    assert (told["answered"], told["release"], told["model_version"]) == ("r-9", 3, "5")
    accounts.delete(ana)
    assert book.of_account(ana.id) == []
    assert rows(engine) == 1


def test_everything_a_subject_said_is_exported_and_deleted(book, engine):
    book.record(said(), "demo", client="one")
    book.record(said("seen", film=8), "demo", client="other")
    book.record(said(subject="u-2"), "demo")
    assert [told["client"] for told in book.of_subject("u-1")] == ["one", "other"]
    assert book.delete_subject("u-1") == 2
    assert book.of_subject("u-1") == []
    assert rows(engine) == 1


def test_a_server_without_a_database_says_what_to_do():
    with pytest.raises(NoDatabase, match="CINQ_HOME"):
        FeedbackBook(None).record(said(), "demo")


def test_a_database_that_was_never_set_up_is_told_and_not_made(tmp_path):
    file = tmp_path / "none.db"
    with pytest.raises(DatabaseError, match="cinq models history"):
        FeedbackBook(connect(f"sqlite:///{file}")).record(said(), "demo")
    assert not file.exists()


def test_a_deleted_subject_leaves_a_tombstone_for_each_program(book, engine):
    book.record(said(), "demo", client="one")
    book.record(said(film=8), "demo", client="one")
    book.record(said(), "demo", client="two")
    assert book.delete_subject("u-1") == 3
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(TombstoneRow)) == 2


def test_what_an_account_thinks_is_what_stands_the_last_said_at_the_end(book, ana):
    for kind, film in (
        ("liked", 1),
        ("seen", 2),
        ("not_for_me", 3),
        ("undo", 3),
        ("liked", 2),
        ("undo", 2),
    ):
        book.record(said(kind, film, account=ana.id), "demo")
    book.record(said("liked", 9, account=ana.id), "other")
    book.record(said("liked", 8), "demo")
    assert list(book.opinions_of(ana.id, "demo").items()) == [(1, "liked"), (2, "seen")]
