"""What people were shown, counted beside the answers and told to a meter once a second.

Writing a metric of several workers costs microseconds, and an answer would have a dozen to write;
so an answer only adds to numbers in memory (`Tally`), and a thread writes them down (`Reporter`).
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cinq.measures import CATALOGUE_SHARE, FILMS_SHOWN, RECOMMENDATIONS, Meter
from cinq.repeating import Repeating

_logger = logging.getLogger("cinq.serving")

REPORT_SECONDS = 1.0
WINDOW_SECONDS = 900.0
"""A film that was shown within so many seconds counts for the share of the catalogue."""

TENTHS = 10


class Tally:
    """Counts one model's lists and their films; adding takes about a microsecond.

    Parameters
    ----------
    popularity
        Shape (n_films,): how many like each film.
    """

    def __init__(self, popularity: NDArray[np.float32]) -> None:
        n_films = len(popularity)
        order = np.argsort(-popularity, kind="stable")
        self.tenths = np.empty(n_films, np.int8)
        """Shape (n_films,): the tenth of the catalogue a film is in; 1 holds the best known."""
        self.tenths[order] = np.arange(n_films) * TENTHS // max(1, n_films) + 1
        self._lock = Lock()
        self._sources: dict[str, int] = defaultdict(int)
        self._rows: dict[int, int] = defaultdict(int)

    def add(self, source: str, rows: NDArray[np.int32]) -> None:
        """Count a list by what made it; `rows` are those of its films in the catalogue."""
        with self._lock:
            self._sources[source] += 1
            counts = self._rows
            for row in rows.tolist():
                counts[row] += 1

    def take(self) -> tuple[Mapping[str, int], Mapping[int, int]]:
        """Lists by source, and showings by row, since this was asked last."""
        with self._lock:
            sources, self._sources = self._sources, defaultdict(int)
            rows, self._rows = self._rows, defaultdict(int)
        return sources, rows


class _Engine(Protocol):
    @property
    def shown(self) -> Tally: ...


class _Model(Protocol):
    @property
    def engine(self) -> _Engine: ...


class Reporter:
    """Tells a meter what was shown.

    Parameters
    ----------
    models
        Gives what is served now, the champion first.
    meter
        Told.
    clock
        Seconds that only grow.
    """

    def __init__(
        self,
        models: Callable[[], Sequence[_Model]],
        meter: Meter,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._models, self._meter, self._clock = models, meter, clock
        self._before: list[Tally] = []
        self._last_shown: NDArray[np.float64] = np.empty(0)
        self._reports = Repeating(
            self.report, REPORT_SECONDS, "cinq-reporter", "counting what was shown", _logger
        )

    def start(self) -> None:
        """Report from a thread of its own, until `stop`."""
        self._reports.start()

    def stop(self) -> None:
        """End the thread and report what is left."""
        self._reports.stop()
        self.report()

    def report(self) -> None:
        """Tell everything that was counted since the last time.

        A model that another has replaced is asked once more, as somebody may still have held it.
        """
        now = [model.engine.shown for model in self._models()]
        for tally in self._before:
            if tally not in now:
                self._told(tally)
        if now[:1] != self._before[:1]:
            self._last_shown = np.full(len(now[0].tenths), -np.inf)
        for place, tally in enumerate(now):
            rows = self._told(tally)
            if place == 0:
                self._last_shown[rows] = self._clock()
        self._before = now
        recent = self._last_shown > self._clock() - WINDOW_SECONDS
        self._meter.set(CATALOGUE_SHARE, float(recent.mean()) if len(recent) else 0.0)

    def _told(self, tally: Tally) -> NDArray[np.int64]:
        """Tell what a tally counted; the rows that were shown."""
        sources, shown = tally.take()
        for source, n in sources.items():
            self._meter.count(RECOMMENDATIONS, source, by=n)
        rows = np.fromiter(shown.keys(), np.int64, len(shown))
        times = np.fromiter(shown.values(), np.int64, len(shown))
        by_tenth = np.bincount(tally.tenths[rows], times, TENTHS + 1)
        for tenth in np.flatnonzero(by_tenth).tolist():
            self._meter.count(FILMS_SHOWN, str(tenth), by=float(by_tenth[tenth]))
        return rows
