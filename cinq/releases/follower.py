"""What a server serves: the newest release, or the best that is at hand."""

import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from cinq.errors import ArtefactError, CinqError, NoModel
from cinq.releases.ledger import Ledger
from cinq.releases.release import Release
from cinq.serving.sources import Identity, LastGood, ServedModel, packed

_logger = logging.getLogger("cinq.releases")

Newest = Callable[[], Release | None]
"""Gives what is to be served; None before the first release."""

RETRY_SECONDS = 30.0
"""After how long a release that was refused is looked at again."""


class Follower:
    """Holds the model that is served, and changes it when another is released.

    At the start the ledger's newest release is taken; if the ledger or the release does not
    answer, the last good model on this disk; if there is none, the one packed in the Bento. A new
    release, or a rollback, is copied, verified and loaded beside the one that serves, then takes
    its place by one assignment. A damaged one is refused and said so in the log; what serves goes
    on. Release numbers only grow.

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
    ) -> None:
        self._newest = newest
        self._last_good = last_good
        self._poll_seconds = poll_seconds
        self._refused: tuple[int, float] = (0, 0.0)
        self._told = ""
        self._stop = Event()
        self._thread: Thread | None = None
        self._served: ServedModel | None = None
        if not self.poll():
            self._served = self._at_hand(packed_model)
        _logger.info("serving %s", _named(self.served))

    @property
    def served(self) -> ServedModel:
        """The model that serves now; take it once per request."""
        if self._served is None:
            raise NoModel("no model is served")
        return self._served

    def start(self) -> None:
        """Follow the ledger from a thread of its own, until `stop`."""
        if self._newest is None or self._thread is not None:
            return
        self._thread = Thread(target=self._run, name="cinq-follower", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; what serves goes on serving."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5.0)
            self._thread = None

    def poll(self) -> bool:
        """Ask the ledger once; whether another model serves now."""
        if self._newest is None or self._last_good is None:
            return False
        try:
            release = self._newest()
        except (CinqError, SQLAlchemyError) as error:
            self._tell(f"the ledger does not answer: {' '.join(str(error).split())}")
            return False
        if release is None or not self._is_due(release):
            return False
        try:
            self._switch(release, self._last_good)
        except (CinqError, OSError) as error:
            self._refused = (release.number, time.monotonic() + RETRY_SECONDS)
            self._tell(f"release {release.number} is refused: {error}")
            return False
        self._told = ""
        return True

    def _is_due(self, release: Release) -> bool:
        serving = self._served.identity.release if self._served else 0
        number, not_before = self._refused
        waiting = release.number == number and time.monotonic() < not_before
        return release.number > serving and not waiting

    def _switch(self, release: Release, last_good: LastGood) -> None:
        identity = Identity(
            release=release.number,
            model_version=release.model_version,
            released_at=release.released_at.isoformat(),
            digest=release.digest,
            figures=figures_of(release.decision),
        )
        served = last_good.fetch(_folder(release.artefact), identity)
        self._served = served
        _logger.info("release %d serves now: %s", release.number, _named(served))
        last_good.keep(identity)

    def _at_hand(self, packed_model: Path) -> ServedModel:
        if self._last_good is not None:
            try:
                return self._last_good.load()
            except NoModel:
                pass
            except CinqError as error:
                self._tell(str(error))
        return packed(packed_model)

    def _run(self) -> None:
        while not self._stop.wait(self._poll_seconds):
            try:
                self.poll()
            except Exception:
                _logger.exception("following the ledger failed; it is tried again")

    def _tell(self, message: str) -> None:
        """Log once, not at every poll."""
        if message != self._told:
            self._told = message
            _logger.warning("%s; what serves goes on", message)


def newest_of(engine: Engine) -> Newest:
    """Asks the ledger in this database, without making or migrating it."""
    ledger = Ledger(engine)
    file = engine.url.database if engine.url.get_backend_name() == "sqlite" else None

    def newest() -> Release | None:
        if file is not None and not Path(file).is_file():
            return None
        return ledger.newest()

    return newest


def figures_of(decision: Mapping[str, Any]) -> dict[str, float]:
    """The numbers under ``figures`` in a decision."""
    figures = decision.get("figures")
    if not isinstance(figures, Mapping):
        return {}
    return {
        str(name): float(value)
        for name, value in figures.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def _folder(artefact: str) -> Path:
    """A folder from a path or a ``file:`` URI.

    Raises
    ------
    ArtefactError
        If the artefact lies elsewhere than on a disk.
    """
    parts = urlsplit(artefact)
    if parts.scheme == "file":
        return Path(unquote(parts.path))
    if parts.scheme and len(parts.scheme) > 1:
        raise ArtefactError(f"{artefact} is not on a disk that this server can read")
    return Path(artefact)


def _named(served: ServedModel) -> str:
    identity = served.identity
    version = identity.model_version or "without a number"
    return f"model version {version}, {identity.digest[:12]} ({served.origin})"
