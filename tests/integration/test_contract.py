"""The API keeps to its description: a real Bento, examples, and requests that nobody thought of."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from pydantic import TypeAdapter

from cinq import wire
from cinq.client import ApiError, Client
from cinq.database import open_database
from cinq.feedback import FeedbackBook
from cinq.keys import SCOPES, Keys
from cinq.models.artefact import save_bundle
from cinq.releases.bento import build_bento
from cinq.releases.served_bento import serving
from cinq.serving.endpoints import ENDPOINTS, EXAMPLES
from cinq.settings import Settings
from tests.integration.contract_world import contract_bundle

pytestmark = pytest.mark.integration

LONG = os.environ.get("CINQ_LONG") == "1"
REQUESTS = 10_000 if LONG else 300
NOT_CHECKED = "positive_data_acceptance"
"""No schema says which films there are, or that nothing may stand twice."""


@pytest.fixture(scope="module")
def bento(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Settings]:
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    artefact = settings.home / "model"
    save_bundle(contract_bundle(), artefact)
    open_database(settings.database).dispose()
    return build_bento(artefact, settings), settings


@pytest.fixture(scope="module")
def admin(bento: tuple[str, Settings]) -> str:
    """A key for everything; nobody runs the jobs that are asked for with it."""
    return Keys(open_database(bento[1].database)).make("contract", SCOPES)[1]


@pytest.fixture(scope="module")
def api(bento: tuple[str, Settings], admin: str) -> Iterator[Client]:
    """The Bento, started once the key is made: one made later is known after a moment."""
    assert admin
    tag, settings = bento
    with serving(tag, settings, {"CINQ_HOME": str(settings.home)}) as client:
        yield client


@pytest.fixture(scope="module")
def http(api: Client) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=api.base_url, timeout=30, trust_env=False) as client:
        yield client


def reply_of(path: str) -> TypeAdapter[Any]:
    if path == "/v1/recommend":
        return TypeAdapter(list[wire.Answer | wire.ProblemAnswer])
    return TypeAdapter(ENDPOINTS[path][2])


@pytest.mark.parametrize("path", [path for path in ENDPOINTS if "/admin/" not in path])
def test_every_example_works_as_it_stands(http, path):
    response = http.post(path, json=EXAMPLES[path]["request"])
    assert response.status_code == 200, response.text
    reply_of(path).validate_json(response.content)
    shown = EXAMPLES[path]["answer"]
    sent = response.json()
    if isinstance(shown, list):
        shown, sent = shown[0], sent[0]
    assert set(sent) == set(shown)


def test_feedback_sent_twice_under_one_header_is_one_and_another_body_is_refused(http, bento):
    body = {"film_id": 318, "kind": "liked", "subject": "twice"}
    key = {"Idempotency-Key": '"once"'}
    first, second = (http.post("/v1/feedback", json=body, headers=key) for _ in range(2))
    other = http.post("/v1/feedback", json={**body, "kind": "seen"}, headers=key)
    undo = {**body, "kind": "undo"}
    undone = [http.post("/v1/feedback", json=undo).status_code for _ in range(2)]
    assert first.content == second.content
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert (other.status_code, undone) == (422, [200, 409])
    book = FeedbackBook(open_database(bento[1].database))
    assert [said["kind"] for said in book.of_subject("twice")] == ["liked", "undo"]


def test_feedback_on_a_film_or_by_an_account_that_is_not_there_is_told(api):
    with pytest.raises(ApiError, match="unknown film 424242") as unknown:
        api.feedback(wire.FeedbackRequest(film_id=424242, kind="seen", subject="u"))
    with pytest.raises(ApiError, match="no account") as nobody:
        api.feedback(wire.FeedbackRequest(film_id=318, kind="seen", account=uuid4()))
    assert (unknown.value.status, nobody.value.status) == (422, 404)


def test_the_description_that_is_served_is_the_copy_in_docs(http):
    kept = Path(__file__).parents[2] / "docs" / "openapi.json"
    assert http.get("/docs.json").json() == json.loads(kept.read_text())


def test_no_request_gets_a_5xx_or_a_status_that_is_not_documented(admin, api, tmp_path):
    each = REQUESTS // len(ENDPOINTS) + 1  # pages take nothing that could be varied
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{api.base_url}/docs.json"),
        *("--phases", "examples,coverage,fuzzing" if LONG else "examples,fuzzing"),
        *("--checks", "all", "--exclude-checks", NOT_CHECKED, "--max-examples", str(each)),
        *("--generation-deterministic", "--no-color"),
        *("--header", f"Authorization: Bearer {admin}"),
        *("--continue-on-failure", "--no-shrink", "--request-timeout", "10"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    (generated,) = re.findall(r"(\d[\d,]*) generated", done.stdout)
    assert int(generated.replace(",", "")) >= REQUESTS
