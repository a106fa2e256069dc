"""`cinq experiment`: from a declaration to a report, in a terminal."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from click.testing import Result
from typer.testing import CliRunner

from cinq.database import open_database, utc_now, writing
from cinq.environment import apply_environment
from cinq.experiments.exposures import Exposures, writes_to
from cinq.feedback.tables import FeedbackRow
from cinq.models.artefact import save_bundle
from cinq.releases.ledger import Ledger
from cinq.settings import load_settings
from cli import app
from tests.releases.toys import release_toys
from tests.serving.worlds import bundle


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with two releases, and an environment that is as before afterwards."""
    for name in [name for name in os.environ if name.startswith("CINQ_")]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    monkeypatch.setenv("CINQ_HOME", str(home))
    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.setattr(os, "environ", os.environ.copy())
    settings = load_settings()
    apply_environment(settings)
    release_toys(open_database(settings.database), tmp_path / "models", (1, 2))
    return home


def cinq(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.fixture
def declared(tmp_path: Path) -> Path:
    """A file that declares release 1 against the champion."""
    now = utc_now()
    file = tmp_path / "older.yaml"
    tree = {
        "title": "Was the last one better?",
        "starts": (now - timedelta(days=1)).isoformat(),
        "ends": (now + timedelta(days=30)).isoformat(),
        "arms": {"now": {"weight": 50}, "before": {"weight": 50, "model": "1"}},
    }
    file.write_text(yaml.safe_dump(tree, sort_keys=False))
    return file


def fill(home: Path, arm: str, n: int, n_liking: int) -> None:
    database = open_database(load_settings().database)
    exposures = Exposures()
    with writing(database) as session:
        for number in range(n):
            subject = f"{arm}-{number}"
            exposures.note("older", arm, subject, "1", 1, 5)
            if number < n_liking:
                session.add(
                    FeedbackRow(
                        subject=subject,
                        client="",
                        dataset="toy",
                        film_id=1,
                        kind="liked",
                        answered="r",
                        request_id="f",
                        received_at=utc_now() + timedelta(milliseconds=1),
                    )
                )
    exposures.write(writes_to(database))
    database.dispose()


def test_what_is_only_declared_is_listed_as_such():
    told = cinq("experiment", "list").output
    assert "example" in told
    assert "declared" in told


def test_a_started_experiment_pins_the_models_of_its_arms(declared):
    started = json.loads(cinq("experiment", "start", str(declared), "--json").stdout)
    assert started["phase"] == "running"
    assert started["models"]["before"]["release"] == 1
    assert "now" not in started["models"]
    found = json.loads(cinq("experiment", "list", "--json").stdout)
    assert (found[0]["name"], found[0]["phase"]) == ("older", "running")


def test_a_second_one_is_refused_until_the_first_is_ended(declared):
    cinq("experiment", "start", str(declared))
    other = declared.with_name("other.yaml")
    other.write_text(declared.read_text())
    refused = cinq("experiment", "start", str(other))
    assert refused.exit_code == 2
    assert "cinq experiment end older" in refused.output
    assert "Traceback" not in refused.output
    assert cinq("experiment", "end", "older").exit_code == 0
    assert cinq("experiment", "start", str(other)).exit_code == 0


def test_an_arm_is_ended_by_one_command(declared):
    cinq("experiment", "start", str(declared))
    told = cinq("experiment", "end", "older", "--arm", "before", "--reason", "it hurts")
    assert "arm before of older is ended and with it the experiment" in told.output
    again = cinq("experiment", "end", "older", "--arm", "before")
    assert (again.exit_code, "is over" in again.output) == (2, True)


@pytest.mark.parametrize(
    ("model", "said"),
    [("7", "release 7"), ("v7", "nothing is registered yet"), ("challenger", "cinq train")],
)
def test_an_arm_of_a_model_that_is_not_there_is_refused_in_one_line(declared, model, said):
    declared.write_text(declared.read_text().replace("'1'", f"'{model}'"))
    refused = cinq("experiment", "start", str(declared))
    assert refused.exit_code != 0
    assert said in refused.output
    assert refused.output.count("\n") == 1


def test_a_model_of_other_data_is_refused(declared, tmp_path):
    from dataclasses import replace

    made = bundle(5)
    other = replace(made, info=made.info.model_copy(update={"dataset": "another"}))
    folder = tmp_path / "models" / "other"
    ledger = Ledger(open_database(load_settings().database))
    fields = {"dataset": "another", "data_version": "1", "decision": {}, "actor": "", "reason": ""}
    digest = save_bundle(other, folder)
    ledger.publish(model_version="3", artefact=folder, digest=digest, **fields)
    ledger.rollback(actor="", reason="")
    declared.write_text(declared.read_text().replace("'1'", "'3'"))
    refused = cinq("experiment", "start", str(declared))
    assert "trained on another, the champion on toy" in refused.output


def test_a_report_tells_arms_differences_and_the_sample_ratio(home, declared, tmp_path):
    cinq("experiment", "start", str(declared))
    fill(home, "now", 500, 150)
    fill(home, "before", 500, 250)
    told = cinq("experiment", "report", "older", "--html", str(tmp_path / "pages" / "e.html"))
    assert told.exit_code == 0
    assert "sample ratio: as it should be" in told.output
    assert "before is better: acceptance +0.2000" in told.output
    page = (tmp_path / "pages" / "e.html").read_text()
    assert "Was the last one better?" in page
    assert "Differences to the control" in page
    assert "<noscript>" in page


def test_a_report_is_json_where_asked(home, declared):
    cinq("experiment", "start", str(declared))
    fill(home, "now", 600, 10)
    fill(home, "before", 500, 10)
    found = json.loads(cinq("experiment", "report", "older", "--json").stdout)
    assert found["ratio"]["alarm"]
    assert found["arms"][1]["subjects"] == 500
    assert "no difference can be believed" in found["verdict"][0]


def test_a_report_before_anybody_came_is_no_error(declared, tmp_path):
    cinq("experiment", "start", str(declared))
    page = tmp_path / "e.html"
    told = cinq("experiment", "report", "older", "--html", str(page))
    assert told.exit_code == 0
    assert "too few subjects" in told.output
    assert "too few subjects" in page.read_text()


def test_an_unknown_experiment_is_told_in_one_line():
    told = cinq("experiment", "report", "nothing")
    assert (told.exit_code, told.output.count("\n")) == (2, 1)
    assert "cinq experiment list" in told.output
