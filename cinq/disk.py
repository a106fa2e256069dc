"""A full disk, recognised in whatever way it was said."""

import errno
import shutil
from pathlib import Path

FULL_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

SPARE = 2**20
"""Bytes; with less than this nothing of ours can work."""

_SAID = (
    "no space left",
    "disk is full",
    "disk quota exceeded",
    " requested and ",  # NumPy: "… requested and … written"
)


def says_full(error: BaseException | None) -> bool:
    """Tell if an error, or what caused it, is a full disk.

    Frameworks wrap such an error or keep its words only, so the words count as well.
    """
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL_ERRORS:
            return True
        if any(words in str(error).lower() for words in _SAID):
            return True
        error = error.__cause__ or error.__context__
    return False


def is_full(folder: Path) -> bool:
    """Tell if nothing is left on the disk of a folder; False where nobody can tell."""
    try:
        return shutil.disk_usage(folder).free < SPARE
    except OSError:
        return False


def full_line(folder: Path) -> str:
    """One line that says which disk is full and what to do."""
    return (
        f"no space left on the disk of {folder}: free some, or set CINQ_HOME to a folder "
        "on another disk, then run again"
    )
