"""A collector of traces on this machine: takes OTLP over HTTP and keeps the spans."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Collected:
    """A span as it came."""

    service: str
    name: str
    trace_id: str
    span_id: str
    parent_id: str
    links: tuple[str, ...]
    facts: dict[str, str | int]


class Collector:
    """What has come so far."""

    def __init__(self) -> None:
        self.url = ""
        self.spans: list[Collected] = []
        self._came = threading.Condition()

    def take(self, body: bytes) -> None:
        """Keep the spans of an OTLP request."""
        sent = ExportTraceServiceRequest.FromString(body)
        with self._came:
            for resource in sent.resource_spans:
                service = _facts(resource.resource.attributes)["service.name"]
                for scope in resource.scope_spans:
                    self.spans += [_collected(str(service), span) for span in scope.spans]
            self._came.notify_all()

    def await_(self, holds: Callable[[list[Collected]], bool]) -> list[Collected]:
        """All spans once they are as they should be; fails after 20 seconds."""
        with self._came:
            names = [(span.service, span.name) for span in self.spans]
            assert self._came.wait_for(lambda: holds(self.spans), 20), names
            return list(self.spans)


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector for the time of the block."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collector.take(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collector.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield collector
        finally:
            server.shutdown()
            thread.join()


def _collected(service: str, span: object) -> Collected:
    return Collected(
        service=service,
        name=span.name,
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=span.parent_span_id.hex(),
        links=tuple(link.trace_id.hex() for link in span.links),
        facts=_facts(span.attributes),
    )


def _facts(attributes: object) -> dict[str, str | int]:
    return {
        each.key: getattr(each.value, each.value.WhichOneof("value") or "string_value")
        for each in attributes
    }
