"""Chance that is the same for the same film, and strokes as SVG."""

import hashlib
from collections.abc import Iterable

from ui.posters.colour import Colour

WIDTH, HEIGHT = 200, 216
"""The field that a motif fills."""


class Hand:
    """Draws numbers from a film's title and year; the same ones on every machine.

    Parameters
    ----------
    seed
        What decides.
    """

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode("utf-8", "surrogatepass")
        self._drawn = 0

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        self._drawn += 1
        digest = hashlib.blake2b(self._seed, digest_size=4, salt=self._drawn.to_bytes(16, "big"))
        return low + int.from_bytes(digest.digest(), "big") % (high - low + 1)

    def either(self) -> bool:
        """One or the other."""
        return self.between(0, 1) == 1


def circle(x: float, y: float, r: float, fill: Colour, rest: str = "") -> str:
    """A disc."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{fill}"{rest}/>'


def ring(x: float, y: float, r: float, stroke: Colour, width: float, rest: str = "") -> str:
    """A circle's line."""
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="none" stroke="{stroke}" '
        f'stroke-width="{width:g}"{rest}/>'
    )


def shape(path: str, fill: Colour, rest: str = "") -> str:
    """What a path encloses."""
    return f'<path d="{path}" fill="{fill}"{rest}/>'


def line(path: str, stroke: Colour, width: float, rest: str = "") -> str:
    """A path's line."""
    return f'<path d="{path}" fill="none" stroke="{stroke}" stroke-width="{width:g}"{rest}/>'


def ridge(points: Iterable[tuple[float, float]]) -> str:
    """A path along these points, closed at the field's lower edge."""
    return "M0 300L" + "L".join(f"{x:g} {y:g}" for x, y in points) + "L200 300Z"


def veil(opacity: float) -> str:
    """An attribute that lets through what is behind."""
    return f' opacity="{opacity:g}"'
