"""A title set in lines that fit, in whatever script and however long."""

import re
import unicodedata
from html import escape

from ui.posters.eras import Era
from ui.posters.palette import Palette

LEFT, WIDTH = 16, 168
SIZES = (30, 26, 23, 20, 18, 16, 14)
MOST_LINES, MOST_LETTERS = 4, 90
LEADING = 1.12
TOP, BOTTOM, SMALL = 52, 268, 8
"""Where the first line begins or the last one stands, and the size of the year.

The corners above the first line are free for what the page lays there.
"""

_OTHER_TITLES = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_JOINER = "\u200d"
_NARROW, _THIN, _BROAD = (
    frozenset("ijltfrI.,:;'!|-()[]"),
    frozenset("cksxyzvJ "),
    frozenset("mwMW@%&"),
)


def lettering(title: str, year: int | None, era: Era, palette: Palette) -> str:
    """The title and, small, the year as SVG text.

    What is set is shortened, never the page's own title; marks that turn the direction of text
    are left out, and the widest line is held to the poster's width whatever fonts there are.
    """
    words = _words(title)
    if era.capitals:
        words = [word.upper() for word in words]
    size, lines = _fitted(words, era)
    height = size * LEADING
    x, anchor = (100, "middle") if era.centred else (LEFT, "start")
    first = TOP + size if era.at_top else BOTTOM - height * (len(lines) - 1)
    rows = "".join(
        f'<text x="{x}" y="{first + number * height:.0f}"{_held(line, size, era)}>'
        f"{escape(line)}</text>"
        for number, line in enumerate(lines)
    )
    below = (first + (len(lines) - 1) * height if era.at_top else BOTTOM) + SMALL + 5
    small = f'<text x="{x}" y="{below:.0f}" font-size="{SMALL}" letter-spacing="1.5">{year}</text>'
    return (
        f'<g fill="{palette.ink}" font-family="{era.family}" font-weight="{era.weight}" '
        f'font-style="{era.style}" font-size="{size}" letter-spacing="{era.spacing * size:.1f}" '
        f'text-anchor="{anchor}">{rows}{small if year else ""}</g>'
    )


def title_height(title: str, era: Era) -> float:
    """How much of a poster the title takes, from its edge."""
    words = [word.upper() for word in _words(title)] if era.capitals else _words(title)
    size, lines = _fitted(words, era)
    return size * LEADING * max(1, len(lines)) + (TOP + SMALL if era.at_top else 300 - BOTTOM) + 12


def _words(title: str) -> list[str]:
    """Words of the main title, without marks that are not seen."""
    main = _OTHER_TITLES.sub("", title).strip() or title
    seen = "".join(
        " " if letter.isspace() else letter
        for letter in main
        if letter == _JOINER or letter.isspace() or unicodedata.category(letter)[0] != "C"
    )
    return _shortened(seen, MOST_LETTERS).split()


def _shortened(text: str, most: int) -> str:
    """A text without what is too much, not cut within a letter that is made of several."""
    if len(text) <= most:
        return text
    while most > 1 and (unicodedata.category(text[most])[0] in "MC" or text[most - 1] == _JOINER):
        most -= 1
    return text[:most].rstrip(" ,:;-") + "…"


def _fitted(words: list[str], era: Era) -> tuple[int, list[str]]:
    """The largest size in which the words fit, and their lines."""
    for size in SIZES:
        lines = _lines(words, size, era)
        few = MOST_LINES if size < SIZES[2] else 3
        if len(lines) <= few and all(_wide(line, size, era) <= WIDTH for line in lines):
            return size, lines
    size = SIZES[-1]
    lines = _lines([_cut(word, size, era) for word in words], size, era)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1].rstrip(" ,:;-…") + "…"]
    return size, lines


def _lines(words: list[str], size: float, era: Era) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _wide(longer, size, era) <= WIDTH:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(word: str, size: float, era: Era) -> str:
    for most in range(len(word), 1, -1):
        short = _shortened(word, most)
        if _wide(short, size, era) <= WIDTH:
            return short
    return word[:1]


def _held(line: str, size: float, era: Era) -> str:
    """That a line is no wider than it may be, where that is in doubt."""
    wide = _wide(line, size, era)
    if wide < 0.75 * WIDTH:
        return ""
    return f' textLength="{min(wide, WIDTH):.0f}" lengthAdjust="spacingAndGlyphs"'


def _wide(text: str, size: float, era: Era) -> float:
    """About how wide a text is: no font is at hand to measure with."""
    broad = 1.0 + (era.weight - 400) / 4000 + (0.06 if era.weight == 900 else 0)
    return size * sum(_advance(letter) * broad + era.spacing for letter in text)


def _advance(letter: str) -> float:
    category = unicodedata.category(letter)
    if category[0] in "MC":
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    if letter in _NARROW:
        return 0.32
    if letter in _THIN:
        return 0.5 if letter != " " else 0.28
    if letter in _BROAD:
        return 0.88
    return 0.7 if category == "Lu" else 0.56
