"""Which data set to use: the entrance to declarations and to the choice `auto`."""

import threading
from pathlib import Path

from cinq.data.declarations import Counts, Dataset, declaration, declared
from cinq.data.fetch import at_hand, obtain
from cinq.data.progress import Progress, silent
from cinq.errors import CinqError, DownloadError
from cinq.settings import AUTO, Settings

__all__ = ["AUTO", "Counts", "Dataset", "choose", "declaration", "declared"]

_REAL, _EMBEDDED = "ml-latest-small", "demo"


def choose(name: str, settings: Settings, progress: Progress = silent) -> tuple[Dataset, str]:
    """Resolve a name, ``auto`` included, to a declaration and one line that says why.

    ``auto`` is ``ml-latest-small`` if its archive is in CINQ_ARCHIVES or in the home folder, or
    can be downloaded within ``fetch.auto_seconds``; otherwise ``demo``.

    Parameters
    ----------
    name
        ``auto``, a declared name, or the path of a YAML file.
    settings
        ``archives``, ``home`` and ``fetch`` are used.
    progress
        Told how a download goes.

    Raises
    ------
    UnknownDataset
        If no declaration bears the name.
    """
    if name != AUTO:
        return declaration(name), f"{name}: asked for"
    return _choose_between(declaration(_REAL), declaration(_EMBEDDED), settings, progress)


def _choose_between(
    real: Dataset, embedded: Dataset, settings: Settings, progress: Progress
) -> tuple[Dataset, str]:
    try:
        present = at_hand(real, settings)
        if present is not None:
            archive = obtain(real, settings)
            return real, f"{real.name}: {archive.name} is in {archive.parent}"
        seconds = settings.fetch.auto_seconds
        _obtain_within(seconds, real, settings, progress)
    except CinqError as error:
        return embedded, f"{embedded.name}: {real.name} cannot be had ({error})"
    return real, f"{real.name}: downloaded within {seconds:g} s"


def _obtain_within(
    seconds: float, dataset: Dataset, settings: Settings, progress: Progress
) -> None:
    """Obtain in a thread that is left behind when time is up: a name lookup cannot be interrupted.

    Raises
    ------
    DownloadError
        If the archive is not there in time; whatever `obtain` raises otherwise.
    """
    result: list[Path | CinqError] = []

    def run() -> None:
        try:
            result.append(obtain(dataset, settings, progress, seconds=seconds))
        except CinqError as error:
            result.append(error)

    thread = threading.Thread(target=run, name="obtain", daemon=True)
    thread.start()
    thread.join(seconds + 0.5)
    if not result:
        raise DownloadError(f"no answer within {seconds:g} s")
    if isinstance(result[0], CinqError):
        raise result[0]
