"""What the sections of the team's view are made of."""

import re
from html import escape

from ui.texts import Texts

_TYPED = re.compile(r"`([^`]+)`")


def section(name: str, title: str, inside: str, kind: str = "") -> str:
    """A card with a heading."""
    return (
        f'<section class="card {kind}" aria-labelledby="{name}"><h2 id="{name}">{escape(title)}'
        f"</h2>{inside}</section>"
    )


def decimals(value: float, words: Texts, digits: int = 3) -> str:
    """A number as this language writes it."""
    return f"{value:.{digits}f}".replace(".", words.decimal)


def hint(text: str) -> str:
    """A kind line where there is nothing to show; what stands in backticks is to be typed."""
    said = _TYPED.sub(r"<code>\1</code>", escape(text))
    return f'<p class="hint">{said}</p>'
