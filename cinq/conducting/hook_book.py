"""The book of hooks: which were acted on already, and how many came to what.

What is turned away is counted in memory and written down about once a second, with the next look
at the queue or scrape: whoever floods the server with forged hooks must not be able to keep the
database busy.
"""

import logging
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from cinq.conducting.tables import HookCountRow, SeenRow
from cinq.database import exclusively, reading, writing
from cinq.errors import DatabaseError

log = logging.getLogger(__name__)

FLUSH_SECONDS = 1.0


class HookBook:
    """Counts hooks, and knows those that were acted on.

    Parameters
    ----------
    engine
        Of `cinq.database.open_database`.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._waiting: Counter[tuple[str, str]] = Counter()

    def count(self, kind: str, outcome: str) -> None:
        """Count a hook; it is written down with the next `flush`."""
        with self._lock:
            self._waiting[kind, outcome] += 1

    def flush(self) -> None:
        """Write down what was counted since.

        Raises
        ------
        DatabaseError
            If the database does not answer; nothing is lost then.
        """
        with self._lock:
            counted, self._waiting = self._waiting, Counter()
        if not counted:
            return
        try:
            with writing(self._engine) as session:
                exclusively(session, "hook counts")
                for (kind, outcome), number in counted.items():
                    row = session.get(HookCountRow, (kind, outcome))
                    if row is None:
                        session.add(HookCountRow(kind=kind, outcome=outcome, number=number))
                    else:
                        row.number += number
        except BaseException:
            with self._lock:
                self._waiting.update(counted)
            raise

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Write down about once a second what was counted, in a thread, while the block runs."""
        done = threading.Event()
        thread = threading.Thread(target=self._keep, args=[done], name="hook counts", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _keep(self, done: threading.Event) -> None:
        last = False
        while not last:
            last = done.wait(FLUSH_SECONDS)
            try:
                self.flush()
            except DatabaseError as error:
                log.warning("counts of hooks cannot be written, trying again: %s", error)

    def counts(self) -> dict[tuple[str, str], int]:
        """Return how many hooks came to what, by kind and outcome; what waits is written first."""
        self.flush()
        with reading(self._engine) as session:
            rows = session.scalars(select(HookCountRow))
            return {(row.kind, row.outcome): row.number for row in rows}


def unseen(session: Session, marks: Iterable[str], now: datetime) -> list[str]:
    """Return those of the marks that nothing was done for yet; alone with them from here on."""
    exclusively(session, "hooks")
    session.execute(delete(SeenRow).where(SeenRow.until <= now))
    asked = list(dict.fromkeys(marks))
    known = set(session.scalars(select(SeenRow.mark).where(SeenRow.mark.in_(asked))))
    return [mark for mark in asked if mark not in known]


def note_seen(session: Session, marks: Iterable[str], until: datetime) -> None:
    """Keep that these were acted on; `unseen` leaves them out until then."""
    session.add_all([SeenRow(mark=mark, until=until) for mark in marks])
    session.flush()
