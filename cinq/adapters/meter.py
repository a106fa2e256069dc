"""Measurements for Prometheus, in the registry that BentoML serves under ``/metrics``.

With several workers every process writes to files of its own in ``PROMETHEUS_MULTIPROC_DIR``,
which BentoML sets before it starts them; whichever worker is asked for ``/metrics`` adds them up.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cinq.measures import Kind, Measure, check

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry


class PrometheusMeter:
    """Counts through ``prometheus_client``, which is imported at the first measurement.

    So it may be made while a module is imported: BentoML imports the service to build it, and in
    the parent of the workers, where nothing is measured and no file may appear.

    Parameters
    ----------
    registry
        Only for a process on its own (tests); BentoML's workers need none.
    """

    def __init__(self, registry: "CollectorRegistry | None" = None) -> None:
        self._registry = registry
        self._metrics: dict[str, Any] = {}
        self._series: dict[tuple[str, tuple[str, ...]], Any] = {}

    def count(self, measure: Measure, *labels: str, by: float = 1.0) -> None:
        """Add to a counter."""
        self._one(measure, "counter", labels).inc(by)

    def set(self, measure: Measure, value: float, *labels: str) -> None:
        """Set a gauge."""
        self._one(measure, "gauge", labels).set(value)

    def observe(self, measure: Measure, value: float, *labels: str) -> None:
        """Add an observation to a histogram."""
        self._one(measure, "histogram", labels).observe(value)

    def _one(self, measure: Measure, kind: Kind, labels: tuple[str, ...]) -> Any:
        found = self._series.get((measure.name, labels))
        if found is not None:
            return found
        check(measure, (kind,), labels)
        metric = self._metrics.get(measure.name)
        if metric is None:
            metric = self._metrics.setdefault(measure.name, _made(measure, self._registry))
        series = metric.labels(*labels) if labels else metric
        return self._series.setdefault((measure.name, labels), series)


def forget_dead_workers() -> None:
    """Take away what workers that were killed had set: their gauges would be added for ever.

    A worker that ends in order does so itself; this is for a new one to call at its start.
    """
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
    if not folder:
        return
    for file in Path(folder).glob("gauge_live*_*.db"):
        pid = file.stem.rpartition("_")[2]
        if pid.isdecimal() and not _runs(int(pid)):
            file.unlink(missing_ok=True)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _made(measure: Measure, registry: "CollectorRegistry | None") -> Any:
    from prometheus_client import Counter, Gauge, Histogram  # noqa: PLC0415 - see the class

    place: dict[str, Any] = {
        "documentation": measure.says,
        "labelnames": measure.labels,
        "registry": registry,
    }
    if measure.kind == "counter":
        return Counter(measure.name, **place)
    if measure.kind == "gauge":
        return Gauge(measure.name, multiprocess_mode=measure.across, **place)
    return Histogram(measure.name, buckets=measure.buckets, **place)
