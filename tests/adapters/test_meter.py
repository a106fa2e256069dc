import os
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from cinq.adapters.meter import PrometheusMeter, forget_dead_workers
from cinq.measures import MEASURES, RECOMMENDATIONS, RELEASE, SWAP_SECONDS

WORKER = """
import sys
from cinq.adapters.meter import PrometheusMeter
from cinq.measures import CATALOGUE_SHARE, RECOMMENDATIONS, RELEASE
meter = PrometheusMeter()
meter.count(RECOMMENDATIONS, "hybrid", by=2)
meter.set(RELEASE, float(sys.argv[1]), sys.argv[1])
meter.set(CATALOGUE_SHARE, 0.5)
"""
SCRAPE = """
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
registry = CollectorRegistry()
MultiProcessCollector(registry)
print(generate_latest(registry).decode())
"""


def test_every_kind_of_measure_is_exposed() -> None:
    registry = CollectorRegistry()
    meter = PrometheusMeter(registry)
    meter.count(RECOMMENDATIONS, "hybrid")
    meter.set(RELEASE, 7, "1")
    meter.observe(SWAP_SECONDS, 0.2)
    text = generate_latest(registry).decode()
    assert 'cinq_recommendations_total{source="hybrid"} 1.0' in text
    assert 'cinq_release{worker="1"} 7.0' in text
    assert 'cinq_swap_seconds_bucket{le="0.25"} 1.0' in text


def test_prometheus_takes_every_measure() -> None:
    meter = PrometheusMeter(CollectorRegistry())
    tell = {"counter": meter.count, "histogram": lambda m, *ls: meter.observe(m, 1, *ls)}
    tell["gauge"] = lambda m, *ls: meter.set(m, 1, *ls)
    for measure in MEASURES:
        tell[measure.kind](measure, *("x" for _ in measure.labels))


def test_a_measure_used_as_another_kind_is_a_mistake_in_the_code() -> None:
    with pytest.raises(ValueError, match="is a gauge"):
        PrometheusMeter(CollectorRegistry()).count(RELEASE, "1")


def test_nothing_is_imported_before_the_first_measurement() -> None:
    code = (
        "import sys; from cinq.adapters.meter import PrometheusMeter; PrometheusMeter(); "
        "sys.exit('prometheus_client' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_workers_are_added_up_and_the_dead_ones_gauges_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    for number in ("1", "2"):
        subprocess.run([sys.executable, "-c", WORKER, number], check=True)
    text = _scraped()
    assert 'cinq_recommendations_total{source="hybrid"} 4.0' in text
    assert 'cinq_release{worker="2"} 2.0' in text
    assert "cinq_catalogue_share 0.5" in text
    forget_dead_workers()
    text = _scraped()
    assert 'cinq_recommendations_total{source="hybrid"} 4.0' in text
    assert "cinq_catalogue_share" not in text


def test_a_living_workers_gauges_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    own = tmp_path / f"gauge_livemax_{os.getpid()}.db"
    own.touch()
    forget_dead_workers()
    assert own.exists()


def _scraped() -> str:
    done = subprocess.run([sys.executable, "-c", SCRAPE], check=True, capture_output=True)
    return done.stdout.decode()
