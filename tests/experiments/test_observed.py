"""Outcomes: which of what people say counts, and for whom."""

from uuid import UUID

import pytest

from cinq.accounts.tables import PersonRow
from cinq.database import writing
from cinq.experiments.exposures import Exposures, writes_to
from cinq.experiments.observed import read_records
from cinq.feedback.tables import FeedbackRow
from tests.experiments.conftest import NOON

ACCOUNT = UUID(int=7)


@pytest.fixture
def shows(database, clock):
    """Notes that somebody was shown films, and writes it."""

    def show(subject: str, arm: str = "B", films: int = 5) -> None:
        exposures = Exposures(clock=clock)
        exposures.note("bolder", arm, subject, "9", 3, films)
        exposures.write(writes_to(database))

    return show


@pytest.fixture
def says(database, clock):
    """Writes down what somebody says of a film."""

    def say(subject: str | UUID, kind: str, film_id: int = 1, **fields) -> None:
        account = subject if isinstance(subject, UUID) else None
        row = {
            "person_id": account,
            "subject": None if account else subject,
            "client": "",
            "dataset": "toy",
            "film_id": film_id,
            "kind": kind,
            "answered": "r",
            "request_id": "f",
            "received_at": clock(),
            **fields,
        }
        with writing(database) as session:
            session.add(FeedbackRow(**row))

    return say


def liked(database, clock, arm: str = "B") -> list[float]:
    later = clock.advance(days=10)
    return list(read_records(database, "bolder").of(arm, later).liked)


def test_films_liked_after_the_first_exposure_count_once_each(database, clock, shows, says):
    says("ana", "liked", 99)
    clock.advance(minutes=1)
    shows("ana")
    for film_id in (1, 2, 2):
        says("ana", "liked", film_id)
    assert liked(database, clock) == [2]


def test_what_was_taken_back_or_turned_does_not_stand(database, clock, shows, says):
    shows("ana")
    says("ana", "liked", 1)
    says("ana", "undo", 1)
    says("ana", "liked", 2)
    says("ana", "not_for_me", 3)
    records = read_records(database, "bolder").of("B", clock.advance(days=1))
    assert (records.liked[0], records.not_for_me[0], records.seen[0]) == (1, 1, 0)


def test_what_is_said_after_the_arm_ended_does_not_count(database, clock, shows, says):
    shows("ana")
    says("ana", "liked", 1)
    ended_at = clock.advance(hours=1)
    says("ana", "liked", 2)
    shows("ben")
    observed = read_records(database, "bolder").of("B", ended_at)
    assert list(observed.liked) == [1]


def test_feedback_that_answers_no_recommendation_is_left_out_and_told(database, clock, shows, says):
    shows("ana")
    says("ana", "liked", 1, answered=None)
    says("somebody else", "liked", 1, answered=None)
    assert read_records(database, "bolder").unanswering == 1
    assert liked(database, clock) == [0]


def test_a_subject_is_one_whichever_program_names_it(database, clock, shows, says):
    shows("7")
    says("7", "liked", 1, client="another program")
    assert liked(database, clock) == [1]


def test_an_account_is_known_by_its_id(database, clock, shows, says):
    person = {"name": "ana", "name_key": "ana", "password_hash": "-", "created_at": NOON}
    with writing(database) as session:
        session.add(PersonRow(id=ACCOUNT, **person))
    shows(str(ACCOUNT))
    says(ACCOUNT, "liked", 1)
    assert liked(database, clock) == [1]


def test_arms_and_days_are_added_up_apart(database, clock, shows, says):
    shows("ana")
    shows("ben", arm="A")
    clock.advance(days=1)
    shows("ana", films=3)
    records = read_records(database, "bolder")
    later = clock.advance(days=1)
    assert list(records.of("B", later).films) == [8]
    assert list(records.of("A", later).films) == [5]
    assert len(records.of("C", later)) == 0


def test_an_experiment_nobody_met_has_no_records(database, clock):
    records = read_records(database, "bolder")
    assert records.exposed == []
    assert len(records.of("B", clock())) == 0
