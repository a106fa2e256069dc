"""Which status an error becomes, and what of it is told."""

import pytest

from cinq.errors import (
    CinqError,
    DatabaseError,
    KeyReused,
    NoDatabase,
    NothingToUndo,
    UnknownAccount,
    UnknownFilm,
)
from cinq.serving.problems import problem_of


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UnknownFilm([7]), 422),
        (KeyReused("make a new key"), 422),
        (UnknownAccount("there is no account 1"), 404),
        (NothingToUndo("nothing stands"), 409),
        (NoDatabase("start it with CINQ_HOME"), 503),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_the_caller_can_mend_is_told_in_full(error, status):
    told = problem_of(error, "r")
    assert (told.status, told.detail, told.request_id) == (status, str(error), "r")


@pytest.mark.parametrize(("error", "status"), [(DatabaseError, 503), (CinqError, 500)])
def test_what_lies_behind_us_is_not_told(error, status):
    told = problem_of(error("database postgresql+psycopg://cinq@db.internal/cinq: no route"))
    assert told.status == status
    assert "db.internal" not in told.model_dump_json()
