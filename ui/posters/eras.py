"""How posters looked in a decade: ground, strength of colour, lettering, frame."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ui.posters import frames
from ui.posters.colour import Colour, contrast
from ui.posters.palette import Palette

SERIF = "Georgia,'Liberation Serif',serif"
SANS = "'Helvetica Neue',Arial,'Liberation Sans',sans-serif"
HEAVY = "'Arial Black','Helvetica Neue',Arial,'Liberation Sans',sans-serif"

YELLOWS = (70, 110)
"""Hues that turn to mud where they are dark."""

LEGIBLE = 4.5
"""The contrast that lettering has at least (WCAG 2.2, AA)."""


@dataclass(frozen=True)
class Era:
    """The look of some years.

    Attributes
    ----------
    until
        The last year of it.
    ground, shape, second, light
        Lightness and chroma.
    turn
        By how many degrees the second colour is another hue.
    banded
        Whether the lettering stands on a ground of its own, in the motif's colour.
    at_top
        Whether the title stands above the motif.
    centred, capitals
        Of the lettering.
    spacing
        Between letters, in parts of their size.
    frame
        Draws what goes around, given the height at which the lettering's field begins or ends.
    """

    until: int
    ground: tuple[float, float]
    shape: tuple[float, float]
    second: tuple[float, float]
    light: tuple[float, float]
    turn: float
    family: str
    weight: int
    frame: Callable[[Palette, float], str]
    banded: bool = False
    at_top: bool = False
    centred: bool = True
    capitals: bool = True
    spacing: float = 0.0
    style: Literal["normal", "italic"] = "normal"

    def palette(self, hue: float, turn: int) -> Palette:
        """Colours around a hue; `turn` (1 or -1) says to which side the second goes."""
        other = (hue + turn * self.turn) % 360
        ground, shape = Colour(*self.ground, hue), Colour(*self.shape, hue)
        if YELLOWS[0] <= hue <= YELLOWS[1] and ground.lightness < 0.5:
            ground = Colour(ground.lightness, ground.chroma, hue - 45)
            shape = Colour(shape.lightness + 0.22, shape.chroma + 0.03, hue - 12)
        band = shape if self.banded else ground
        inks = (Colour(0.97, 0.02, other), Colour(0.17, 0.03, hue))
        return Palette(
            ground=ground,
            band=_legible(band, max(inks, key=lambda ink: contrast(ink, band))),
            shape=shape,
            second=Colour(*self.second, other),
            light=Colour(*self.light, other),
            ink=max(inks, key=lambda ink: contrast(ink, band)),
        )


def era_of(year: int | None) -> Era:
    """The era of a year; without a year the newest."""
    return next((era for era in ERAS if year is not None and year <= era.until), ERAS[-1])


def _legible(band: Colour, ink: Colour) -> Colour:
    """A band on which the ink can be read."""
    step = -0.02 if ink.lightness > band.lightness else 0.02
    while contrast(band, ink) < LEGIBLE:
        band = band.lit(band.lightness + step)
    return band


ERAS = (
    Era(
        1929,
        (0.9, 0.045),
        (0.38, 0.05),
        (0.55, 0.09),
        (0.74, 0.11),
        25,
        SERIF,
        700,
        frames.double,
        spacing=0.09,
    ),
    Era(
        1949,
        (0.24, 0.045),
        (0.42, 0.1),
        (0.58, 0.11),
        (0.88, 0.08),
        35,
        SERIF,
        700,
        frames.edge,
        spacing=0.04,
    ),
    Era(
        1959,
        (0.91, 0.05),
        (0.56, 0.19),
        (0.3, 0.05),
        (0.8, 0.15),
        60,
        HEAVY,
        900,
        frames.bare,
        banded=True,
        centred=False,
        capitals=False,
    ),
    Era(
        1969,
        (0.93, 0.025),
        (0.58, 0.2),
        (0.42, 0.13),
        (0.79, 0.15),
        150,
        SANS,
        700,
        frames.rule,
        at_top=True,
        centred=False,
        capitals=False,
        spacing=-0.02,
    ),
    Era(
        1979,
        (0.34, 0.075),
        (0.58, 0.15),
        (0.72, 0.15),
        (0.87, 0.11),
        32,
        HEAVY,
        900,
        frames.bands,
        capitals=False,
    ),
    Era(
        1989,
        (0.22, 0.09),
        (0.52, 0.22),
        (0.66, 0.2),
        (0.86, 0.14),
        75,
        HEAVY,
        900,
        frames.grid,
        style="italic",
    ),
    Era(
        1999,
        (0.2, 0.04),
        (0.4, 0.11),
        (0.56, 0.13),
        (0.85, 0.1),
        45,
        SERIF,
        400,
        frames.bare,
        spacing=0.13,
    ),
    Era(
        2009,
        (0.3, 0.075),
        (0.5, 0.13),
        (0.66, 0.13),
        (0.9, 0.09),
        140,
        SANS,
        400,
        frames.bare,
        at_top=True,
        spacing=0.16,
    ),
    Era(
        9999,
        (0.62, 0.15),
        (0.34, 0.09),
        (0.78, 0.14),
        (0.94, 0.06),
        50,
        SANS,
        800,
        frames.bare,
        centred=False,
        capitals=False,
        spacing=-0.03,
    ),
)
"""From the oldest on."""
