"""Figures that a benchmark writes into a page of the docs."""

from collections.abc import Sequence
from pathlib import Path

END = "<!-- end of figures -->\n"


def between_marks(page: Path, text: str, name: str = "figures") -> None:
    """Put the figures where the page keeps them, between ``<!-- name -->`` and the end mark."""
    begin = f"<!-- {name} -->\n"
    before, rest = page.read_text().split(begin, 1)
    after = rest.split(END, 1)[1]
    page.write_text(f"{before}{begin}{text}\n{END}{after}")


def row(cells: Sequence[str]) -> str:
    """A row of a table in Markdown."""
    return f"| {' | '.join(cells)} |"
