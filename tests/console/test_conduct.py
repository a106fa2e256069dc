"""Jobs become commands."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cinq.console.conduct import command_of
from cinq.errors import JobError
from cinq.jobs.job import Job


def _job(kind: str, arguments: dict[str, Any]) -> Job:
    return Job(
        id=7,
        kind=kind,
        arguments=arguments,
        asked_by="ada",
        state="running",
        attempts=1,
        cancel_asked=False,
        queued_at=datetime(2026, 1, 1, tzinfo=UTC),
        started_at=None,
        finished_at=None,
        worker=None,
        lease_until=None,
        exit_code=None,
        message="",
    )


def test_a_training_names_who_asked_and_which_job_it_is() -> None:
    command = command_of(_job("train", {}))

    assert command[1:] == ["-m", "cli", "train", "--asked-by=ada", "--reason=job 7"]


def test_arguments_become_options() -> None:
    arguments = {"dataset": "demo", "seed": 3, "set": {"gate.mode": "superior"}}
    command = command_of(_job("train", arguments))

    assert command[-3:] == ["--dataset=demo", "--seed=3", "--set=gate.mode=superior"]


def test_a_search_is_a_job_as_well() -> None:
    arguments = {"model": "ease", "trials": 8, "dataset": None}

    assert command_of(_job("tune", arguments))[3:] == ["tune", "--trials=8", "ease"]
    assert command_of(_job("tune", {}))[3:] == ["tune"]


def test_a_rollback_says_why_and_nothing_in_the_reason_becomes_an_option() -> None:
    given = command_of(_job("rollback", {"to": 2, "reason": "--to=1 dull lists"}))
    bare = command_of(_job("rollback", {}))

    asked = ["models", "rollback", "--asked-by=ada"]
    assert given[3:] == [*asked, "--reason=--to=1 dull lists (job 7)", "--to=2"]
    assert bare[3:] == [*asked, "--reason=job 7"]


def test_unknown_kinds_and_arguments_are_named() -> None:
    with pytest.raises(JobError, match="'fly'"):
        command_of(_job("fly", {}))
    with pytest.raises(JobError, match="'speed'"):
        command_of(_job("train", {"speed": 1}))
    with pytest.raises(JobError, match="'set'"):
        command_of(_job("tune", {"set": {"gate.mode": "superior"}}))
