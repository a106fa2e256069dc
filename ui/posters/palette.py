"""The colours of one poster."""

from dataclasses import dataclass

from ui.posters.colour import Colour


@dataclass(frozen=True)
class Palette:
    """The colours of one poster.

    Attributes
    ----------
    ground
        Behind the motif.
    band
        Behind the lettering.
    shape, second, light
        Of the motif, `light` the brightest part of it.
    ink
        Of the lettering.
    """

    ground: Colour
    band: Colour
    shape: Colour
    second: Colour
    light: Colour
    ink: Colour
