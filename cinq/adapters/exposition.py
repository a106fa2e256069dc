"""What was counted or computed, in Prometheus' text format."""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, cast

from cinq.adapters.meter import PrometheusMeter
from cinq.measures import Sample

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import Metric
    from prometheus_client.registry import Collector


def exposed(registry: "CollectorRegistry | None" = None) -> bytes:
    """All that `cinq.adapters.meter.PrometheusMeter` has counted.

    Where several processes write to `PROMETHEUS_MULTIPROC_DIR`, it is added up over them.

    Parameters
    ----------
    registry
        Of a process on its own; left out, the one of the whole process.
    """
    from prometheus_client import REGISTRY, CollectorRegistry, generate_latest  # noqa: PLC0415
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    if registry is None and os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has none
    return generate_latest(registry or REGISTRY)


def metered() -> tuple[PrometheusMeter, Callable[[], bytes]]:
    """A meter for this process, and what gives all that it has counted; once a process."""
    from prometheus_client import REGISTRY, disable_created_metrics  # noqa: PLC0415

    # a second series for each counter, which nobody reads
    disable_created_metrics()  # type: ignore[no-untyped-call]
    return PrometheusMeter(REGISTRY), exposed


def exposed_samples(samples: Iterable[Sample]) -> bytes:
    """Samples computed just now, and what Prometheus tells of every process (memory, start)."""
    from prometheus_client import (  # noqa: PLC0415
        CollectorRegistry,
        ProcessCollector,
        generate_latest,
    )

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(cast("Collector", _Computed(tuple(samples))))
    return generate_latest(registry)


class _Computed:
    """A collector of prometheus_client's kind."""

    def __init__(self, samples: tuple[Sample, ...]) -> None:
        self._samples = samples

    def collect(self) -> "Iterator[Metric]":
        from prometheus_client.core import (  # noqa: PLC0415
            CounterMetricFamily,
            GaugeMetricFamily,
        )

        for measure in dict.fromkeys(sample.measure for sample in self._samples):
            family = CounterMetricFamily if measure.kind == "counter" else GaugeMetricFamily
            metric = family(measure.name, measure.says, labels=measure.labels)
            for sample in self._samples:
                if sample.measure == measure:
                    metric.add_metric(sample.labels, sample.value)
            yield metric
