import asyncio
import json
import re
from typing import Any

import httpx2
import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from cinq import wire
from cinq.serving.endpoints import ENDPOINTS, EXAMPLES
from cinq.serving.openapi import openapi, text
from cinq.serving.pages import pages
from cinq.settings import ROOT

DOCUMENT = openapi()
EVERY_STATUS = {"200", "400", "401", "403", "405", "413", "415", "422", "429", "500", "503", "504"}


def get(path: str) -> httpx2.Response:
    async def go() -> httpx2.Response:
        transport = httpx2.ASGITransport(pages())
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path)

    return asyncio.run(go())


def errors(schema: dict[str, Any], value: object) -> list[str]:
    whole = {**schema, "components": DOCUMENT["components"]}
    return [error.message for error in Draft202012Validator(whole).iter_errors(value)]


def resolved(response: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in response:
        return response
    return DOCUMENT["components"]["responses"][response["$ref"].rpartition("/")[2]]


def problems() -> list[tuple[str, str, dict[str, Any]]]:
    """Path, status and problem of every example of a refusal."""
    found = []
    for path, methods in DOCUMENT["paths"].items():
        for status, response in next(iter(methods.values()))["responses"].items():
            content = resolved(response).get("content", {}).get("application/problem+json", {})
            found += [(path, status, e["value"]) for e in content.get("examples", {}).values()]
    return found


def test_the_copy_in_docs_is_what_the_code_says():
    kept = (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8")
    assert kept == text(), "renew it with `make openapi`"


def test_every_reference_leads_somewhere():
    for kind, name in re.findall(r'"#/components/(\w+)/(\w+)"', json.dumps(DOCUMENT)):
        assert name in DOCUMENT["components"][kind]


@pytest.mark.parametrize("path", ENDPOINTS)
def test_every_endpoint_tells_every_status_that_can_occur(path):
    assert set(DOCUMENT["paths"][path]["post"]["responses"]) >= EVERY_STATUS


@pytest.mark.parametrize("path", ENDPOINTS)
def test_every_example_fits_its_model_and_its_schema(path):
    _, body, reply = ENDPOINTS[path]
    operation, example = DOCUMENT["paths"][path]["post"], EXAMPLES[path]
    body.model_validate_json(json.dumps(example["request"]))
    answer: Any = reply
    if path == "/v1/recommend":
        answer = list[wire.Answer | wire.ProblemAnswer]
    TypeAdapter(answer).validate_json(json.dumps(example["answer"]), strict=False)
    sent = operation["requestBody"]["content"]["application/json"]
    given = operation["responses"]["200"]["content"]["application/json"]
    assert errors(sent["schema"], sent["example"]) == []
    assert errors(given["schema"], given["example"]) == []


def test_every_problem_has_an_example_that_is_one_and_bears_its_status():
    shown = problems()
    assert {status for _, status, _ in shown} == {*EVERY_STATUS, "404", "409"} - {"200"}
    for _, status, value in shown:
        assert errors({"$ref": "#/components/schemas/Problem"}, value) == []
        assert value["status"] == int(status)


def test_no_example_is_of_a_path_that_is_gone():
    assert set(EXAMPLES) == set(ENDPOINTS)


def test_what_only_bentoml_answers_stands_as_it_is():
    content = DOCUMENT["components"]["responses"]["Problem429"]["content"]
    assert set(content) == {"application/problem+json", "application/json"}


def test_the_description_is_served():
    assert get("/docs.json").json() == DOCUMENT
