"""Full disks, told in many ways."""

import errno
from pathlib import Path

import pytest

from cinq.disk import is_full, says_full


def _wrapped() -> Exception:
    error = RuntimeError("step load failed")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    return error


@pytest.mark.parametrize(
    "error",
    [
        _wrapped(),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        RuntimeError("(sqlite3.OperationalError) database or disk is full"),
        OSError("5242880 requested and 1234 written"),
    ],
)
def test_full_disks_are_recognised(error: Exception) -> None:
    assert says_full(error)


def test_other_errors_are_no_full_disk() -> None:
    assert not says_full(OSError(errno.ENOENT, "No such file or directory"))
    assert not says_full(None)


def test_a_folder_that_cannot_be_asked_is_not_called_full(tmp_path: Path) -> None:
    assert not is_full(tmp_path)
    assert not is_full(tmp_path / "missing")
