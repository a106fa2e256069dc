"""What Spark costs for each rating, beside this machine, and what a billion would.

``pytest tests/benchmarks/test_spark_cost.py -s`` writes the figures into docs/scale.md. It needs
Java and pyspark (`make spark`), and three minutes of a machine with nothing else to do.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from cinq.adapters.spark.engine import SparkEngine
from cinq.adapters.spark.exchange import handed_over
from cinq.adapters.spark.prepare import prepare as prepare_by_spark
from cinq.adapters.spark.session import spark_session, why_absent
from cinq.adapters.spark.spectral import normalised
from cinq.data.declarations import declaration
from cinq.data.fetch import obtain
from cinq.data.interactions import Interactions
from cinq.data.prepare import prepare
from cinq.data.prepared import load_prepared
from cinq.data.simulated_archive import write_archive
from cinq.data.simulator import shape_of
from cinq.hyperparameters import SpectralSettings
from cinq.models.spectral_svd import SpectralSVD
from cinq.settings import ROOT, SparkSettings, load_settings
from tests.benchmarks.figures_in_docs import between_marks, row
from tests.conftest import require

pytestmark = [pytest.mark.slow, pytest.mark.integration]

PAGE = ROOT / "docs" / "scale.md"
SHAPE = shape_of("ml-2m")
RANK, SEED = 64, 0
HERE, SPARK = "this machine", "Spark"
PREPARE, SPECTRAL, RATINGS, MLLIB = "prepare", "spectral SVD", "ratings", "MLlib's `computeSVD`"
BILLION, CORES = 1e9, 64


class Clock:
    """Seconds by the clock and of cores that each part took, by what it was and who did it."""

    def __init__(self) -> None:
        self.taken: dict[tuple[str, str], tuple[float, float]] = {}

    @contextmanager
    def part(self, name: str, by: str) -> Iterator[None]:
        started, worked = time.perf_counter(), _worked()
        yield
        self.taken[name, by] = time.perf_counter() - started, _worked() - worked

    def micros(self, name: str, by: str) -> float:
        """Microseconds of a core for each rating."""
        return 1e6 * self.taken[name, by][1] / SHAPE.n_ratings


def _worked() -> float:
    """Seconds of a core that this process and its Java used; a busy machine changes it little."""
    here = psutil.Process()
    java = [each for each in here.children(recursive=True) if "java" in each.name()]
    times = [each.cpu_times() for each in (here, *java)]
    return sum(each.user + each.system for each in times)


def mllib_values(
    spark: Any, ratings: Interactions, settings: SpectralSettings, scratch: Path
) -> np.ndarray[Any, Any]:
    """Singular values by ``computeSVD`` in the mode that it takes above 15,000 films: ARPACK on the
    driver, one job for every vector. Below, it makes the films' products dense on the driver."""
    from pyspark.mllib.common import callMLlibFunc
    from pyspark.mllib.linalg.distributed import CoordinateMatrix

    with handed_over(spark, ratings, scratch) as frame:
        entries = normalised(frame, ratings.scale, settings)
        shape = ratings.n_users, ratings.n_films
        java = callMLlibFunc("createCoordinateMatrix", entries._jdf, *shape)
        rows = CoordinateMatrix(java).toIndexedRowMatrix().toRowMatrix()
        matrix = rows._java_matrix_wrapper._java_model
        matrix.rows().cache()
        found = matrix.computeSVD(RANK, False, 1e-9, 300, 1e-10, "dist-eigs").s()
        return np.array([found.apply(place) for place in range(found.size())])


def test_cost_of_each_part(tmp_path: Path) -> None:
    why = why_absent()
    require(not why, f"Spark ({why})")
    dataset = declaration(str(write_archive("simulated", SHAPE, SEED, tmp_path)))
    settings = load_settings({"training.engine": "spark", "home": tmp_path})
    source, training = obtain(dataset, settings), settings.training
    clock = Clock()
    with clock.part(PREPARE, HERE):
        manifest = prepare(dataset, source, tmp_path / "here")
    data = load_prepared(tmp_path / "here")
    ratings, chosen = data.interactions, training.spectral_svd
    local = SpectralSVD(chosen)
    with clock.part(SPECTRAL, HERE):
        ours, _ = local.decomposed(ratings, RANK, SEED)
    patient = SpectralSVD(chosen.model_copy(update={"n_power_iterations": 40}))
    converged, _ = patient.decomposed(ratings, RANK, SEED)
    with spark_session(SparkSettings(driver_memory="3g"), tmp_path) as spark:
        with clock.part(PREPARE, SPARK):
            by_spark = prepare_by_spark(spark, dataset, source, tmp_path / "spark", tmp_path)
        engine = SparkEngine(spark, tmp_path)
        only = training.model_copy(update={"ranker": "spectral_svd"})
        with clock.part(SPECTRAL, SPARK):
            engine.ranker(only).model.fit(ratings, data.catalogue, SEED)
        with clock.part(RATINGS, SPARK):
            engine.rater(training, len(ratings)).model.fit(ratings, data.catalogue, SEED)
        with clock.part(MLLIB, SPARK):
            theirs = mllib_values(spark, ratings, chosen, tmp_path)
    assert by_spark.version == manifest.version
    np.testing.assert_allclose(theirs, converged, rtol=1e-3)
    between_marks(PAGE, figures(clock, float(np.abs(ours / theirs - 1).max())))


def figures(clock: Clock, apart: float) -> str:
    """What was measured, and what follows for a billion ratings."""
    shape = f"{SHAPE.n_ratings:,} simulated ratings of {SHAPE.n_films:,} films by"
    command = "`pytest tests/benchmarks/test_spark_cost.py -s`"
    lines = [
        f"{shape} {SHAPE.n_users:,} people, `local[2]`, two cores ({command}):\n",
        row(["part", "by", "seconds", "µs of a core a rating", f"a billion, on {CORES} cores"]),
        row(["---", "---", "---:", "---:", "---:"]),
    ]
    for (name, by), (seconds, _) in clock.taken.items():
        micros = clock.micros(name, by)
        minutes = f"{micros * 1e-6 * BILLION / CORES / 60:.0f} minutes" if by == SPARK else ""
        lines.append(row([name, by, f"{seconds:.1f}", f"{micros:.1f}", minutes]))
    differ = f"differ by {apart:.1%} at most; after 40 power iterations they agree to 1e-3"
    lines.append(f"\nMLlib's singular values and ours, as configured, {differ}.")
    return "\n".join(lines)
