"""The API's description, from the models that judge bodies and make answers.

``docs/openapi.json`` is a copy of it; ``make openapi`` renews that.
"""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from cinq import wire
from cinq.serving.endpoints import ENDPOINTS, EXAMPLES, GROUPS, MORE, group_of
from cinq.serving.responses import Refusal, headers, reference, refusals, shared

_REF = "#/components/schemas/{model}"

_RECOMMENDED = TypeAdapter(list[wire.Answer | wire.ProblemAnswer])

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
        **({"description": MORE[path]} if path in MORE else {}),
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
