"""The API's description, from the models that judge bodies and make answers."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from cinq import wire
from cinq.serving.problems import MEDIA_TYPE

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
}
"""What every path does, takes and gives; ``recommend`` gives a list."""

_INFRASTRUCTURE = {
    "/livez": "200 while the process lives.",
    "/healthz": "The same, under its older name.",
    "/readyz": "200 when requests are taken.",
    "/metrics": "What has been done, for Prometheus.",
}

_PROBLEMS = {
    "400": "The body is not JSON.",
    "404": "The user is unknown.",
    "413": "The body is too large.",
    "415": "The body is not declared as JSON.",
    "422": "A field is missing, malformed or out of bounds, or a film is unknown.",
    "500": "Something went wrong here.",
    "503": "Too busy; try again in a moment.",
    "504": "It took too long.",
}


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
    for path, summary in _INFRASTRUCTURE.items():
        paths[path] = {"get": {"summary": summary, "responses": {"200": {"description": "Yes."}}}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Cinq",
            "version": "1",
            "description": "Five films you love in, five you will love out.",
        },
        "paths": paths,
        "components": {"schemas": schemas["$defs"]},
    }


def _operation(
    path: str, summary: str, body: type[wire.Message], reply: type[wire.Reply]
) -> dict[str, Any]:
    answer: dict[str, Any] = _ref(reply)
    if body is wire.RecommendBatch:
        answer = _RECOMMENDED.json_schema(ref_template=_REF, mode="serialization")
        answer.pop("$defs")
    return {
        "operationId": path.rpartition("/")[2],
        "summary": summary,
        "requestBody": {"required": True, "content": {"application/json": {"schema": _ref(body)}}},
        "responses": {
            "200": {
                "description": "The answer.",
                "content": {"application/json": {"schema": answer}},
            },
            **{
                status: {
                    "description": meaning,
                    "content": {MEDIA_TYPE: {"schema": _ref(wire.Problem)}},
                }
                for status, meaning in _PROBLEMS.items()
            },
        },
    }


def _ref(model: type[Any]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}
