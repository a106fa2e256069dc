"""Writing to disk so that a half-written file never stands under its final name."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cinq.disk import FULL_ERRORS, full_line
from cinq.errors import DataError


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn a full disk, or a folder that cannot be written, into one line.

    Raises
    ------
    DataError
        Saying which folder and what to do.
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL_ERRORS:
            raise DataError(full_line(folder)) from error
        raise DataError(f"cannot write to {folder}: {error.strerror or error}") from error


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold ``file`` (made if missing) locked, waiting for other processes that do."""
    with file.open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def replaced_folder(folder: Path) -> Iterator[Path]:
    """A fresh folder beside ``folder`` that takes its place when the block ends well.

    Readers see the old folder or the new one whole; after an error the old one stays.

    Raises
    ------
    DataError
        If the disk is full or cannot be written.
    """
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    with disk_errors(folder.parent):
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
    try:
        with disk_errors(folder.parent):
            yield fresh
            if folder.exists():
                shutil.rmtree(old, ignore_errors=True)
                folder.rename(old)
            fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
