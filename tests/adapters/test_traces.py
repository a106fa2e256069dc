import subprocess
import sys
import time

import pytest

from cinq.adapters.traces import LAST_SECONDS, OtlpTracer, tracer_of
from cinq.tracing import UNTRACED


def test_without_a_collector_nothing_is_traced_and_nothing_imported() -> None:
    code = (
        "import sys; from cinq.adapters.traces import tracer_of; t = tracer_of({}, 'x'); "
        "t.span('a').__enter__(); sys.exit('opentelemetry' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert tracer_of({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, "x") is UNTRACED


def test_a_collector_is_named_by_opentelemetrys_own_variables() -> None:
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"):
        assert isinstance(tracer_of({name: "http://127.0.0.1:4318"}, "x"), OtlpTracer)


def test_a_block_that_is_not_traced_says_so() -> None:
    with UNTRACED.span("a") as span:
        span.tell("fact", 1)
        assert span.traceparent is None
    UNTRACED.close()


def test_spans_within_a_span_are_of_its_trace_and_an_error_passes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    tracer = OtlpTracer("x")
    with tracer.span("a") as above, tracer.span("b") as below:
        assert above.traceparent is not None
        assert below.traceparent is not None
        assert above.traceparent[:36] == below.traceparent[:36]
        assert above.traceparent != below.traceparent
    with pytest.raises(KeyError), tracer.span("c"):
        raise KeyError


def test_a_collector_that_is_away_holds_nobody_up_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    tracer = OtlpTracer("x")
    started = time.monotonic()
    with tracer.span("a"):
        pass
    tracer.close()
    assert time.monotonic() - started < 2 * LAST_SECONDS + 1
    OtlpTracer("never used").close()
