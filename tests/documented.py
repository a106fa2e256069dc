"""What docs/metrics.md tells of the series that processes emit."""

import re
from collections.abc import Iterable
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "metrics.md"
OF_PROMETHEUS = ("up", "scrape_", "ALERTS", "cinq:")
"""Beginnings of names that no process emits: Prometheus makes them itself."""


def undocumented(series: Iterable[str]) -> set[str]:
    """Names of series that the page does not tell; ``process_…`` tells all that begin so."""
    told = re.findall(r"`(\w+)(…?)`", PAGE.read_text())
    names = {name for name, more in told if not more}
    beginnings = (*OF_PROMETHEUS, *(name for name, more in told if more))
    return {
        name
        for name in series
        if not name.startswith(beginnings)
        and not {name, re.sub(r"_(bucket|sum|count|created)$", "", name)} & names
    }
