"""The end of a log."""

from pathlib import Path

READ = 8_192
"""Bytes at the end of the log that are looked at."""


def last_line(log: Path, most: int = 300) -> str:
    """Return the last line of a log that is not empty, at most `most` characters of it.

    Lines that begin with ``---`` are the keeper's own and left out. Without a log, or with an
    empty one, the line is empty.
    """
    try:
        with log.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - READ))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    lines = (line.strip() for line in reversed(text.splitlines()))
    return next((line for line in lines if line and not line.startswith("---")), "")[:most]
