"""One training at a time."""

import os
from pathlib import Path

import pytest

from cinq.adapters.lock import only_training
from cinq.errors import JobError


def test_a_second_training_is_told_who_is_at_work(tmp_path: Path) -> None:
    with (
        only_training(tmp_path),
        pytest.raises(JobError, match=f"process {os.getpid()}"),
        only_training(tmp_path),
    ):
        raise AssertionError("both were inside")


def test_homes_do_not_disturb_each_other(tmp_path: Path) -> None:
    with only_training(tmp_path / "one"), only_training(tmp_path / "two"):
        pass


def test_the_lock_is_free_again_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), only_training(tmp_path):
        1 / 0  # noqa: B018
    with only_training(tmp_path):
        pass
