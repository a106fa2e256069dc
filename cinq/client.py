"""The API's client: typed requests in, typed answers out, one error for all that goes wrong."""

from collections.abc import Sequence
from types import TracebackType
from typing import Self, TypeVar

import httpx2
import stamina
from pydantic import BaseModel, TypeAdapter, ValidationError

from cinq import wire
from cinq.errors import ApiError

R = TypeVar("R")

_RECOMMENDED: TypeAdapter[list[wire.Answer | wire.ProblemAnswer]] = TypeAdapter(
    list[wire.Answer | wire.ProblemAnswer]
)
_ANSWER = TypeAdapter(wire.Answer)
_TOGETHER = TypeAdapter(wire.TogetherAnswer)
_PREDICTED = TypeAdapter(wire.PredictAnswer)
_FOUND = TypeAdapter(wire.SearchAnswer)
_PROPOSED = TypeAdapter(wire.ProposalsAnswer)
_FILMS = TypeAdapter(wire.FilmsAnswer)
_MODEL = TypeAdapter(wire.ModelAnswer)

_JSON = {"Content-Type": "application/json", "Accept": "application/json"}


def _worth_another_try(error: Exception) -> bool:
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        return True
    return isinstance(error, ApiError) and error.status == 503


def _read(response: httpx2.Response, reply: TypeAdapter[R]) -> R:
    """The answer of a 2xx; anything else becomes an ApiError."""
    if response.is_success:
        try:
            return reply.validate_json(response.content)
        except ValidationError as error:
            message = f"{response.url} gave an answer that is not one of Cinq: check the address"
            raise ApiError(message, response.status_code) from error
    problem: dict[str, object] = {}
    try:
        body = response.json()
    except ValueError:  # UnicodeDecodeError and JSONDecodeError: no problem document to show
        body = None
    if isinstance(body, dict):
        problem = body
    detail = problem.get("detail") or problem.get("error") or response.reason_phrase
    raise ApiError(str(detail), response.status_code, problem)


def _unreachable(base_url: str, error: httpx2.HTTPError) -> ApiError:
    if isinstance(error, httpx2.TimeoutException):
        return ApiError(f"the API at {base_url} did not answer in time: try again")
    return ApiError(f"the API at {base_url} cannot be reached: is it running? ({error})")


def _shown(key: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


def _batch(requests: Sequence[wire.RecommendRequest]) -> wire.RecommendBatch:
    return wire.RecommendBatch(requests=list(requests))


class Client:
    """Calls the API and waits; may be shared by threads.

    Parameters
    ----------
    base_url
        Where the API listens, such as ``http://127.0.0.1:3000``.
    timeout
        Seconds to wait for each answer.
    attempts
        How often a call is tried when the connection fails or the API says 503 (too busy).
    transport
        Takes the place of the network; for tests.
    key
        An API key, where the API asks for one.

    Notes
    -----
    Every method raises `cinq.errors.ApiError`: with ``status`` and ``problem`` if the API
    answered with a problem, with status 0 if it did not answer.
    """

    def __init__(
        self,
        base_url: str,
        timeout: float = 5.0,
        attempts: int = 3,
        transport: httpx2.BaseTransport | None = None,
        key: str | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._attempts = attempts
        self._http = httpx2.Client(
            base_url=self.base_url,
            timeout=timeout,
            transport=transport,
            trust_env=False,
            headers=_shown(key),
        )

    def recommend(
        self, requests: Sequence[wire.RecommendRequest]
    ) -> list[wire.Answer | wire.ProblemAnswer]:
        """One answer per request, in order; an unknown film is a problem in that one's place."""
        return self._post("recommend", _batch(requests), _RECOMMENDED)

    def recommend_one(self, request: wire.RecommendRequest) -> wire.Answer:
        """Films for one person, by the shortest way."""
        return self._post("recommend_one", request, _ANSWER)

    def recommend_together(self, request: wire.TogetherRequest) -> wire.TogetherAnswer:
        """One list for several people."""
        return self._post("recommend_together", request, _TOGETHER)

    def recommend_user(self, request: wire.UserRequest) -> wire.Answer:
        """Films that a known user of the data set has not rated."""
        return self._post("recommend_user", request, _ANSWER)

    def predict(self, request: wire.PredictRequest) -> wire.PredictAnswer:
        """The ratings somebody would give."""
        return self._post("predict", request, _PREDICTED)

    def search(self, request: wire.SearchRequest) -> wire.SearchAnswer:
        """Films by title, tolerant of typos."""
        return self._post("search", request, _FOUND)

    def proposals(self, request: wire.ProposalsRequest) -> wire.ProposalsAnswer:
        """Films to offer next to somebody who is choosing."""
        return self._post("proposals", request, _PROPOSED)

    def films(self, request: wire.FilmsRequest) -> wire.FilmsAnswer:
        """Films by id, or the catalogue page by page."""
        return self._post("films", request, _FILMS)

    def model(self) -> wire.ModelAnswer:
        """The model that answers."""
        return self._post("model", wire.ModelRequest(), _MODEL)

    def ready(self) -> bool:
        """Whether the API takes requests now; never raises."""
        try:
            return self._http.get("/readyz").is_success
        except httpx2.HTTPError:
            return False

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

    def _post(self, endpoint: str, request: BaseModel, reply: TypeAdapter[R]) -> R:
        body = request.model_dump_json(exclude_defaults=True)
        try:
            for attempt in stamina.retry_context(
                _worth_another_try, attempts=self._attempts, wait_max=1.0, wait_jitter=0.2
            ):
                with attempt:
                    response = self._http.post(f"/v1/{endpoint}", content=body, headers=_JSON)
                    return _read(response, reply)
        except httpx2.HTTPError as error:
            raise _unreachable(self.base_url, error) from error
        raise ApiError(f"the API at {self.base_url} was not asked")  # pragma: no cover


class AsyncClient:
    """Calls the API without blocking the event loop; methods and errors as in `Client`."""

    def __init__(
        self,
        base_url: str,
        timeout: float = 5.0,
        attempts: int = 3,
        transport: httpx2.AsyncBaseTransport | None = None,
        key: str | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._attempts = attempts
        self._http = httpx2.AsyncClient(
            base_url=self.base_url,
            timeout=timeout,
            transport=transport,
            trust_env=False,
            headers=_shown(key),
        )

    async def recommend(
        self, requests: Sequence[wire.RecommendRequest]
    ) -> list[wire.Answer | wire.ProblemAnswer]:
        """One answer per request, in order; an unknown film is a problem in that one's place."""
        return await self._post("recommend", _batch(requests), _RECOMMENDED)

    async def recommend_one(self, request: wire.RecommendRequest) -> wire.Answer:
        """Films for one person, by the shortest way."""
        return await self._post("recommend_one", request, _ANSWER)

    async def recommend_together(self, request: wire.TogetherRequest) -> wire.TogetherAnswer:
        """One list for several people."""
        return await self._post("recommend_together", request, _TOGETHER)

    async def recommend_user(self, request: wire.UserRequest) -> wire.Answer:
        """Films that a known user of the data set has not rated."""
        return await self._post("recommend_user", request, _ANSWER)

    async def predict(self, request: wire.PredictRequest) -> wire.PredictAnswer:
        """The ratings somebody would give."""
        return await self._post("predict", request, _PREDICTED)

    async def search(self, request: wire.SearchRequest) -> wire.SearchAnswer:
        """Films by title, tolerant of typos."""
        return await self._post("search", request, _FOUND)

    async def proposals(self, request: wire.ProposalsRequest) -> wire.ProposalsAnswer:
        """Films to offer next to somebody who is choosing."""
        return await self._post("proposals", request, _PROPOSED)

    async def films(self, request: wire.FilmsRequest) -> wire.FilmsAnswer:
        """Films by id, or the catalogue page by page."""
        return await self._post("films", request, _FILMS)

    async def model(self) -> wire.ModelAnswer:
        """The model that answers."""
        return await self._post("model", wire.ModelRequest(), _MODEL)

    async def ready(self) -> bool:
        """Whether the API takes requests now; never raises."""
        try:
            return (await self._http.get("/readyz")).is_success
        except httpx2.HTTPError:
            return False

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

    async def _post(self, endpoint: str, request: BaseModel, reply: TypeAdapter[R]) -> R:
        body = request.model_dump_json(exclude_defaults=True)
        try:
            async for attempt in stamina.retry_context(
                _worth_another_try, attempts=self._attempts, wait_max=1.0, wait_jitter=0.2
            ):
                with attempt:
                    response = await self._http.post(f"/v1/{endpoint}", content=body, headers=_JSON)
                    return _read(response, reply)
        except httpx2.HTTPError as error:
            raise _unreachable(self.base_url, error) from error
        raise ApiError(f"the API at {self.base_url} was not asked")  # pragma: no cover
