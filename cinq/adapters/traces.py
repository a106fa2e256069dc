"""Traces by OpenTelemetry, sent as OTLP over HTTP where a collector is named."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any

from cinq.tracing import UNTRACED, Kind, Span, Tracer

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
"""OpenTelemetry's own variables; all of its others are obeyed as well."""

LAST_SECONDS = 2.0
"""How long the end of a process waits for what is still to be sent."""


def tracer_of(environment: Mapping[str, str], service: str) -> Tracer:
    """What traces this process; nothing is imported if the environment names no collector.

    Parameters
    ----------
    environment
        Of the process.
    service
        Its name in the traces.
    """
    if not any(environment.get(name) for name in ENDPOINTS):
        return UNTRACED
    return OtlpTracer(service)


class OtlpTracer:
    """Sends spans from a thread of its own, which begins with the first span.

    A collector that is away costs no request anything: spans wait in a queue of bounded length.

    Parameters
    ----------
    service
        Name of the process in the traces.
    """

    def __init__(self, service: str) -> None:
        self._service = service
        self._lock = Lock()
        self._provider: Any = None

    @contextmanager
    def span(
        self,
        name: str,
        kind: Kind = "internal",
        parent: str | None = None,
        links: Sequence[str] = (),
    ) -> Iterator[Span]:
        """As `cinq.tracing.Tracer.span`; an error that leaves the block is noted on it."""
        from opentelemetry.trace import Link, SpanKind  # noqa: PLC0415 - only where it is traced

        found = [_remote(link) for link in links]
        tracer = self._started().get_tracer("cinq")
        with tracer.start_as_current_span(
            name,
            context=_context(parent) if parent else None,
            kind=SpanKind[kind.upper()],
            links=[Link(each) for each in found if each.is_valid],
        ) as span:
            yield _Span(span)

    def close(self) -> None:
        """Send what waits, for `LAST_SECONDS` at most."""
        if self._provider is not None:
            self._provider.force_flush(int(LAST_SECONDS * 1000))
            self._provider.shutdown()

    def _started(self) -> Any:
        with self._lock:
            if self._provider is None:
                self._provider = _provider(self._service)
            return self._provider


class _Span:
    def __init__(self, span: Any) -> None:
        self._span = span

    @property
    def traceparent(self) -> str | None:
        context = self._span.get_span_context()
        return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"

    def tell(self, name: str, value: str | int) -> None:
        self._span.set_attribute(name, value)


def _provider(service: str) -> Any:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(timeout=LAST_SECONDS)))
    return provider


def _context(traceparent: str) -> Any:
    from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415
        TraceContextTextMapPropagator,
    )

    return TraceContextTextMapPropagator().extract({"traceparent": traceparent})


def _remote(traceparent: str) -> Any:
    from opentelemetry.trace import get_current_span  # noqa: PLC0415

    return get_current_span(_context(traceparent)).get_span_context()
