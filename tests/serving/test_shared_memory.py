"""Workers share a model's arrays: what each of them holds for itself is a small part of it.

The long form, proportional memory of a server's workers, is in tests/benchmarks.
"""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cinq.models.artefact import save_bundle
from cinq.models.bundle import ModelBundle
from cinq.models.recommender import read_only
from cinq.settings import ROOT
from tests.serving.worlds import bundle

N_FACTORS = 200_000
"""Makes the arrays of sixty films some hundred megabytes."""

SERVE = """
import json, sys
from pathlib import Path
from cinq import wire
from cinq.models.artefact import load_bundle
from cinq.serving.memory import give_back, share_allocator
from cinq.serving.sources import Identity, ServedModel

def own():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    [found] = [line for line in lines if line.startswith("Anonymous:")]  # all that is no file's
    return int(found.split()[1]) * 1024

def served(folder):
    model = ServedModel(load_bundle(Path(folder)), Identity(1, "1", None, ""), "packed")
    ids = model.engine.films(wire.FilmsRequest()).films
    favourites = [film.film_id for film in ids[:5]]
    written = model.engine.written_one(wire.RecommendRequest(favourites=favourites), "")
    assert json.loads(written)["films"]
    return model

share_allocator()
small = served(sys.argv[1])
give_back()
before = own()
large = served(sys.argv[2])
give_back()
print(own() - before)
"""


def with_wide_factors(small: ModelBundle) -> ModelBundle:
    """The same model with many more factors, which say nothing."""
    wide = bundle()
    shape = (len(small.catalogue), N_FACTORS)
    wide.ranker.item_in = read_only(np.full(shape, 1e-3, np.float32))
    wide.ranker.item_out = read_only(np.full(shape[::-1], 1e-3, np.float32))
    return replace(wide, info=small.info)


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="Linux tells memory")
def test_a_worker_holds_a_fraction_of_the_arrays_for_itself(toy, tmp_path):
    save_bundle(toy, tmp_path / "small")
    save_bundle(with_wide_factors(toy), tmp_path / "large")
    folders = [str(tmp_path / name) for name in ("small", "large")]
    arrays = sum(file.stat().st_size for file in (tmp_path / "large").glob("*.npy"))
    assert arrays > 90_000_000
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SERVE, *folders],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert json.loads(done.stdout) < 0.3 * arrays
