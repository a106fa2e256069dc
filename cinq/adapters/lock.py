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
def only_training(home: Path) -> Iterator[None]:
    """Hold the training lock of ``home``; the system frees it when the process ends, however.

    Raises
    ------
    JobError
        At once, if another process holds it; the text names that process.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "training.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise JobError(
                f"a training is running in {home} (process {holder}): "
                "wait for it, or set CINQ_HOME to another folder"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
