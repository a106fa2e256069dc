"""What training costs, beside what one would take instead, in one run: docs/benchmarks.md.

``pytest tests/benchmarks/test_training_speed.py`` takes twelve minutes and 8 GB; CINQ_SHAPES names
fewer shapes ("ml-latest-small ml-2m"), of which nothing is written. Peers are those in
``.venv-peers`` (`make peers`); Surprise is always there.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from cinq.data.simulator import SHAPES, make_world, ratings_in_blocks
from cinq.settings import ROOT
from tests.benchmarks import training_page
from tests.benchmarks.floor import Floor, measured_floor
from tests.benchmarks.scoring import measured_scoring

ALL = ("ml-latest-small", "ml-2m", "ml-20m", "ml-32m")
WANTED = tuple(os.environ.get("CINQ_SHAPES", " ".join(ALL)).split())
PROGRAMS = Path(__file__).parent / "programs"
PEERS = ROOT / ".venv-peers" / "bin" / "python"
LONGEST = 420.0
"""Seconds after which a program is given up."""

IN_PEERS = ("cornac_mf", "lenskit_als", "implicit_als")
AT_MOST = {"lenskit_als": "ml-2m", "surprise_svd": "ml-20m", "cornac_mf": "ml-20m"}
"""The largest shape that a peer is asked for: beyond it time or memory run out."""

REPEATS = {"ml-latest-small": 3}
"""How often a shape is measured, once if not named."""

Figures = dict[str, float]
Costs = dict[tuple[str, str], Figures | None]

pytestmark = pytest.mark.slow


def ratings_file(shape: str, folder: Path) -> Path:
    world = make_world(SHAPES[shape], 0)
    blocks = list(ratings_in_blocks(world, 0))
    file = folder / f"{shape}.npz"
    np.savez(
        file,
        user=np.concatenate([block.users for block in blocks]),
        film=np.concatenate([block.films for block in blocks]),
        rating=np.concatenate([block.half_stars for block in blocks]).astype(np.float32) / 2,
    )
    return file


def run(program: str, file: Path) -> Figures | None:
    """What a program told; None where its library is not here or it took too long."""
    if program in IN_PEERS and not PEERS.exists():
        return None
    python = str(PEERS if program in IN_PEERS else sys.executable)
    command = [python, str(PROGRAMS / f"{program}.py"), str(file)]
    alone = {"OPENBLAS_NUM_THREADS": "1"} if program == "implicit_als" else {}  # as it asks for
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=True,
            env=os.environ | alone,
        )
    except subprocess.TimeoutExpired:
        return None
    except subprocess.CalledProcessError as error:
        if "ModuleNotFoundError" in error.stderr:
            return None
        raise
    told: Figures = json.loads(done.stdout.splitlines()[-1])
    return told


def quickest(program: str, file: Path, n_times: int) -> Figures | None:
    """The run of the least time, of several: what takes a fraction of a second varies."""
    runs = [told for _ in range(n_times) if (told := run(program, file)) is not None]
    return min(runs, key=total, default=None)


def asked(program: str, shape: str) -> bool:
    return ALL.index(shape) <= ALL.index(AT_MOST.get(program, ALL[-1]))


@pytest.fixture(scope="module")
def costs() -> Costs:
    found: Costs = {}
    with tempfile.TemporaryDirectory() as folder:
        for shape in WANTED:
            file = ratings_file(shape, Path(folder))
            for program in (*training_page.RATING_PROGRAMS, *training_page.RANKING_PROGRAMS):
                if asked(program, shape):
                    found[program, shape] = quickest(program, file, REPEATS.get(shape, 1))
            file.unlink()
    return found


@pytest.fixture(scope="module")
def floor() -> Floor:
    return measured_floor()


def total(figures: Figures) -> float:
    return figures["build_seconds"] + figures["fit_seconds"]


def beside_the_frame(figures: Figures) -> float:
    return figures["peak_mb"] - figures["held_mb"]


def of_both(costs: Costs, shape: str) -> tuple[Figures, Figures]:
    ours, theirs = costs.get(("cinq_rating_svd", shape)), costs.get(("surprise_svd", shape))
    if ours is None or theirs is None:
        pytest.skip(f"{shape} is not in CINQ_SHAPES")
    return ours, theirs


@pytest.mark.parametrize("shape", ALL[:3])
def test_the_rating_svd_errs_no_more_than_surprise(costs, shape):
    ours, theirs = of_both(costs, shape)
    assert ours["rmse"] <= theirs["rmse"] + 0.001


def test_a_hundred_thousand_ratings_are_learned_eight_times_as_fast(costs):
    ours, theirs = of_both(costs, "ml-latest-small")
    assert total(theirs) >= 8 * total(ours)


def test_twenty_million_are_learned_twelve_times_as_fast_in_a_tenth_of_the_memory(costs):
    ours, theirs = of_both(costs, "ml-20m")
    assert total(theirs) >= 12 * total(ours)
    assert theirs["fit_seconds"] >= 9 * ours["fit_seconds"]
    assert beside_the_frame(theirs) >= 10 * beside_the_frame(ours)


@pytest.mark.parametrize("program", ["cinq_rating_svd", "cinq_spectral_svd"])
def test_time_and_memory_grow_no_faster_than_the_ratings(costs, program):
    small, large = costs.get((program, "ml-2m")), costs.get((program, "ml-32m"))
    if small is None or large is None:
        pytest.skip("ml-2m and ml-32m are not in CINQ_SHAPES")
    slopes = training_page.slopes(costs, program)
    # films grow tenfold too, and their factors leave the cache: time may show it
    assert slopes.memory <= 1.0
    assert slopes.processor <= 1.3


def test_a_page_tells_it_all(costs, floor):
    assert costs["cinq_rating_svd", WANTED[0]] is not None
    if ALL != WANTED:
        pytest.skip("the page is written when no shape is left out")
    training_page.write(costs, floor, measured_scoring())
