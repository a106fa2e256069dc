"""The API's description, from the models that judge bodies and make answers.

``docs/openapi.json`` is a copy of it; ``make openapi`` renews that.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from cinq import wire
from cinq.serving.responses import Refusal, headers, reference, refusals, shared

_REF = "#/components/schemas/{model}"

_RECOMMENDED = TypeAdapter(list[wire.Answer | wire.ProblemAnswer])

ENDPOINTS: Mapping[str, tuple[str, type[wire.Message], type[wire.Reply]]] = {
    "/v1/recommend": (
        "Films for many people at once; what cannot be answered is a problem in its place.",
        wire.RecommendBatch,
        wire.Answer,
    ),
    "/v1/recommend_one": (
        "Films for one person, by the shortest way.",
        wire.RecommendRequest,
        wire.Answer,
    ),
    "/v1/recommend_together": (
        "One list for several people, in which everybody finds something.",
        wire.TogetherRequest,
        wire.TogetherAnswer,
    ),
    "/v1/recommend_user": (
        "Films that a known user of the data set has not rated, best first.",
        wire.UserRequest,
        wire.Answer,
    ),
    "/v1/similar": (
        "Films similar to a film, by the ratings and by what is said of both.",
        wire.SimilarRequest,
        wire.SimilarAnswer,
    ),
    "/v1/users": (
        "The known users of the data set, page by page.",
        wire.UsersRequest,
        wire.UsersAnswer,
    ),
    "/v1/predict": (
        "The ratings that a known user, or somebody with these favourites, would give.",
        wire.PredictRequest,
        wire.PredictAnswer,
    ),
    "/v1/search": (
        "Films by title; typos, articles, accents and a year at the end are understood.",
        wire.SearchRequest,
        wire.SearchAnswer,
    ),
    "/v1/proposals": (
        "Films to offer next to somebody who is choosing favourites.",
        wire.ProposalsRequest,
        wire.ProposalsAnswer,
    ),
    "/v1/films": (
        "Films by id, or the catalogue page by page.",
        wire.FilmsRequest,
        wire.FilmsAnswer,
    ),
    "/v1/feedback": (
        "What somebody says of a film, written down for the next training.",
        wire.FeedbackRequest,
        wire.FeedbackAnswer,
    ),
    "/v1/releases": (
        "What is served and was served before, newest first.",
        wire.ReleasesRequest,
        wire.ReleasesAnswer,
    ),
    "/v1/model": ("The model that answers.", wire.ModelRequest, wire.ModelAnswer),
    "/v1/admin/refresh": (
        "Look at the ledger of releases now.",
        wire.RefreshRequest,
        wire.RefreshAnswer,
    ),
    "/v1/admin/train": ("Ask for a training.", wire.TrainJobRequest, wire.JobAnswer),
    "/v1/admin/tune": (
        "Ask for a search of hyper-parameters.",
        wire.TuneJobRequest,
        wire.JobAnswer,
    ),
    "/v1/admin/rollback": (
        "Ask for an old release to be served again.",
        wire.RollbackJobRequest,
        wire.JobAnswer,
    ),
    "/v1/admin/job": ("Where a job stands.", wire.JobRequest, wire.JobAnswer),
    "/v1/admin/compare": (
        "What two releases give for the same favourites, side by side.",
        wire.CompareRequest,
        wire.CompareAnswer,
    ),
}
"""What every path does, takes and gives; ``recommend`` gives a list."""

_MORE: Mapping[str, str] = {
    "/v1/recommend": (
        "Batched: what several callers ask at the same moment is scored together, after a wait of "
        "at most `api.max_wait_ms`. Answers come in the order of the requests. A request that "
        "names a film the catalogue lacks, or a genre that does not occur, gets "
        '`{"problem": {…}}` in place of its answer and harms no other, here or in another '
        "caller's body. One body of many requests is the fast way to many answers; for one person "
        "`recommend_one` is faster. A server with more to do than it can do in time answers 503."
    ),
    "/v1/recommend_one": "Not batched. An unknown film is a 422 that names it.",
    "/v1/similar": (
        "Similarity is a cosine, from -1 to 1, and no score: popular films have no advantage. "
        "Films that the ratings say little of are likened by what is said of them."
    ),
    "/v1/feedback": (
        "With an idempotency key, as a field or as the header, it can be sent again at any time "
        "and counts once: the answer is the first one, to the letter. Without one every call "
        "counts."
    ),
    "/v1/admin/refresh": (
        "The worker that is asked looks at once, the others within `api.poll_seconds`."
    ),
    **dict.fromkeys(
        ("/v1/admin/train", "/v1/admin/tune", "/v1/admin/rollback"),
        "The answer is a job in the queue: `admin/job` tells where it stands. A conductor runs it "
        "(`cinq conduct`); without one it stays queued, and the answer says so. Asked for again "
        "while it waits or runs, it is the same job. After a 504 it may be queued all the same.",
    ),
    "/v1/releases": "A server without a ledger tells of the one model that it has.",
    "/v1/admin/compare": (
        "A model that does not serve is opened first, which takes a while the first time; two are "
        "kept open. One that is not at hand is a 503, an unknown release a 422 that names it."
    ),
}
"""What a caller should know beyond the summary."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "recommendations": ("recommend", "predict", "similar"),
    "films": ("search", "proposals", "films"),
    "people": ("users", "feedback"),
    "running it": ("releases", "model", "admin"),
}
"""Kinds of endpoints, and how the names of theirs begin."""

_PAGES: Mapping[str, tuple[str, str, bool]] = {
    "/": ("What this is, for people.", "text/html", True),
    "/docs.json": ("This document.", "application/json", True),
    "/schema.json": ("BentoML's own schema of the endpoints.", "application/json", True),
    "/metrics": ("What has been done, for Prometheus.", "text/plain", True),
    "/livez": ("200 while the process lives.", "text/plain", False),
    "/healthz": ("The same, under its older name.", "text/plain", False),
    "/readyz": ("200 when requests are taken.", "text/plain", False),
}
"""Pages by path: what they are, of which type, and whether keys and limits hold for them."""

EXAMPLES: Mapping[str, Mapping[str, Any]] = json.loads(
    Path(__file__).with_name("examples.json").read_bytes()
)
"""A request and its answer by path, as MovieLens latest-small gave it; figures are rounded."""


def openapi() -> dict[str, Any]:
    """The OpenAPI document."""
    models: list[tuple[type[BaseModel], JsonSchemaMode]] = [(wire.ProblemAnswer, "serialization")]
    for _, body, reply in ENDPOINTS.values():
        models += [(body, "validation"), (reply, "serialization")]
    _, schemas = models_json_schema(models, ref_template=_REF)
    paths: dict[str, Any] = {
        path: {"post": _operation(path, summary, body, reply)}
        for path, (summary, body, reply) in ENDPOINTS.items()
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Cinq",
            "version": "1",
            "summary": "Five films you love in, five you will love out.",
            "description": (
                "JSON over POST under `/v1`. Errors are problem documents (RFC 9457). Fields that "
                "are unknown in a request are refused, so that a misspelled one is never passed "
                "over; answers may grow, so pass over what you do not know in them. Within v1 "
                "nothing else changes."
            ),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"key": []}],
        "tags": [{"name": name} for name in (*GROUPS, "pages")],
        "paths": paths | {path: _page(*page) for path, page in _PAGES.items()},
        "components": {
            "schemas": schemas["$defs"],
            "responses": shared(),
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": (
                        "A key of `cinq keys make`, with the scope `read`, `feedback` or `admin`. "
                        "On the server's own machine reading and feedback need none."
                    ),
                }
            },
        },
    }


def group_of(path: str) -> str:
    """The one of `GROUPS` that an endpoint belongs to."""
    name = path.removeprefix("/v1/")
    return next(group for group, starts in GROUPS.items() if name.startswith(starts))


def text() -> str:
    """The document as ``docs/openapi.json`` holds it."""
    return json.dumps(openapi(), indent=2, ensure_ascii=False) + "\n"


def _operation(
    path: str, summary: str, body: type[wire.Message], reply: type[wire.Reply]
) -> dict[str, Any]:
    answer: dict[str, Any] = _ref(reply)
    if body is wire.RecommendBatch:
        answer = _RECOMMENDED.json_schema(ref_template=_REF, mode="serialization")
        answer.pop("$defs")
    example = EXAMPLES[path]
    name = path.removeprefix("/v1/")
    return {
        "operationId": name.replace("/", "_"),
        "tags": [group_of(path)],
        "summary": summary,
        **({"description": _MORE[path]} if path in _MORE else {}),
        **({"security": [{"key": []}]} if name.startswith("admin/") else {}),
        "parameters": _parameters(body),
        "requestBody": {
            "required": True,
            "content": _json(_ref(body), example["request"]),
        },
        "responses": {
            "200": {
                "description": "The answer.",
                "headers": headers("X-Request-ID"),
                "content": _json(answer, example["answer"]),
            },
            **refusals(path),
        },
    }


def _parameters(body: type[wire.Message]) -> list[dict[str, Any]]:
    """Headers that a request may bear."""
    found = [
        {
            "name": "X-Request-ID",
            "in": "header",
            "description": "Given back, and written to the log. One that is not 1 to 64 letters, "
            "digits or `._-` is passed over, and another made in its place.",
            "schema": {"type": "string"},
            "example": "9f1c2e7a",
        }
    ]
    if body is wire.FeedbackRequest:
        found.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "In place of the field `idempotency_key`.",
                "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
                "example": "5f2d8c1e-liked-318",
            }
        )
    return found


def _page(summary: str, media_type: str, guarded: bool) -> dict[str, Any]:
    takes = Refusal(405, "The path takes GET.", {"POST": "this path takes GET or HEAD"}, ("Allow",))
    refused = (401, 403, 429) if guarded else ()
    return {
        "get": {
            "tags": ["pages"],
            "summary": summary,
            "responses": {
                "200": {"description": "Yes.", "content": {media_type: {}}},
                "405": takes.described(),
                **{str(status): reference(status) for status in refused},
            },
        }
    }


def _json(schema: dict[str, Any], example: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema, "example": example}}


def _ref(model: type[Any]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}
