"""Asking the conductor for a job, with a signed hook."""

import time
from collections.abc import Callable
from typing import Literal

import httpx2
from pydantic import TypeAdapter

from cinq.client.call import HEADERS, Call, unanswered
from cinq.client.errors import ApiError
from cinq.web.signatures import signed_headers
from cinq.wire.hooks import HookAnswer, JobHook

_REPLY: TypeAdapter[HookAnswer] = TypeAdapter(HookAnswer)


def ask_conductor(
    base_url: str,
    secret: str,
    ask: Literal["train", "monitor", "predict"] = "train",
    reason: str = "",
    timeout: float = 10.0,
    clock: Callable[[], float] = time.time,
) -> HookAnswer:
    """Ask for a job; the answer says if it is queued, joined, or held back by a limit.

    Parameters
    ----------
    base_url
        Where the conductor listens, such as ``http://127.0.0.1:3002``.
    secret
        What both sides know: in ``secrets/hook-secret`` of the conductor's home.
    reason
        Why; kept with the job and, if a release comes of it, in the ledger.
    timeout
        Seconds to wait for the answer.

    Raises
    ------
    ApiError
        With the problem if the hook was refused, with status 0 if no answer came; it may be sent
        again: a job that waits or runs already is joined.
    """
    call = Call("/hooks/signed", JobHook(ask=ask, reason=reason), _REPLY)
    body = call.request.model_dump_json().encode()
    headers = HEADERS | signed_headers(secret, int(clock()), body)
    try:
        with httpx2.Client(timeout=timeout, trust_env=False) as client:
            return call.read(
                client.post(f"{base_url.rstrip('/')}{call.path}", content=body, headers=headers)
            )
    except httpx2.HTTPError as error:
        raise _unanswered(base_url, error) from error


def _unanswered(base_url: str, error: httpx2.HTTPError) -> ApiError:
    told = unanswered(base_url, error)
    return ApiError(str(told).replace("the API at", "the conductor at"))
