"""An experiment on a real Bento: assigned, served, counted, reported, ended."""

import json
import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from typer.testing import CliRunner

from cinq import wire
from cinq.client import Client
from cinq.database import open_database, utc_now
from cinq.keys import Keys
from cinq.releases.bento import build_bento
from cinq.releases.served_bento import serving
from cinq.serving.engine import Engine
from cinq.serving.two_lists import compare
from cinq.settings import Settings
from cli import app
from tests.releases.toys import release_toys
from tests.serving.worlds import bundle, film_of

pytestmark = pytest.mark.integration

FIVE = [film_of(0, place) for place in range(5)]
SUBJECTS = [f"subject-{number}" for number in range(40)]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home with two releases, the second of which serves."""
    for name in [name for name in os.environ if name.startswith("CINQ_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    os.environ["CINQ_HOME"] = str(tmp_path / "home")
    made = Settings(home=tmp_path / "home")
    release_toys(open_database(made.database), tmp_path / "models", (1, 2))
    return made


def cinq(*arguments: str) -> Any:
    done = CliRunner().invoke(app, [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def declare(folder: Path) -> str:
    now = utc_now()
    tree = {
        "title": "Was the last one better?",
        "starts": (now - timedelta(days=1)).isoformat(),
        "ends": (now + timedelta(days=1)).isoformat(),
        "arms": {
            "now": {"weight": 1},
            "before": {"weight": 1, "model": "1"},
            "varied": {"weight": 1, "lists": {"diversity": 1.0}},
        },
    }
    file = folder / "older.yaml"
    file.write_text(yaml.safe_dump(tree, sort_keys=False))
    return str(file)


def wait_for(holds: Callable[[], bool], seconds: float = 10) -> float:
    """How long it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, f"waited for {seconds} s"
        time.sleep(0.05)  # another process changes its mind: there is no event to await
    return time.monotonic() - began


def ask(subject: str | None) -> wire.RecommendRequest:
    return wire.RecommendRequest(favourites=FIVE, subject=subject)


def told(client: Client, subject: str | None) -> wire.Assigned | None:
    return client.recommend_one(ask(subject)).experiment


def test_an_experiment_is_served_counted_reported_and_ended(settings, tmp_path):
    tag = build_bento(tmp_path / "models" / "1", settings, model_version="1")
    variables = {"CINQ_HOME": str(settings.home), "CINQ_API_WORKERS": "2"}
    with serving(tag, settings, variables) as client:
        wait_for(lambda: client.model().release == 2)
        assert told(client, "ana") is None
        cinq("experiment", "start", declare(tmp_path))
        wait_for(lambda: all(told(client, subject) for subject in SUBJECTS[:10]))

        answers = {subject: client.recommend_one(ask(subject)) for subject in SUBJECTS}
        arms = {subject: answer.experiment.arm for subject, answer in answers.items()}
        assert set(arms.values()) == {"now", "before", "varied"}
        releases = {arms[subject]: answer.release for subject, answer in answers.items()}
        assert releases == {"now": 2, "before": 1, "varied": 2}
        assert told(client, None) is None
        again = client.recommend([ask(subject) for subject in SUBJECTS])
        assert {s: a.experiment.arm for s, a in zip(SUBJECTS, again, strict=True)} == arms

        with httpx2.Client(base_url=client.base_url, trust_env=False) as http:
            for subject, answer in answers.items():
                if arms[subject] == "before":
                    like(http, subject, answer)

        n = {arm: list(arms.values()).count(arm) for arm in set(arms.values())}
        wait_for(lambda: found_subjects() == n)
        before = arm_of(cinq("experiment", "report", "older"), "before")
        assert before["liked"] == n["before"]
        assert before["metrics"]["acceptance"]["estimate"] == 1.0
        assert before["served"] == [
            {"model_version": "1", "release": 1, "answers": before["answers"]}
        ]

        cinq("experiment", "end", "older", "--arm", "before", "--reason", "test")
        moved = [subject for subject in SUBJECTS if arms[subject] == "before"]
        waited = wait_for(lambda: all(told(client, s).standing == "moved" for s in moved * 2))
        assert waited < 5
        assert {client.recommend_one(ask(subject)).release for subject in moved} == {2}
        stayed = [subject for subject in SUBJECTS if arms[subject] != "before"]
        assert all(told(client, subject).arm == arms[subject] for subject in stayed)
        late = "somebody-late"
        assert told(client, late) is not None

        cinq("experiment", "end", "older")
        wait_for(lambda: not any(told(client, subject) for subject in SUBJECTS[:10]))
    counted = sum(arm["answers"] for arm in cinq("experiment", "report", "older")["arms"])
    assert counted > 2 * len(SUBJECTS)


def test_what_waits_to_be_written_is_written_when_the_server_ends(settings, tmp_path):
    tag = build_bento(tmp_path / "models" / "1", settings, model_version="1")
    cinq("experiment", "start", declare(tmp_path))
    variables = {"CINQ_HOME": str(settings.home), "CINQ_API_POLL_SECONDS": "60"}
    with serving(tag, settings, variables) as client:
        for subject in SUBJECTS:
            assert told(client, subject) is not None
    assert sum(found_subjects().values()) == len(SUBJECTS)


def test_two_releases_are_laid_side_by_side_for_admins(settings, tmp_path):
    tag = build_bento(tmp_path / "models" / "1", settings, model_version="1")
    _, secret = Keys(open_database(settings.database)).make("team", ["admin"])
    headers = {"Authorization": f"Bearer {secret}"}
    with serving(tag, settings, {"CINQ_HOME": str(settings.home)}) as client:
        wait_for(lambda: client.model().release == 2)
        expected = compare(
            Engine(bundle(1), 1, "1"),
            Engine(bundle(2), 2, "2"),
            wire.CompareRequest(favourites=FIVE, k=7, request_id="r"),
        )
        body: dict[str, Any] = {"favourites": FIVE, "k": 7, "request_id": "r"}
        with httpx2.Client(base_url=client.base_url, timeout=30, trust_env=False) as http:
            path = "/v1/admin/compare"
            assert http.post(path, json=body).status_code == 401
            answer = http.post(path, json={**body, "first": 1}, headers=headers)
            assert wire.CompareAnswer.model_validate_json(answer.content) == expected
            refused = http.post(path, json={**body, "second": 9}, headers=headers)
            assert (refused.status_code, refused.json()["field"]) == (422, "second")


def found_subjects() -> dict[str, int]:
    return {arm["name"]: arm["subjects"] for arm in cinq("experiment", "report", "older")["arms"]}


def arm_of(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(arm for arm in found["arms"] if arm["name"] == name)


def like(http: httpx2.Client, subject: str, answer: wire.Answer) -> None:
    """Say that the first film of an answer is liked."""
    names = ("request_id", "release", "model_version")
    body = {
        "subject": subject,
        "film_id": answer.films[0].film_id,
        "kind": "liked",
        "recommendation": {name: getattr(answer, name) for name in names},
    }
    assert http.post("/v1/feedback", json=body).is_success
