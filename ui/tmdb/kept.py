"""Pictures kept on disk, for as long as TMDB's terms allow and no longer."""

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

BROWSER_DAYS = 7
"""How long a browser may keep a picture."""

DAYS = 170
"""How long we do: with the browser's days fewer than the six months that TMDB allows."""

MISSED_DAYS = 30
"""After so long it is asked once more for what it had not."""

_DAY = 24 * 3600


class KeptPictures:
    """Pictures by title and year in a folder; an empty file says that there is none.

    Parameters
    ----------
    folder
        Made when the first picture comes.
    clock
        Seconds since 1970.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock

    def find(self, title: str, year: int) -> bytes | None:
        """A picture; empty if it is known that there is none, None if nothing is known.

        Raises
        ------
        OSError
            If the folder cannot be read.
        """
        file = self._file(title, year)
        try:
            found = file.read_bytes()
            age = self._clock() - file.stat().st_mtime
        except FileNotFoundError:
            return None
        return found if age < (DAYS if found else MISSED_DAYS) * _DAY else None

    def keep(self, title: str, year: int, picture: bytes) -> None:
        """Keep a picture, or that there is none: empty.

        Raises
        ------
        OSError
            If it cannot be written; then there is none, or the one before.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._file(title, year)
        unfinished = file.with_suffix(f".{os.getpid()}.part")
        unfinished.write_bytes(picture)
        now = self._clock()
        os.utime(unfinished, (now, now))
        unfinished.replace(file)

    def sweep(self) -> int:
        """Delete what is too old, and what was never finished; how many files those were."""
        now = self._clock()
        old = [
            file
            for file in self._folder.glob("*.*")
            if now - file.stat().st_mtime >= (1 if file.suffix == ".part" else DAYS) * _DAY
        ]
        for file in old:
            file.unlink(missing_ok=True)
        return len(old)

    def clear(self) -> None:
        """Delete all."""
        for file in self._folder.glob("*.*"):
            file.unlink(missing_ok=True)

    def _file(self, title: str, year: int) -> Path:
        name = hashlib.sha256(f"{title}|{year}".encode()).hexdigest()[:32]
        return self._folder / f"{name}.jpg"
