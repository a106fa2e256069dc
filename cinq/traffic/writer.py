"""A worker's thread that writes the sample of what it served into the user database."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Event, Thread
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from cinq.database import check_schema, exists, utc_now
from cinq.errors import CinqError
from cinq.settings import MonitoringSettings
from cinq.traffic.book import Bounds, prune, write_served
from cinq.traffic.sample import Served, TrafficSample

_logger = logging.getLogger("cinq.traffic")

WRITE_SECONDS = 2.0
WRITES_A_PRUNING = 30
"""Old rows are deleted once a minute."""


class _Engine(Protocol):
    @property
    def traffic(self) -> TrafficSample: ...


class _Model(Protocol):
    @property
    def engine(self) -> _Engine: ...


class TrafficWriter:
    """Takes the samples of the models that serve, and writes them down.

    A database that is away costs rows of the sample and nothing else; it is logged once.

    Parameters
    ----------
    database
        Neither made nor migrated here; None for a server that has none, and so keeps nothing.
    models
        Gives what is served now.
    settings
        How much is kept, and for how long.
    clock
        Gives the time.
    """

    def __init__(
        self,
        database: Engine | None,
        models: Callable[[], Sequence[_Model]],
        settings: MonitoringSettings,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database, self._models, self._clock = database, models, clock
        self._most = round(settings.sample_per_second * WRITE_SECONDS)
        self._bounds = Bounds(settings.keep_days, settings.keep_rows, settings.first_requests)
        self._before: list[TrafficSample] = []
        self._writes = 0
        self._told = ""
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to sample, and write from a thread of its own until `stop`."""
        if self._database is None:
            return
        self.write()
        self._thread = Thread(target=self._run, name="cinq-traffic", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and write what is left."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5.0)
            self._thread = None
        self.write()

    def write(self) -> None:
        """Write what was sampled since the last time; once in a while delete what is too old.

        A model that another has replaced is asked once more, as somebody may still have held it.
        """
        if self._database is None:
            return
        now = list(
            {id(model.engine.traffic): model.engine.traffic for model in self._models()}.values()
        )
        gone = [sample for sample in self._before if sample not in now]
        served = [each for sample in gone for each in sample.take(0)]
        served += [each for sample in now for each in sample.take(self._most)]
        self._before = now
        try:
            if exists(self._database):
                self._write(self._database, served)
        except (CinqError, SQLAlchemyError) as error:
            told = " ".join(str(error).split())
            if told != self._told:
                _logger.warning("a part of the sample of requests is lost: %s", told)
            self._told = told
        else:
            self._told = ""

    def _write(self, database: Engine, served: Sequence[Served]) -> None:
        if served:
            check_schema(database)
            write_served(database, served)
        self._writes += 1
        if self._writes % WRITES_A_PRUNING == 0:
            check_schema(database)
            prune(database, self._bounds, self._clock())

    def _run(self) -> None:
        while not self._stop.wait(WRITE_SECONDS):
            try:
                self.write()
            except Exception:
                _logger.exception("the sample of requests could not be written; it is tried again")
