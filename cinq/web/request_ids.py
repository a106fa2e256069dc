"""One id for each request, in its answer, in the log, and in what is asked of others for it."""

import re
import uuid
from collections.abc import MutableMapping
from typing import Any

_SANE = re.compile(rb"[A-Za-z0-9._-]{1,64}")
REQUEST_ID = "cinq.request_id"
"""Where it is kept in the ASGI scope."""


def request_id_of(scope: MutableMapping[str, Any]) -> str:
    """Return the id of an ASGI request: its ``X-Request-ID`` if that is a sane one, or one made.

    It is the same however often it is asked for; only letters, digits and ``._-`` are sane, so an
    id can be put into headers, logs and JSON as it is.
    """
    kept: str | None = scope.get(REQUEST_ID)
    if kept is None:
        kept = _given(scope) or uuid.uuid4().hex
        scope[REQUEST_ID] = kept
    return kept


def _given(scope: MutableMapping[str, Any]) -> str | None:
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            return value.decode("ascii") if _SANE.fullmatch(value) else None
    return None
