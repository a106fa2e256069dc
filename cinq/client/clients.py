"""Two clients, one that waits and one that is awaited; all they differ in is how a call travels."""

from collections.abc import Sequence
from types import TracebackType
from typing import Self, TypeVar
from uuid import uuid4

import httpx2

from cinq import wire
from cinq.client.call import HEADERS, Call, unanswered
from cinq.client.endpoints import FEEDBACK, MODEL, RECOMMEND, Endpoints
from cinq.client.errors import ApiError
from cinq.tracing import UNTRACED, Span, Tracer

R = TypeVar("R")


class Client(Endpoints):
    """Calls the API and waits; may be shared by threads.

    Parameters
    ----------
    base_url
        Where the API listens, such as ``http://127.0.0.1:3000``.
    timeout
        Seconds to wait for each answer.
    attempts
        How often a call is tried when it did not arrive, or the API says 429 or 503.
    transport
        Takes the place of the network; for tests.
    key
        An API key, where the API asks for one.
    tracer
        Makes a span of each call, which the API takes up.

    Notes
    -----
    Every method raises `cinq.client.ApiError`: with ``status`` and ``problem`` if the API
    answered with a problem, with status 0 if it did not answer. What is tried again, and when,
    `cinq.client.call.Call.wait` decides.
    """

    def __init__(
        self,
        base_url: str,
        timeout: float = 5.0,
        attempts: int = 3,
        transport: httpx2.BaseTransport | None = None,
        key: str | None = None,
        tracer: Tracer = UNTRACED,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._attempts = attempts
        self._tracer = tracer
        self._http = httpx2.Client(
            base_url=self.base_url,
            timeout=timeout,
            transport=transport,
            trust_env=False,
            headers=_headers(key),
        )

    def recommend(
        self, requests: Sequence[wire.RecommendRequest]
    ) -> list[wire.Answer | wire.ProblemAnswer]:
        """One answer per request, in order; an unknown film is a problem in that one's place."""
        return self.send(RECOMMEND.call(wire.RecommendBatch(requests=list(requests))))

    def feedback(self, request: wire.FeedbackRequest) -> wire.FeedbackAnswer:
        """What somebody says of a film; it counts once, however often it has to be sent."""
        return self.send(FEEDBACK.call(_with_key(request)))

    def model(self) -> wire.ModelAnswer:
        """The model that answers."""
        return self.send(MODEL.call(wire.ModelRequest()))

    def ready(self) -> bool:
        """Whether the API takes requests now; never raises."""
        try:
            return self._http.get("/readyz").is_success
        except httpx2.HTTPError:
            return False

    def send(self, call: Call[R]) -> R:
        """Send a call, as often as it takes; errors as of the class."""
        try:
            for attempt in call.attempts(self._attempts):
                with attempt, self._tracer.span(f"ask {call.path}", "client") as span:
                    headers = _trace(span)
                    return call.read(self._http.post(call.path, content=call.body, headers=headers))
        except httpx2.HTTPError as error:
            raise unanswered(self.base_url, error) from error
        raise ApiError(f"the API at {self.base_url} was not asked")  # pragma: no cover

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AsyncClient(Endpoints):
    """Calls the API without blocking the event loop; methods and errors as in `Client`."""

    def __init__(
        self,
        base_url: str,
        timeout: float = 5.0,
        attempts: int = 3,
        transport: httpx2.AsyncBaseTransport | None = None,
        key: str | None = None,
        tracer: Tracer = UNTRACED,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._attempts = attempts
        self._tracer = tracer
        self._http = httpx2.AsyncClient(
            base_url=self.base_url,
            timeout=timeout,
            transport=transport,
            trust_env=False,
            headers=_headers(key),
        )

    async def recommend(
        self, requests: Sequence[wire.RecommendRequest]
    ) -> list[wire.Answer | wire.ProblemAnswer]:
        """As `Client.recommend`."""
        return await self.send(RECOMMEND.call(wire.RecommendBatch(requests=list(requests))))

    async def feedback(self, request: wire.FeedbackRequest) -> wire.FeedbackAnswer:
        """As `Client.feedback`."""
        return await self.send(FEEDBACK.call(_with_key(request)))

    async def model(self) -> wire.ModelAnswer:
        """As `Client.model`."""
        return await self.send(MODEL.call(wire.ModelRequest()))

    async def ready(self) -> bool:
        """As `Client.ready`."""
        try:
            return (await self._http.get("/readyz")).is_success
        except httpx2.HTTPError:
            return False

    async def send(self, call: Call[R]) -> R:
        """As `Client.send`."""
        try:
            async for attempt in call.attempts(self._attempts):
                with attempt, self._tracer.span(f"ask {call.path}", "client") as span:
                    headers = _trace(span)
                    return call.read(
                        await self._http.post(call.path, content=call.body, headers=headers)
                    )
        except httpx2.HTTPError as error:
            raise unanswered(self.base_url, error) from error
        raise ApiError(f"the API at {self.base_url} was not asked")  # pragma: no cover

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


def _headers(key: str | None) -> dict[str, str]:
    return HEADERS | ({"Authorization": f"Bearer {key}"} if key else {})


def _trace(span: Span) -> dict[str, str]:
    return {"traceparent": span.traceparent} if span.traceparent else {}


def _with_key(request: wire.FeedbackRequest) -> wire.FeedbackRequest:
    """The same with an idempotency key of its own, unless it has one: so it can be sent again."""
    if request.idempotency_key is not None:
        return request
    return request.model_copy(update={"idempotency_key": uuid4().hex})
