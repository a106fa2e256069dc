"""What preparing a large file costs, against pandas doing the same in the same run.

``pytest tests/benchmarks/test_data_path.py`` takes 2 million simulated ratings and a minute;
``CINQ_LONG=1`` takes 20 million, some minutes, and writes the figures of data/README.md.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from cinq.data.simulated_archive import write_archive
from cinq.data.simulator import SHAPES
from cinq.settings import ROOT
from tests.benchmarks.figures_in_docs import between_marks, row

LONG = bool(os.environ.get("CINQ_LONG"))
SHAPE = SHAPES["ml-20m" if LONG else "ml-2m"]
PAGE = ROOT / "data" / "README.md"

pytestmark = pytest.mark.slow

IMPORTS = """
import sys
from pathlib import Path
from cinq.data.declarations import declaration
from cinq.data.prepare import prepare
from cinq.data.prepared import load_prepared
"""
PREPARE = IMPORTS + "prepare(declaration(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))"
LOAD = IMPORTS + "load_prepared(Path(sys.argv[3]))"
PANDAS_IMPORTS = """
import sys, time, zipfile
import pandas as pd
"""
PANDAS = (
    PANDAS_IMPORTS
    + """
with zipfile.ZipFile(sys.argv[2]) as archive:
    with archive.open("movies.csv") as stream:
        films = pd.read_csv(stream)
    with archive.open("ratings.csv") as stream:
        ratings = pd.read_csv(stream)
usable = ratings["rating"].between(0.5, 5) & ratings["movieId"].isin(films["movieId"])
usable &= ratings["timestamp"].between(1, time.time() + 86_400) & ratings.notna().all(axis=1)
ratings = ratings[usable].sort_values(["userId", "timestamp", "movieId"], kind="stable")
ratings = ratings.drop_duplicates(["userId", "movieId"], keep="last")
ratings.astype({"rating": "float32"}).to_parquet(sys.argv[3] + ".parquet", compression="zstd")
"""
)

# A child's ru_maxrss begins at its parent's; the kernel's mark of its own memory does not.
TELL = """
import time
print(time.process_time())
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@dataclass(frozen=True)
class Cost:
    """What a process of its own took: by the clock, of processors, and of memory at its height."""

    seconds: float
    processor_seconds: float
    peak_mb: float


def cost(program: str, *arguments: Path) -> Cost:
    started = time.perf_counter()
    command = [sys.executable, "-c", program + TELL, *map(str, arguments)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    seconds = time.perf_counter() - started
    return Cost(seconds, float(told[0]), float(told[1]) / 1024)


@pytest.fixture(scope="module")
def costs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cost]:
    folder = tmp_path_factory.mktemp("simulated")
    declared = write_archive("simulated", SHAPE, 0, folder)
    arguments = declared, folder / "simulated.zip", folder / "prepared"
    return {
        "imports": cost(IMPORTS),
        "prepare": cost(PREPARE, *arguments),
        "load": cost(LOAD, *arguments),
        "pandas' imports": cost(PANDAS_IMPORTS),
        "pandas": cost(PANDAS, *arguments),
    }


def bytes_a_rating(costs: dict[str, Cost], name: str, imports: str) -> float:
    return (costs[name].peak_mb - costs[imports].peak_mb) * 2**20 / SHAPE.n_ratings


def test_preparing_needs_a_fraction_of_what_pandas_needs(costs):
    ours = bytes_a_rating(costs, "prepare", "imports")
    theirs = bytes_a_rating(costs, "pandas", "pandas' imports")
    assert ours < theirs / (2 if LONG else 1.2), costs
    quicker = 1.0 if LONG else 0.67
    assert costs["prepare"].processor_seconds * quicker < costs["pandas"].processor_seconds, costs


def test_loading_holds_ratings_once(costs):
    assert bytes_a_rating(costs, "load", "imports") < (40 if LONG else 100), costs


@pytest.mark.skipif(not LONG, reason="20 million ratings take minutes: CINQ_LONG=1")
def test_twenty_million_ratings_fit_the_promise_and_the_page(costs):
    ours = costs["prepare"]
    assert ours.peak_mb < 2_500
    assert ours.processor_seconds < 30
    between_marks(PAGE, table(costs))
    assert "load_prepared" in PAGE.read_text(encoding="utf-8")


def table(costs: dict[str, Cost]) -> str:
    named = {
        "`prepare`: read, check, write": ("prepare", "imports"),
        "`load_prepared`: read, verify": ("load", "imports"),
        "pandas: read, the same checks, write": ("pandas", "pandas' imports"),
    }
    lines = [row(["", "seconds of processors", "peak, MB", "bytes a rating"]), "|---|---|---|---|"]
    for title, (name, imports) in named.items():
        found = costs[name]
        cells = f"{found.processor_seconds:.1f}", f"{found.peak_mb:,.0f}"
        lines.append(row([title, *cells, f"{bytes_a_rating(costs, name, imports):.0f}"]))
    return "\n".join(lines)
