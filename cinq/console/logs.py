"""Log files: frameworks write to ``CINQ_HOME/logs``, people see only what concerns them."""

import atexit
import contextlib
import io
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cinq.console.terminal import Terminal

SPOKEN = "cinq"
"""Logger whose messages are meant for people; everything else goes to the file."""

LARGE = 5_000_000
"""Bytes from which a log is put aside (as ``<name>.log.1``)."""

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _Spoken(logging.Handler):
    """Shows messages of the logger `cinq` in the terminal."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(logging.INFO)
        self._terminal = terminal

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING:
            self._terminal.warn(record.getMessage())
        else:
            self._terminal.progress(record.getMessage(), getattr(record, "fraction", None))


class _Log(io.FileIO):
    """A log file; on a full disk lines get lost, but whoever writes them works on."""

    def write(self, data: Any) -> int:
        """Append what fits."""
        with contextlib.suppress(OSError):
            super().write(data)
        return len(data)


@contextlib.contextmanager
def kept_quiet(terminal: Terminal, home: Path, command: str, *, debug: bool) -> Iterator[Path]:
    """Send framework logs, warnings and prints to a file while a command works.

    Enter it before the frameworks are imported: they keep the streams they find then.

    Parameters
    ----------
    terminal
        Where messages of the logger `cinq` are shown.
    home
        Log files stand in its folder ``logs``.
    command
        Names the file.
    debug
        Leave everything in the terminal as well.

    Yields
    ------
    Path
        The log file.
    """
    file = home / "logs" / f"{command}.log"
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.is_file() and file.stat().st_size > LARGE:
        file.replace(file.with_name(file.name + ".1"))
    stream = io.TextIOWrapper(_Log(file, "ab"), encoding="utf-8", write_through=True)
    atexit.register(stream.close)  # not earlier: frameworks hold on to it
    to_file = logging.StreamHandler(stream)
    to_file.setFormatter(logging.Formatter(_FORMAT))
    spoken = _Spoken(terminal)
    ours, root = logging.getLogger(SPOKEN), logging.getLogger()
    root.addHandler(to_file)
    ours.addHandler(spoken)
    ours.setLevel(logging.INFO)
    out, err = sys.stdout, sys.stderr
    if not debug:
        logging.captureWarnings(True)
        sys.stdout = sys.stderr = stream
    try:
        yield file
    finally:
        sys.stdout, sys.stderr = out, err
        logging.captureWarnings(False)
        ours.removeHandler(spoken)
        root.removeHandler(to_file)
