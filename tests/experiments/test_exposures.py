"""Exposures wait without bound on nobody's patience, and nothing is counted twice or lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from cinq.database import reading
from cinq.errors import DatabaseError
from cinq.experiments.exposures import Exposures, writes_to
from cinq.experiments.tables import ExposureRow
from tests.experiments.conftest import NOON


def note(exposures: Exposures, subject: str, arm: str = "B", films: int = 5) -> None:
    exposures.note("bolder", arm, subject, "9", 3, films)


def rows(database) -> list[ExposureRow]:
    with reading(database) as session:
        return list(session.scalars(select(ExposureRow).order_by(ExposureRow.subject)))


def test_a_subject_is_one_row_a_day_however_often_it_comes(database, clock):
    exposures = Exposures(clock=clock)
    for _ in range(3):
        note(exposures, "ana")
    note(exposures, "ben", films=2)
    assert exposures.write(writes_to(database)) == 2
    clock.advance(hours=1)
    note(exposures, "ana")
    exposures.write(writes_to(database))
    ana, ben = rows(database)
    assert (ana.answers, ana.films, ana.first_at) == (4, 20, NOON)
    assert (ben.answers, ben.films) == (1, 2)
    clock.advance(hours=23)
    note(exposures, "ana")
    exposures.write(writes_to(database))
    assert len(rows(database)) == 3


def test_two_workers_add_to_the_same_row(database, clock):
    for _ in range(2):
        exposures = Exposures(clock=clock)
        note(exposures, "ana")
        exposures.write(writes_to(database))
    assert [(row.answers, row.films) for row in rows(database)] == [(2, 10)]


def test_what_finds_no_room_is_counted(clock):
    exposures = Exposures(most=2, clock=clock)
    for subject in ("ana", "ben", "cem", "ana"):
        note(exposures, subject)
    assert len(exposures) == 2
    assert exposures.dropped == 1


def test_a_database_that_is_away_loses_nothing(database, clock):
    exposures = Exposures(most=2, clock=clock)
    note(exposures, "ana")

    def away(_):
        note(exposures, "ana")  # meanwhile
        note(exposures, "ben")
        note(exposures, "cem")
        raise DatabaseError("away")

    with pytest.raises(DatabaseError):
        exposures.write(away)
    assert len(exposures) == 2
    assert exposures.dropped == 1
    exposures.write(writes_to(database))
    assert [(row.subject, row.answers) for row in rows(database)] == [("ana", 2), ("ben", 1)]
    assert exposures.write(away) == 0


def test_thousands_are_written_in_one_go(database, clock):
    exposures = Exposures(clock=clock)
    for number in range(2300):
        note(exposures, f"subject {number}")
    assert exposures.write(writes_to(database)) == 2300
    assert len(rows(database)) == 2300


def test_threads_that_note_while_others_write_lose_nothing(database, clock):
    exposures = Exposures(clock=clock)

    def work(_: int) -> None:
        for number in range(200):
            note(exposures, f"subject {number % 20}")
        exposures.write(writes_to(database))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(8)))
    exposures.write(writes_to(database))
    assert sum(row.answers for row in rows(database)) == 1600
