"""Colours by how light, how strong and which: OKLCH, in which equal steps look equal."""

import math
from typing import NamedTuple


class Colour(NamedTuple):
    """Lightness (0 to 1), chroma (0 to about .35) and hue (degrees)."""

    lightness: float
    chroma: float
    hue: float

    def lit(self, lightness: float, chroma: float | None = None) -> "Colour":
        """The same hue, lighter or darker."""
        return Colour(lightness, self.chroma if chroma is None else chroma, self.hue)

    @property
    def channels(self) -> tuple[float, float, float]:
        """Linear red, green and blue, 0 to 1; as strong as a screen can show."""
        for tenths in range(10, -1, -1):
            found = _linear(self.lightness, self.chroma * tenths / 10, self.hue)
            if all(-5e-3 <= part <= 1.005 for part in found):
                break
        red, green, blue = (min(max(part, 0.0), 1.0) for part in found)
        return red, green, blue

    def __str__(self) -> str:
        """As SVG writes it, such as ``#e5484d``."""
        return "#" + "".join(f"{round(255 * _encoded(part)):02x}" for part in self.channels)


def contrast(one: Colour, other: Colour) -> float:
    """WCAG's contrast of two colours, 1 to 21."""
    darker, lighter = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue
        for red, green, blue in (one.channels, other.channels)
    )
    return (lighter + 0.05) / (darker + 0.05)


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """OKLab to linear sRGB (Ottosson, 2020)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _encoded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
