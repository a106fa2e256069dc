"""The command: help, mistakes, answers; what it starts is tested with its own parts."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cinq import wire
from cinq.accounts import open_accounts
from cinq.database import open_database
from cinq.environment import apply_environment
from cinq.feedback import FeedbackBook
from cinq.releases.ledger import Ledger
from cinq.settings import load_settings
from cli import app


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and an environment that is as before afterwards."""
    for name in [name for name in os.environ if name.startswith("CINQ_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CINQ_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(os, "environ", os.environ.copy())
    return tmp_path / "home"


@pytest.fixture
def ledger(home: Path) -> Ledger:
    settings = load_settings()
    apply_environment(settings)
    return Ledger(open_database(settings.database))


def cinq(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def _publish(ledger: Ledger, version: str, digest: str) -> None:
    ledger.publish(
        model_version=version,
        artefact=Path("/nowhere"),
        digest=digest,
        dataset="small",
        data_version="0" * 64,
        decision={"released": True},
        actor="somebody",
        reason="to see",
    )


def test_help_names_every_command() -> None:
    told = cinq("--help").output

    for name in ("up", "train", "serve", "ui", "conduct", "dashboard", "recommend", "models"):
        assert name in told


def test_help_imports_no_framework() -> None:
    code = (
        "import sys, cli\n"
        "heavy = {'mlflow', 'zenml', 'bentoml', 'gradio', 'evidently', 'surprise', 'pandas',"
        " 'sqlalchemy', 'numpy', 'pyarrow', 'numba'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["train", "--dataset", "nope"], "no data set is called 'nope'"),
        (["train", "--set", "seed"], "write it as key=value"),
        (["train", "--set", "training.nope=1"], "training.nope: there is no such setting"),
        (["train", "--seed", "many"], "--seed"),
        (["models", "history", "--at", "noon"], "write an ISO time"),
        (["models", "promote", "1", "--force"], "--reason"),
        (["data", "fetch", "nope"], "no data set is called 'nope'"),
        (["tune", "popularity"], "'popularity' is not a model that can be tuned"),
        (["tune", "ease", "--adopt"], "ease was never tuned"),
        (["tune", "--trials", "0"], "--trials"),
        (["compare", "nope"], "no model is called 'nope'"),
        (["compare", "--folds", "2"], "--folds"),
        (["fly"], "fly"),
    ],
)
def test_mistakes_end_with_2_and_one_line(arguments: list[str], told: str) -> None:
    done = cinq(*arguments)

    assert done.exit_code == 2
    assert told in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["recommend", "Heat"],
        ["predict"],
        ["predict", "--user", "1"],
        ["models", "show"],
        ["models", "promote", "1"],
        ["models", "rollback"],
        ["serve"],
    ],
)
def test_without_a_model_commands_say_to_train(arguments: list[str]) -> None:
    done = cinq(*arguments)

    assert done.exit_code == 1
    assert "cinq train" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("arguments", [["up"], ["train"], ["recommend", "Heat"], ["data", "list"]])
def test_a_home_that_cannot_be_made_is_one_line(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("CINQ_HOME", str(tmp_path / "file" / "home"))
    done = cinq(*arguments)

    assert done.exit_code == 2
    assert "set CINQ_HOME to a folder of yours" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_empty_registry_is_an_empty_list() -> None:
    assert json.loads(cinq("models", "list", "--json").stdout) == []


def test_data_list_says_what_is_at_hand() -> None:
    listed = {entry["name"]: entry for entry in json.loads(cinq("data", "list", "--json").stdout)}

    assert listed["demo"]["at_hand"] is True
    assert listed["ml-32m"]["at_hand"] is False


def test_data_check_tells_the_findings_and_fails_at_a_fatal_one(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("user_id,film_id,rating\n1,1,99\n")
    declaration = tmp_path / "mine.yaml"
    declaration.write_text(
        "reader: ratings-csv\npath: mine.csv\nlicence: mine\nsource: me\n"
        "scale: {low: 1, high: 5, liked_from: 4}\n"
    )
    done = cinq("data", "check", str(declaration), "--json")

    assert done.exit_code == 1
    severities = {finding["severity"] for finding in json.loads(done.stdout)["findings"]}
    assert "fatal" in severities
    assert "cannot be trained on" in done.stderr


def test_history_tells_what_served_at_a_time(ledger: Ledger) -> None:
    _publish(ledger, "1", "a" * 64)
    now = datetime.now(UTC).isoformat()

    assert [r["number"] for r in json.loads(cinq("models", "history", "--json").stdout)] == [1]
    served = json.loads(cinq("models", "history", "--at", now, "--json").stdout)
    assert [release["number"] for release in served] == [1]
    before = cinq("models", "history", "--at", "2001-01-01T00:00:00+00:00")
    assert "nothing served" in before.stdout


def test_a_persons_data_is_given_out_and_deleted(home: Path) -> None:
    settings = load_settings()
    apply_environment(settings)
    open_accounts(settings).sign_up("Ada", "a long enough phrase")

    exported = json.loads(cinq("users", "export", "ada").stdout)
    unsure = cinq("users", "delete", "ada")
    deleted = cinq("users", "delete", "ada", "--yes")

    assert exported["name"] == "Ada"
    assert exported["feedback"] == []
    assert "phrase" not in json.dumps(exported)
    assert unsure.exit_code == 2
    assert deleted.exit_code == 0
    assert cinq("users", "export", "ada").exit_code == 1


def test_what_a_programs_person_said_is_given_out_and_deleted(home: Path) -> None:
    settings = load_settings()
    book = FeedbackBook(open_database(settings.database))
    book.record(wire.FeedbackRequest(film_id=1, kind="liked", subject="u-1"), "demo")

    exported = json.loads(cinq("users", "export", "--subject", "u-1").stdout)
    both = cinq("users", "export", "ada", "--subject", "u-1")
    deleted = cinq("users", "delete", "--subject", "u-1", "--yes")

    assert [said["film_id"] for said in exported["feedback"]] == [1]
    assert both.exit_code == 2
    assert "all that is kept of u-1 is deleted (1)" in deleted.stdout
    assert json.loads(cinq("users", "export", "--subject", "u-1").stdout)["feedback"] == []


def test_a_key_is_shown_once_listed_and_revoked(home: Path) -> None:
    made = json.loads(cinq("keys", "make", "page", "--scope", "read", "--json").stdout)
    listed = cinq("keys", "list")
    revoked = cinq("keys", "revoke", made["prefix"])

    assert made["key"].startswith(f"cinq_{made['prefix']}_")
    assert "page" in listed.stdout
    assert made["key"].split("_", 2)[2] not in listed.stdout
    assert revoked.exit_code == 0
    assert json.loads(cinq("keys", "list", "--json").stdout)[0]["state"] == "revoked"
    assert cinq("keys", "revoke", "page").exit_code == 1
    assert "take read, feedback, admin" in cinq("keys", "make", "x", "--scope", "write").stderr


def test_debug_shows_the_trace(home: Path) -> None:
    done = cinq("models", "show", "--debug")

    assert done.exit_code == 1
    assert "Traceback" in done.stderr
