"""Where a request leaves its trace on the way through the API."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cinq.tracing import Tracer


class Traces:
    """Pure ASGI middleware: a span for each request, under the caller's ``traceparent``.

    Parameters
    ----------
    app
        What answers.
    tracer
        Makes the spans.
    paths
        Those that are traced: the endpoints, so that a span's name is one of few.
    """

    def __init__(self, app: ASGIApp, tracer: Tracer, paths: Iterable[str]) -> None:
        self._app, self._tracer, self._paths = app, tracer, frozenset(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, within a span."""
        if scope["type"] != "http" or scope["path"] not in self._paths:
            await self._app(scope, receive, send)
            return
        path, parent = scope["path"], Headers(scope=scope).get("traceparent")
        with self._tracer.span(f"POST {path}", "server", parent) as span:

            async def telling(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.tell("http.response.status_code", message["status"])
                    request_id = Headers(raw=list(message["headers"])).get("x-request-id", "")
                    span.tell("cinq.request_id", request_id)
                await send(message)

            span.tell("http.route", path)
            await self._app(scope, receive, telling)


class BatchTraces:
    """Joins the traces of requests that wait with that of the batch which answers them.

    The batch is run by another task. It stands in the trace of the request that came first, and
    is linked with all others.

    Parameters
    ----------
    tracer
        Makes the spans.
    """

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._waiting: dict[str, str] = {}

    @contextmanager
    def wait(self, request_ids: Sequence[str]) -> Iterator[None]:
        """A span for the time in which requests wait for their batch and its answers."""
        with self._tracer.span("wait for a batch") as span:
            if span.traceparent is None:
                yield
                return
            self._waiting |= dict.fromkeys(request_ids, span.traceparent)
            try:
                yield
            finally:
                for request_id in request_ids:
                    self._waiting.pop(request_id, None)

    @contextmanager
    def batch(self, asked: Sequence[tuple[Any, str]]) -> Iterator[None]:
        """A span for a batch of requests, each given with its request id."""
        waiting = self._waiting
        known = (waiting[request_id] for _, request_id in asked if request_id in waiting)
        parents = list(dict.fromkeys(known))
        first = parents[0] if parents else None
        with self._tracer.span("batch", parent=first, links=parents[1:]) as span:
            span.tell("cinq.batch_size", len(asked))
            yield
