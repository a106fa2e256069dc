"""A call that is made again and again, beside what a server answers."""

import logging
from collections.abc import Callable
from threading import Event, Thread

ENDS_WITHIN = 5.0
"""Seconds that `Repeating.stop` waits for a call that is under way."""


class Repeating:
    """Makes a call from a thread of its own until it is stopped.

    A call that fails with an error it does not itself expect is logged, with its trace, and made
    again like any other: what serves must not stop over what only keeps it up to date.

    Parameters
    ----------
    call
        Made again and again; handles the errors it expects.
    every
        Seconds from the end of one call to the next.
    name
        Of the thread.
    what
        What the call does, as the log says it: "<what> failed; it is tried again".
    logger
        Told of errors.
    """

    def __init__(
        self,
        call: Callable[[], object],
        every: float,
        name: str,
        what: str,
        logger: logging.Logger,
    ) -> None:
        self._call, self._every = call, every
        self._name, self._what, self._logger = name, what, logger
        self._stop = Event()
        self._thread: Thread | None = None

    @property
    def is_running(self) -> bool:
        """Whether the thread lives."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Start the thread; the first call comes after `every` seconds. Once started, no more."""
        if self._thread is None:
            self._thread = Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread; a call under way is waited for, five seconds at most."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=ENDS_WITHIN)
            self._thread = None

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            try:
                self._call()
            except Exception:
                self._logger.exception("%s failed; it is tried again", self._what)
