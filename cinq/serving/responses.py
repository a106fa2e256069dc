"""Every status that can be answered, as the API's description tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cinq import wire
from cinq.serving.problems import MEDIA_TYPE, problem

PROBLEM = {"$ref": "#/components/schemas/Problem"}

_REQUEST_ID = "9f1c2e7a"

_TEXT = {"schema": {"type": "string"}}

_HEADERS: Mapping[str, Mapping[str, Any]] = {
    "X-Request-ID": {"description": "The caller's, or one made here.", **_TEXT},
    "Retry-After": {
        "description": "After how many seconds to try again.",
        "schema": {"type": "integer", "minimum": 1},
    },
    "RateLimit": {
        "description": "How many requests are left, and in how many seconds there are more.",
        "example": '"key";r=0;t=12',
        **_TEXT,
    },
    "RateLimit-Policy": {
        "description": "How many requests in how many seconds; only under a rate limit.",
        "example": '"key";q=1200;w=60',
        **_TEXT,
    },
    "WWW-Authenticate": {"description": "What is missing (RFC 6750).", **_TEXT},
    "Allow": {"description": "The methods that the path takes.", **_TEXT},
}


@dataclass(frozen=True)
class Refusal:
    """One status that is no answer.

    Parameters
    ----------
    status, meaning
        When it comes.
    details
        What its problem may say, by the name of an example.
    headers
        Names of `_HEADERS` beside the request id.
    """

    status: int
    meaning: str
    details: Mapping[str, str | wire.Problem]
    headers: tuple[str, ...] = ()

    def described(self) -> dict[str, Any]:
        """The response in OpenAPI."""
        examples = {
            name: {"value": _problem(self.status, detail).model_dump(exclude_none=True)}
            for name, detail in self.details.items()
        }
        return {
            "description": self.meaning,
            "headers": headers("X-Request-ID", *self.headers),
            "content": {MEDIA_TYPE: {"schema": PROBLEM, "examples": examples}},
        }


def headers(*names: str) -> dict[str, Any]:
    """Headers of a response in OpenAPI."""
    return {name: dict(_HEADERS[name]) for name in names}


def _problem(status: int, detail: str | wire.Problem) -> wire.Problem:
    return detail if isinstance(detail, wire.Problem) else problem(status, detail, _REQUEST_ID)


def _field(name: str, detail: str) -> wire.Problem:
    return problem(422, f"{name}: {detail}", _REQUEST_ID, name)


_UNKNOWN_FILM = wire.Problem(
    type="urn:cinq:problem:unknown-film",
    title="The catalogue lacks a film",
    status=422,
    detail="unknown film 424242: look films up with `search`",
    film_ids=[424242],
    request_id=_REQUEST_ID,
)

KEYS = (
    Refusal(
        401,
        "A key is needed, or the one shown is not taken.",
        {"no key": "show a key with the scope read: Authorization: Bearer cinq_…"},
        ("WWW-Authenticate",),
    ),
    Refusal(
        403,
        "The key lacks the scope that this path needs.",
        {"another scope": "the key page lacks the scope feedback"},
        ("WWW-Authenticate",),
    ),
)

TOO_MANY = Refusal(
    429,
    "More requests than the key, the address or the server is good for.",
    {"over the limit": "too many requests: try again in 12 s"},
    ("Retry-After", "RateLimit", "RateLimit-Policy"),
)

COMMON = (
    Refusal(
        400,
        "The body is not JSON.",
        {"not JSON": "Invalid JSON: expected ident at line 1 column 2"},
    ),
    *KEYS,
    Refusal(405, "The path takes POST.", {"GET": "this path takes POST"}, ("Allow",)),
    Refusal(
        413,
        "The body is too large.",
        {"above the limit": "the body is larger than 1000000 bytes"},
    ),
    Refusal(
        415,
        "The body is not declared as plain JSON.",
        {"another type": "send the body as Content-Type: application/json"},
    ),
    TOO_MANY,
    Refusal(
        500,
        "Something went wrong here; it is in the server's log under the request id.",
        {"our fault": "the server's log says more"},
    ),
    Refusal(
        503,
        "Not able to answer now: nothing is released yet, too much is asked at once, or the "
        "database that is needed is away.",
        {"too busy": "too busy: try again in a moment"},
        ("Retry-After",),
    ),
    Refusal(
        504,
        "It took longer than `api.timeout_seconds` and was given up.",
        {"too slow": "this took more than 4 s and was given up: ask for less"},
    ),
)

_INVALID = Refusal(
    422,
    "A field is missing, unknown, of a wrong type or out of bounds.",
    {"out of bounds": _field("limit", "input should be greater than or equal to 1, not 0")},
)
_INVALID_OR_UNKNOWN = Refusal(
    422,
    "A field is missing, unknown, of a wrong type or out of bounds, or a film is unknown.",
    {
        "out of bounds": _field("k", "input should be greater than or equal to 1, not 0"),
        "unknown film": _UNKNOWN_FILM,
    },
)
_UNKNOWN_USER = Refusal(
    404,
    "The data set has no such user.",
    {"unknown user": "unknown user 424242: send favourites to `recommend` instead"},
)

_OF_JOBS = (
    _INVALID,
    Refusal(
        503,
        "Not able to answer now: there is no database, it is away, or too much is asked.",
        {
            "no database": "this server has no database, so it has no jobs: start it with "
            "CINQ_HOME or CINQ_DATABASE_URL set",
            "too busy": "too busy: try again in a moment",
        },
        ("Retry-After",),
    ),
)

OWN: Mapping[str, tuple[Refusal, ...]] = {
    "/v1/recommend": (
        Refusal(
            422,
            "A field is missing, unknown, of a wrong type or out of bounds. An unknown film is no "
            "422 here but a problem in place of its one answer.",
            {
                "out of bounds": _field(
                    "requests.0.k", "input should be greater than or equal to 1, not 0"
                )
            },
        ),
    ),
    "/v1/recommend_user": (_UNKNOWN_USER, _INVALID),
    "/v1/predict": (_UNKNOWN_USER, _INVALID_OR_UNKNOWN),
    "/v1/feedback": (
        Refusal(
            404,
            "There is no such account.",
            {
                "unknown account": "there is no account 3f333df6-90a4-4fda-8dd3-9485d27cee36: "
                "give your own name for the person as subject"
            },
        ),
        Refusal(
            409,
            "There is nothing to undo.",
            {"nothing stands": "nothing that was said of film 318 stands: send no undo"},
        ),
        Refusal(
            422,
            "A field is missing, unknown, of a wrong type or out of bounds, the film is unknown, "
            "or the idempotency key was used for other feedback.",
            {
                "nobody": problem(
                    422,
                    "body: say who it is: give either account or subject",
                    _REQUEST_ID,
                ),
                "unknown film": _UNKNOWN_FILM,
                "key reused": "other feedback was sent under this idempotency key: "
                "make a new key for each",
            },
        ),
        Refusal(
            503,
            "Not able to answer now: there is no user database, it is away, or too much is asked.",
            {
                "no database": "this server has no user database, so it cannot keep feedback: "
                "start it with CINQ_HOME or CINQ_DATABASE_URL set",
                "too busy": "too busy: try again in a moment",
            },
            ("Retry-After",),
        ),
    ),
    **dict.fromkeys(
        ("/v1/search", "/v1/users", "/v1/releases", "/v1/model", "/v1/admin/refresh"),
        (_INVALID,),
    ),
    **dict.fromkeys(("/v1/admin/train", "/v1/admin/tune", "/v1/admin/rollback"), _OF_JOBS),
    "/v1/admin/job": (
        *_OF_JOBS,
        Refusal(404, "There is no such job.", {"unknown job": "there is no job 424242"}),
    ),
}
"""What a path answers beside `COMMON`, or in its place; left out, an unknown film as a 422."""

BENTOMLS = {
    "application/json": {
        "schema": {
            "type": "object",
            "required": ["error"],
            "properties": {"error": {"type": "string"}},
        },
        "examples": {"BentoML's last resort": {"value": {"error": "Too many requests"}}},
    }
}
"""What BentoML itself answers in its own form, far above our limits, and without a request id."""


def shared() -> dict[str, Any]:
    """The responses that many paths have, by the name under which `refusals` refers to them."""
    found = {_name(each.status): each.described() for each in COMMON}
    found[_name(TOO_MANY.status)]["content"] |= BENTOMLS
    return found


def refusals(path: str) -> dict[str, Any]:
    """Every response of an endpoint that is no answer, by status."""
    own = {each.status: each.described() for each in OWN.get(path, (_INVALID_OR_UNKNOWN,))}
    common = {each.status: reference(each.status) for each in COMMON}
    return {str(status): (common | own)[status] for status in sorted(common | own)}


def reference(status: int) -> dict[str, str]:
    """Where one of `shared` is."""
    return {"$ref": f"#/components/responses/{_name(status)}"}


def _name(status: int) -> str:
    return f"Problem{status}"
