"""Locks across processes: one training at a time per home."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cinq.errors import JobError


@contextmanager
def one_at_a_time(file: Path) -> Iterator[None]:
    """Wait until nobody else, of any thread or process, is inside with the same file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@contextmanager
def only_one(file: Path, what: str, otherwise: str) -> Iterator[None]:
    """Hold the lock of a file; the system frees it when the process ends, however.

    Parameters
    ----------
    file
        Made if missing; holds the number of the process inside.
    what
        What others are told is going on, such as "a training is running in …".
    otherwise
        What they can do instead of waiting.

    Raises
    ------
    JobError
        At once, if another process holds it; the text names that process.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            held.seek(0)
            holder = held.read().strip() or "unknown"
            raise JobError(f"{what} (process {holder}): wait for it, or {otherwise}") from error
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        yield


@contextmanager
def only_training(home: Path) -> Iterator[None]:
    """Hold the training lock of ``home``; errors as `only_one`."""
    what = f"a training is running in {home}"
    with only_one(home / "training.lock", what, "set CINQ_HOME to another folder"):
        yield
