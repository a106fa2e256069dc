"""How often and how fast misspelled titles are found, in the real catalogue and in a large one.

``pytest tests/benchmarks/test_title_search.py`` writes the figures of docs/search.md; it needs
CINQ_ARCHIVES, and half a minute.
"""

import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from cinq.data.catalogue import Catalogue
from cinq.settings import ROOT
from tests.benchmarks.figures_in_docs import between_marks, row
from tests.serving.generated_titles import Titled, generated
from tests.serving.misspellings import HOW_MANY, WAYS, misspellings
from tests.serving.test_misspellings import FIRST, LARGE, real, search_of, titled

__all__ = ["real"]

pytestmark = pytest.mark.slow

P95_MS, P95_LARGE_MS = 50, 150


def measured(films: list[Titled]) -> tuple[Counter[str], list[float], float]:
    """Found ones by the way of misspelling, milliseconds of each search, seconds to begin."""
    begun = time.perf_counter()
    search = search_of(films)
    to_begin = time.perf_counter() - begun
    found: Counter[str] = Counter()
    took = []
    for one in misspellings(films, HOW_MANY):
        begun = time.perf_counter()
        hits = search.find(one.typed)
        took.append(1000 * (time.perf_counter() - begun))
        found[one.way] += one.row in [film.film_id for film in hits[:FIRST]]
    return found, took, to_begin


def test_misspelled_titles_are_found_fast(real: Catalogue) -> None:
    small = titled(real)
    large = generated(small, LARGE, seed=7)
    tried = Counter(one.way for one in misspellings(small, HOW_MANY))
    of_small, small_ms, small_seconds = measured(small)
    of_large, large_ms, large_seconds = measured(large)

    def times(films: list[Titled], took: list[float], seconds: float, found: int) -> str:
        p50, p95, most = np.percentile(took, [50, 95, 100])
        share = f"{found / HOW_MANY:.1%}"
        return row(
            [f"{len(films):,}", share, f"{p50:.1f}", f"{p95:.1f}", f"{most:.1f}", f"{seconds:.1f}"]
        )

    lines = [
        row(["titles", "found", "p50, ms", "p95, ms", "longest, ms", "index made, s"]),
        row(["---"] * 6),
        times(small, small_ms, small_seconds, of_small.total()),
        times(large, large_ms, large_seconds, of_large.total()),
        "",
        row(["misspelled", f"found of {len(small):,}", f"found of {len(large):,}"]),
        row(["---"] * 3),
    ]
    for way in WAYS:
        shares = [f"{found[way] / tried[way]:.1%}" for found in (of_small, of_large)]
        lines.append(row([way.replace("_", " "), *shares]))
    between_marks(Path(ROOT) / "docs" / "search.md", "\n".join(lines))

    assert np.percentile(small_ms, 95) <= P95_MS
    assert np.percentile(large_ms, 95) <= P95_LARGE_MS
