"""What Spark costs for each rating, beside this machine.

``pytest tests/benchmarks/test_spark_cost.py -s`` prints it, for CINQ_SPARK_SHAPE (ml-2m); it needs
Java and pyspark (`make spark`), and minutes. The figures stand in docs/scale.md.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from cinq.adapters.spark.engine import SparkEngine
from cinq.adapters.spark.prepare import prepare as prepare_by_spark
from cinq.adapters.spark.session import spark_session, why_absent
from cinq.data.declarations import declaration
from cinq.data.fetch import obtain
from cinq.data.prepare import prepare
from cinq.data.prepared import load_prepared
from cinq.data.simulated_archive import write_archive
from cinq.data.simulator import shape_of
from cinq.models.spectral_svd import SpectralSVD
from cinq.settings import SparkSettings, load_settings
from tests.conftest import require

pytestmark = [pytest.mark.slow, pytest.mark.integration]


class Clock:
    """Seconds of each part, printed with what they make for a rating."""

    def __init__(self, capsys: pytest.CaptureFixture[str], n_ratings: int) -> None:
        self._capsys, self._n_ratings = capsys, n_ratings

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        started, worked = time.perf_counter(), _worked()
        yield
        seconds, worked = time.perf_counter() - started, _worked() - worked
        java = _java()
        held = sum(p.memory_info().rss for p in java) / 2**20
        here = psutil.Process().memory_info().rss / 2**20
        with self._capsys.disabled():
            print(  # noqa: T201 - the figures are for people to read
                f"{name:24} {seconds:7.1f} s  CPU {worked:7.1f} s, "
                f"{1e6 * worked / self._n_ratings:7.2f} µs a rating  "
                f"driver {here:,.0f} MB, Java {held:,.0f} MB"
            )


def _java() -> list[psutil.Process]:
    return [each for each in psutil.Process().children(recursive=True) if "java" in each.name()]


def _worked() -> float:
    """Seconds of a core that this process and its Java used; a busy machine does not change it."""
    times = [each.cpu_times() for each in (psutil.Process(), *_java())]
    return sum(each.user + each.system for each in times)


def test_cost_of_each_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    why = why_absent()
    require(not why, f"Spark ({why})")
    shape = shape_of(os.environ.get("CINQ_SPARK_SHAPE", "ml-2m"))
    dataset = declaration(str(write_archive("simulated", shape, 0, tmp_path)))
    settings = load_settings({"training.engine": "spark", "home": tmp_path})
    source = obtain(dataset, settings)
    training = settings.training
    clock = Clock(capsys, shape.n_ratings)
    with clock.part("prepare, this machine"):
        manifest = prepare(dataset, source, tmp_path / "here")
    data = load_prepared(tmp_path / "here")
    with clock.part("spectral, this machine"):
        SpectralSVD(training.spectral_svd).fit(data.interactions, data.catalogue, 0)
    with spark_session(SparkSettings(driver_memory="3g"), tmp_path) as spark:
        with clock.part("prepare, Spark"):
            ours = prepare_by_spark(spark, dataset, source, tmp_path / "spark", tmp_path)
        assert ours.version == manifest.version
        engine = SparkEngine(spark, tmp_path)
        only = training.model_copy(update={"ranker": "spectral_svd"})
        with clock.part("spectral, Spark"):
            engine.ranker(only).model.fit(data.interactions, data.catalogue, 0)
        with clock.part("ALS, Spark"):
            engine.rater(training, len(data.interactions)).model.fit(
                data.interactions, data.catalogue, 0
            )
