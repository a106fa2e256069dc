"""One call of the API, apart from how it travels: what is sent, read, and tried again."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Generic, TypeVar

import httpx2
import stamina
from pydantic import BaseModel, TypeAdapter, ValidationError

from cinq import wire
from cinq.client.errors import ApiError

R = TypeVar("R")

HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}

LONGEST_WAIT = 10.0
"""Seconds; an API that asks to be left alone for longer is not asked again by itself."""


@dataclass(frozen=True)
class Call(Generic[R]):
    """A request on its way.

    Parameters
    ----------
    path
        Such as ``/v1/search``.
    request
        What is sent; fields at their defaults are left out.
    reply
        Reads the answer.
    repeatable
        Whether a second one does no more than the first: then it is sent again also where nobody
        knows if it arrived.
    """

    path: str
    request: BaseModel
    reply: TypeAdapter[R]
    repeatable: bool = True

    @property
    def body(self) -> str:
        """The JSON to send."""
        return self.request.model_dump_json(exclude_defaults=True)

    def attempts(self, number: int) -> Any:
        """The attempts, at most so many, as `stamina.retry_context` gives them.

        Between two of them lies what the API asks for with ``Retry-After``, else about .1, .2, .4…
        seconds.
        """
        return stamina.retry_context(
            self.wait, attempts=number, timeout=None, wait_max=1.0, wait_jitter=0.2
        )

    def wait(self, error: Exception) -> bool | float:
        """Whether to try again after an error, or after how many seconds.

        What did not reach the API and what it turned away (429) can always be sent again, what it
        could not answer (503) and what was cut off on its way only if it is repeatable. An answer
        that did not come in time is not asked for again: that would make a slow API slower.
        """
        if isinstance(error, ApiError):
            again = error.status == 429 or (error.status == 503 and self.repeatable)
            if not again or error.retry_after is None:
                return again
            return error.retry_after if error.retry_after <= LONGEST_WAIT else False
        if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
            return True
        return self.repeatable and isinstance(error, httpx2.NetworkError | httpx2.ProtocolError)

    def read(self, response: httpx2.Response) -> R:
        """The answer of a 2xx.

        Raises
        ------
        ApiError
            Of anything else.
        """
        if response.is_success:
            try:
                return self.reply.validate_json(response.content)
            except ValidationError as error:
                message = f"{response.url} is not answered as Cinq does: check the address"
                raise ApiError(message, response.status_code) from error
        problem, said = _problem(response)
        retry_after = _seconds(response.headers.get("retry-after", ""))
        raise ApiError(said, response.status_code, problem, retry_after)


def unanswered(base_url: str, error: httpx2.HTTPError) -> ApiError:
    """What to raise where no answer came."""
    if isinstance(error, httpx2.TimeoutException):
        return ApiError(f"the API at {base_url} did not answer in time: try again")
    return ApiError(f"the API at {base_url} cannot be reached: is it running? ({error})")


def _problem(response: httpx2.Response) -> tuple[wire.Problem | None, str]:
    """The problem document of a response, if it is one, and what to say."""
    try:
        body = response.json()
    except ValueError:  # UnicodeDecodeError and JSONDecodeError: no document to show
        body = None
    if not isinstance(body, dict):
        return None, response.reason_phrase or f"status {response.status_code}"
    said = str(body.get("detail") or body.get("error") or response.reason_phrase)
    try:
        return wire.Problem.model_validate({"status": response.status_code, **body}), said
    except ValidationError:  # somebody else's error in JSON, BentoML's own among them
        return None, said


def _seconds(retry_after: str) -> float | None:
    """Seconds from now on that a ``Retry-After`` means (RFC 9110), None if it means nothing."""
    if retry_after.isdecimal():
        return float(retry_after[:9])
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
