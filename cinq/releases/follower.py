"""What a server serves: the newest release, or the best that is at hand."""

import logging
import time
from datetime import datetime
from pathlib import Path
from threading import Lock

from sqlalchemy.exc import SQLAlchemyError

from cinq.disk import says_full
from cinq.errors import CinqError, DatabaseError, NoModel, OtherAnswers, OutdatedArtefact
from cinq.measures import (
    LEDGER_FAILURES,
    MODEL_INFO,
    MODEL_TRAINED,
    RELEASE,
    RELEASES_REFUSED,
    SWAP_SECONDS,
    MemoryMeter,
    Meter,
)
from cinq.releases.newest import Newest, folder_of, identity_of
from cinq.releases.release import Release
from cinq.repeating import Repeating
from cinq.serving.last_good import LastGood
from cinq.serving.memory import give_back
from cinq.serving.sources import ServedModel, packed

_logger = logging.getLogger("cinq.releases")

RETRY_SECONDS = 30.0
"""After how long a release that was refused is looked at again."""


class Follower:
    """Holds the model that is served, and changes it when another is released.

    At the start the ledger's newest release is taken; if the ledger or the release does not
    answer, the last good model on this disk; if there is none, the one packed in the Bento. A new
    release, or a rollback, is copied, verified, loaded beside the one that serves and asked the
    golden lists, then takes its place by one assignment: who took `served` before is answered by
    the old model to the end. What does not pass is refused, said so in the log and the metrics,
    and looked at again later; what serves goes on. Release numbers only grow.

    Parameters
    ----------
    packed_model
        Folder of the model in the Bento.
    newest
        Asks the ledger; None for a Bento on its own, which serves its packed model for good.
    last_good
        Where models served before are kept; needed with `newest`.
    poll_seconds
        How often the ledger is asked.
    meter
        Where it is counted.
    worker
        Names this process among the workers of a server.

    Raises
    ------
    ModelError
        If there is no model at all.
    """

    def __init__(
        self,
        packed_model: Path,
        newest: Newest | None = None,
        last_good: LastGood | None = None,
        poll_seconds: float = 2.0,
        meter: Meter | None = None,
        worker: str = "1",
    ) -> None:
        self._newest = newest
        self._last_good = last_good
        self._meter = meter or MemoryMeter()
        self._worker = worker
        self._refused: tuple[int, float] = (0, 0.0)
        self._told = ""
        self._polls = Repeating(
            self.poll, poll_seconds, "cinq-follower", "following the ledger", _logger
        )
        self._one_at_a_time = Lock()
        self._served: ServedModel | None = None
        if not self.poll():
            self._switch(self._at_hand(packed_model))

    @property
    def served(self) -> ServedModel:
        """The model that serves now; take it once per request."""
        if self._served is None:
            raise NoModel("no model is served")
        return self._served

    def start(self) -> None:
        """Follow the ledger from a thread of its own, until `stop`."""
        if self._newest is not None:
            self._polls.start()

    def stop(self) -> None:
        """End the thread; what serves goes on serving."""
        self._polls.stop()

    def refresh(self) -> bool:
        """Ask the ledger now, and try a refused release at once; whether another model serves.

        Takes as long as loading a model does: not for the thread that answers requests.
        """
        return self._poll(patient=False)

    def poll(self) -> bool:
        """Ask the ledger once; whether another model serves now."""
        return self._poll(patient=True)

    def _poll(self, *, patient: bool) -> bool:
        if self._newest is None or self._last_good is None:
            return False
        with self._one_at_a_time:
            release = self._asked(self._newest)
            if release is None or not self._is_due(release, patient=patient):
                return False
            return self._taken(release, self._last_good)

    def _asked(self, newest: Newest) -> Release | None:
        serving = self._served.identity.release if self._served else 0
        try:
            release = newest()
            if release is None and serving:
                raise DatabaseError(f"it knows nothing of release {serving} any more")
        except (CinqError, SQLAlchemyError) as error:
            self._meter.count(LEDGER_FAILURES)
            self._tell(f"the ledger does not answer: {' '.join(str(error).split())}")
            return None
        if self._told and release is not None and release.number != self._refused[0]:
            self._told = ""
            _logger.info("the ledger answers again")
        return release

    def _is_due(self, release: Release, *, patient: bool) -> bool:
        serving = self._served.identity.release if self._served else 0
        number, not_before = self._refused
        waiting = patient and release.number == number and time.monotonic() < not_before
        return release.number > serving and not waiting

    def _taken(self, release: Release, last_good: LastGood) -> bool:
        started = time.perf_counter()
        identity = identity_of(release)
        try:
            served = last_good.fetch(folder_of(release.artefact), identity)
        except (CinqError, OSError) as error:
            self._refused = (release.number, time.monotonic() + RETRY_SECONDS)
            self._meter.count(RELEASES_REFUSED, _reason(error))
            self._tell(f"release {release.number} is refused: {error}")
            return False
        self._switch(served)
        self._meter.observe(SWAP_SECONDS, time.perf_counter() - started)
        self._told = ""
        try:
            last_good.keep(identity)
        except (CinqError, OSError) as error:
            self._tell(f"release {release.number} serves, but is not kept: {error}")
        return True

    def _switch(self, served: ServedModel) -> None:
        before, self._served = self._served, served
        if before is not None:
            self._meter.set(MODEL_INFO, 0, *_labels(before))
        self._meter.set(MODEL_INFO, 1, *_labels(served))
        self._meter.set(MODEL_TRAINED, datetime.fromisoformat(served.info.trained_at).timestamp())
        self._meter.set(RELEASE, served.identity.release, self._worker)
        _logger.info("serving %s", _named(served))
        if before is not None:
            del before
            give_back()

    def _at_hand(self, packed_model: Path) -> ServedModel:
        if self._last_good is not None:
            try:
                return self._last_good.load()
            except NoModel:
                pass
            except CinqError as error:
                self._meter.count(RELEASES_REFUSED, _reason(error))
                self._tell(f"the last good model is refused: {error}")
        return packed(packed_model)

    def _tell(self, message: str) -> None:
        """Log once, not at every poll."""
        if message != self._told:
            self._told = message
            _logger.warning("%s; what serves goes on", message)


def _reason(error: Exception) -> str:
    """The few kinds of refusal that the metrics tell apart."""
    if isinstance(error, OtherAnswers):
        return "answers"
    if isinstance(error, OutdatedArtefact):
        return "format"
    return "disk" if says_full(error) else "files"


def _labels(served: ServedModel) -> tuple[str, str, str]:
    return served.identity.model_version, served.info.dataset, served.origin


def _named(served: ServedModel) -> str:
    identity = served.identity
    version = identity.model_version or "without a number"
    which = f"release {identity.release}: " if identity.release else ""
    return f"{which}model version {version}, {identity.digest[:12]} ({served.origin})"
