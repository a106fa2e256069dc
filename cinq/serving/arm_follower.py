"""A worker's thread that follows the book of experiments and writes exposures down."""

import logging
import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from cinq.database import check_schema, exists, utc_now
from cinq.errors import CinqError
from cinq.experiments.book import ExperimentBook
from cinq.experiments.exposures import Exposures, Write, writes_to
from cinq.experiments.started import PinnedModel, Started
from cinq.measures import EXPOSURES_DROPPED, Meter
from cinq.repeating import Repeating
from cinq.serving.arms import Arms, LineUp
from cinq.serving.last_good import LastGood
from cinq.serving.sources import Identity, ServedModel

_logger = logging.getLogger("cinq.experiments")

RETRY_SECONDS = 30.0
"""After how long a model that could not be loaded is tried again."""


class ArmModels:
    """Loads the models of arms from copies on the server's own disk.

    Parameters
    ----------
    folder
        One folder a model, by digest; those of past experiments are deleted.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._copies = LastGood(folder)

    def load(self, model: PinnedModel) -> ServedModel:
        """Copy, verify and open an arm's model; errors as `LastGood.fetch`."""
        identity = Identity(model.release, model.model_version, None, model.digest)
        return self._copies.fetch(Path(model.artefact), identity)

    def keep_only(self, digests: set[str]) -> None:
        """Delete copies of other models; what still serves from one goes on serving."""
        if self._folder.is_dir():
            for copy in self._folder.iterdir():
                if copy.name not in digests and not copy.name.startswith("."):
                    shutil.rmtree(copy, ignore_errors=True)


class ArmFollower:
    """Keeps `Arms` in step with the book, and the book's exposures in step with the arms.

    What goes wrong is logged once and tried again; answers never wait for any of it. A database
    that is away stops nothing: the experiment goes on as it was last known, until its end.

    Parameters
    ----------
    arms
        Told what to serve.
    exposures
        Written down at every poll, and once more at the end.
    running
        Asks the book.
    write
        Writes exposures.
    models
        Loads what arms serve.
    meter
        Counts what was dropped.
    poll_seconds
        How often the book is asked.
    clock
        Gives the time.
    """

    def __init__(
        self,
        arms: Arms,
        exposures: Exposures,
        running: Callable[[], Started | None],
        write: Write,
        models: ArmModels,
        meter: Meter,
        poll_seconds: float,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._arms, self._exposures = arms, exposures
        self._running, self._write, self._models = running, write, models
        self._meter, self._clock = meter, clock
        self._line_up: LineUp | None = None
        self._retry_at = 0.0
        self._dropped = 0
        self._told: dict[str, str] = {}
        self._polls = Repeating(
            self.poll, poll_seconds, "cinq-arms", "following experiments", _logger
        )

    def start(self) -> None:
        """Look once, then follow from a thread of its own until `stop`."""
        self.poll()
        self._polls.start()

    def stop(self) -> None:
        """End the thread and write what still waits."""
        self._polls.stop()
        self._write_down()

    def poll(self) -> None:
        """Ask the book once, and write down what waits."""
        try:
            started = self._running()
        except (CinqError, SQLAlchemyError) as error:
            self._tell("book", f"the book of experiments does not answer: {_line(error)}")
            known = self._line_up.started if self._line_up else None
            started = known if known and known.phase(self._clock()) == "running" else None
        else:
            self._told.pop("book", None)
        self._follow(started)
        self._write_down()

    def _follow(self, started: Started | None) -> None:
        current = self._line_up
        if started is None:
            if current is not None:
                self._serve(None)
                _logger.info("experiment %s is over", current.started.name)
            return
        missing = current is not None and None in current.models.values()
        due = missing and time.monotonic() >= self._retry_at
        if current is None or current.started != started or due:
            known = current.models if current and current.started.name == started.name else {}
            needed = {
                arm: pinned
                for arm, pinned in started.models.items()
                if arm not in started.ended_arms
            }
            models = {
                arm: known.get(arm) or self._loaded(started, arm, pinned)
                for arm, pinned in needed.items()
            }
            self._serve(LineUp.of(started, models))
            self._models.keep_only({pinned.digest for pinned in needed.values()})
            self._retry_at = time.monotonic() + RETRY_SECONDS
            ended = ", ".join(started.ended_arms) or "none"
            _logger.info("experiment %s serves now; ended arms: %s", started.name, ended)

    def _serve(self, line_up: LineUp | None) -> None:
        self._line_up = line_up
        self._arms.serve(line_up)

    def _loaded(self, started: Started, arm: str, pinned: PinnedModel) -> ServedModel | None:
        try:
            return self._models.load(pinned)
        except (CinqError, OSError) as error:
            place = f"{started.name} {arm}"
            self._tell(place, f"arm {arm} of {started.name} gets the champion: {_line(error)}")
            return None

    def _write_down(self) -> None:
        try:
            self._exposures.write(self._write)
        except (CinqError, SQLAlchemyError) as error:
            self._tell("write", f"exposures cannot be written, and wait: {_line(error)}")
        else:
            self._told.pop("write", None)
        lost, self._dropped = self._exposures.dropped - self._dropped, self._exposures.dropped
        if lost:
            self._meter.count(EXPOSURES_DROPPED, by=lost)
            self._tell("dropped", "exposures come faster than they are written; some are dropped")

    def _tell(self, place: str, message: str) -> None:
        """Log once, not at every poll."""
        if self._told.get(place) != message:
            self._told[place] = message
            _logger.warning("%s", message)


def follow_experiments(
    database: Engine | None, folder: Path, meter: Meter, poll_seconds: float
) -> tuple[Arms, ArmFollower | None]:
    """Arms, and what keeps them in step with the book in a database.

    Parameters
    ----------
    database
        Neither made nor migrated here; None for a server that has none, and so no experiments.
    folder
        For copies of models.
    """
    exposures = Exposures()
    arms = Arms(exposures, meter)
    if database is None:
        return arms, None
    book = ExperimentBook(database)

    def running() -> Started | None:
        if not exists(database):
            return None
        check_schema(database)
        return book.running()

    write, models = writes_to(database), ArmModels(folder)
    return arms, ArmFollower(arms, exposures, running, write, models, meter, poll_seconds)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
