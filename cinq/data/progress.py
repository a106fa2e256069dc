"""How long work tells where it stands."""

from collections.abc import Callable

Progress = Callable[[str, float], None]
"""Called with one short line and the part done, from 0 to 1."""


def silent(message: str, fraction: float) -> None:
    """Tell nobody."""
