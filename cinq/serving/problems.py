"""From errors to RFC 9457 problem documents: the only place that chooses a status."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from pydantic_core import ErrorDetails
from starlette.responses import Response

from cinq import wire
from cinq.errors import (
    AmbiguousTitle,
    CinqError,
    DatabaseError,
    InvalidRequest,
    KeyReused,
    NoDatabase,
    NoModel,
    NothingToUndo,
    Overloaded,
    UnknownAccount,
    UnknownFilm,
    UnknownJob,
    UnknownUser,
)

MEDIA_TYPE = "application/problem+json"

_STATUS: dict[type[CinqError], HTTPStatus] = {
    InvalidRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownFilm: HTTPStatus.UNPROCESSABLE_ENTITY,
    AmbiguousTitle: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownUser: HTTPStatus.NOT_FOUND,
    UnknownAccount: HTTPStatus.NOT_FOUND,
    UnknownJob: HTTPStatus.NOT_FOUND,
    NothingToUndo: HTTPStatus.CONFLICT,
    KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    NoDatabase: HTTPStatus.SERVICE_UNAVAILABLE,
    DatabaseError: HTTPStatus.SERVICE_UNAVAILABLE,
    NoModel: HTTPStatus.SERVICE_UNAVAILABLE,
    Overloaded: HTTPStatus.SERVICE_UNAVAILABLE,
}

_TITLES: dict[int, tuple[str, str]] = {
    400: ("malformed", "The body is not JSON"),
    401: ("key", "A key is needed"),
    403: ("scope", "This key may not do that"),
    404: ("not-found", "Not found"),
    409: ("conflict", "It does not fit what was sent before"),
    405: ("method", "Another method is needed"),
    413: ("too-large", "The body is too large"),
    415: ("media-type", "The body must be JSON"),
    422: ("invalid", "A field is missing, malformed or out of bounds"),
    429: ("too-many", "Too many requests"),
    500: ("internal", "Something went wrong here"),
    503: ("busy", "Not able to answer now"),
    504: ("too-slow", "This took too long"),
}

_SHOWN = 60


def problem(
    status: int, detail: str, request_id: str | None = None, field: str | None = None
) -> wire.Problem:
    """A problem document of the kind that belongs to a status."""
    kind, title = _TITLES.get(status, ("other", HTTPStatus(status).phrase))
    return wire.Problem(
        type=f"urn:cinq:problem:{kind}",
        title=title,
        status=status,
        detail=detail,
        field=field,
        request_id=request_id,
    )


def answer_of(answer: wire.Problem, headers: Mapping[str, str] | None = None) -> Response:
    """A problem as an HTTP response that bears its request id."""
    own = {"X-Request-ID": answer.request_id} if answer.request_id else {}
    return Response(
        answer.model_dump_json(exclude_none=True),
        status_code=answer.status,
        headers={**own, **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def problem_of(error: CinqError, request_id: str | None = None) -> wire.Problem:
    """What to answer when this error ends a request; errors of our own making stay unnamed."""
    status = _STATUS.get(type(error), HTTPStatus.INTERNAL_SERVER_ERROR)
    if isinstance(error, UnknownFilm):
        return wire.Problem(
            type="urn:cinq:problem:unknown-film",
            title="The catalogue lacks a film",
            status=status,
            detail=str(error),
            field=error.field or None,
            film_ids=error.film_ids,
            request_id=request_id,
        )
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return problem(status, "the server's log says more", request_id)
    if type(error) is DatabaseError:  # its text names the database, which is nobody's business
        detail = "the user database does not answer: try again; the server's log says more"
        return problem(status, detail, request_id)
    field = error.field if isinstance(error, InvalidRequest) else None
    return problem(status, str(error), request_id, field)


def problem_of_fields(errors: list[ErrorDetails], request_id: str | None = None) -> wire.Problem:
    """What to answer to a body that does not fit its model; malformed JSON is a 400.

    Parameters
    ----------
    errors
        From `pydantic.ValidationError.errors`, at least one; an unknown field, most often a
        misspelled one, is told before what seems to be missing, otherwise the first.
    """
    first = min(errors, key=lambda error: error["type"] != "extra_forbidden")
    if first["type"] == "json_invalid":
        return problem(400, first["msg"], request_id)
    field = ".".join(_name(str(part)) for part in first["loc"])
    more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
    return problem(422, f"{field or 'body'}: {_fault(first)}{more}", request_id, field or None)


def _fault(error: ErrorDetails) -> str:
    """What is wrong with one value, and the value where it tells something."""
    if error["type"] == "extra_forbidden":
        return "there is no such field"
    reason = error["msg"].removeprefix("Value error, ").replace(" after validation", "")
    reason = reason[:1].lower() + reason[1:]
    if error["type"] in {"missing", "value_error", "too_long", "too_short"}:
        return reason
    return f"{reason}, not {_short(error['input'])}"


def _name(part: str) -> str:
    """A field's name as it was sent, on one line and no longer than is of use."""
    shown = part if part.isprintable() else repr(part)[1:-1]
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def _short(value: object) -> str:
    if isinstance(value, list | dict):
        return f"{type(value).__name__} of {len(value)}"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
