"""Figures that a benchmark writes into a page of the docs."""

from collections.abc import Sequence
from pathlib import Path

BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"


def between_marks(page: Path, text: str) -> None:
    """Put the figures where the page keeps them."""
    before, rest = page.read_text().split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    page.write_text(f"{before}{BEGIN}{text}\n{END}{after}")


def row(cells: Sequence[str]) -> str:
    """A row of a table in Markdown."""
    return f"| {' | '.join(cells)} |"
