"""Models of past releases, opened when somebody asks for them, a few at a time."""

from collections import OrderedDict
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine as Database

from cinq import wire
from cinq.database import exists
from cinq.errors import ArtefactError, InvalidRequest, NoModel, ReleaseError
from cinq.models.artefact import artefact_digest, load_bundle
from cinq.releases.ledger import Ledger
from cinq.releases.release import Release
from cinq.serving.engine import Engine
from cinq.serving.sources import ServedModel
from cinq.serving.two_lists import compare

MOST_OPEN = 2
"""Models kept open beside the one that serves; the one that was asked for longest ago is let go."""


class ReleasedModels:
    """Engines by number of release; may be shared by threads, which open one at a time.

    Opening a model takes up to seconds: never call it in an event loop.

    Parameters
    ----------
    database
        Of the ledger; None for a server without one, which knows only what it serves.
    most
        How many to keep open.
    """

    def __init__(self, database: Database | None, most: int = MOST_OPEN) -> None:
        self._database = database
        self._most = most
        self._lock = Lock()
        self._open: OrderedDict[int, Engine] = OrderedDict()

    def compare(self, served: ServedModel, request: wire.CompareRequest) -> wire.CompareAnswer:
        """Lists of two releases side by side; errors as `engine` and `two_lists.compare`."""
        first = self.engine(request.first, served, "first")
        second = self.engine(request.second, served, "second")
        return compare(first, second, request)

    def engine(self, number: int | None, served: ServedModel, field: str) -> Engine:
        """The engine of a release.

        Parameters
        ----------
        number
            None: what serves now.
        served
            What serves now.
        field
            Where the number stood in the request.

        Raises
        ------
        InvalidRequest
            If there is no such release.
        NoModel
            If its files are not there any more, or damaged.
        DatabaseError
            If the ledger does not answer.
        """
        if number is None or number == served.identity.release:
            return served.engine
        release = self._release(number, field)
        with self._lock:
            engine = self._open.get(number)
            if engine is None:
                engine = self._open[number] = _opened(release)
            self._open.move_to_end(number)
            while len(self._open) > self._most:
                self._open.popitem(last=False)
        return engine

    def _release(self, number: int, field: str) -> Release:
        if self._database is None or not exists(self._database):
            raise InvalidRequest(
                f"{field}: this server has no ledger, so no release {number}", field
            )
        try:
            return Ledger(self._database).numbered(number)
        except ReleaseError as error:
            raise InvalidRequest(f"{field}: there is no release {number}", field) from error


def _opened(release: Release) -> Engine:
    folder = Path(release.artefact)
    gone = f"the model of release {release.number} is not at hand"
    try:
        bundle, digest = load_bundle(folder), artefact_digest(folder)
    except (ArtefactError, OSError) as error:
        raise NoModel(f"{gone}: {error}") from error
    if digest != release.digest:
        raise NoModel(f"{gone}: another model lies there by now")
    return Engine(bundle, release.number, release.model_version)
