"""One writer at a time within a process, so that SQLite's own waiting is left to others.

SQLite lets one connection write. Whoever finds it busy sleeps and tries again, up to a tenth of a
second late each time, and nobody is next: among a hundred threads some wait for seconds while the
file lies idle. A lock wakes the next one at once.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, exc

_OPTION = "cinq_turn"


class Turn:
    """A process's turn to write a file.

    Parameters
    ----------
    seconds
        How long to wait for it.
    """

    def __init__(self, seconds: float) -> None:
        self._lock = threading.Lock()
        self._seconds = seconds

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have the turn for a block.

        Raises
        ------
        sqlalchemy.exc.TimeoutError
            If it does not come in time.
        """
        if not self._lock.acquire(timeout=self._seconds):
            raise exc.TimeoutError("database is locked")
        try:
            yield
        finally:
            self._lock.release()


def turns(seconds: float) -> dict[str, Turn]:
    """Execution options for an engine whose writers wait for each other here."""
    return {_OPTION: Turn(seconds)}


@contextmanager
def in_turn(engine: Engine) -> Iterator[None]:
    """Write when it is one's turn; at once, where the database sees to that itself."""
    turn = engine.get_execution_options().get(_OPTION)
    if turn is None:
        yield
        return
    with turn.taken():
        yield
